"""A progress bar where somebody is watching: on a terminal, on standard error."""

from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from evals.records import Record
from evals.session import Watch


def watched(said: str) -> Watch:
    """Shows how many records there are already; silent when standard error is not a terminal."""

    def watch(records: Iterable[Record], total: int) -> Iterator[Record]:
        console = Console(stderr=True)
        if not console.is_terminal:
            yield from records
            return
        columns = (TextColumn(said), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=console, transient=True) as progress:
            task = progress.add_task(said, total=total)
            for record in records:
                progress.advance(task)
                yield record

    return watch
