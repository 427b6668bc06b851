"""The coverage for people: two tables of how many plays a plan would use, then their names, friction by friction."""

from collections.abc import Callable, Mapping

from rich.console import Console
from rich.table import Table

from advisor.corpus.knowledge import Knowledge
from advisor.models.base import Lang, Text
from advisor.models.knowledge import Item
from advisor.planning.coverage import Coverage

Say = Callable[..., str]
Row = Mapping[str, tuple[str, ...]]
# A place in a heading: short enough for 18 of them side by side in a window of 80 columns.
_WIDTH = 3


def show_coverage(made: Coverage, knowledge: Knowledge, lang: Lang, say: Say) -> None:
    """Print the coverage in one language."""
    console = Console(highlight=False)
    names: dict[str, Text] = {item.id: item.name for _, item in knowledge.items()}
    for title, cells, places in (
        ("departments", made.departments, knowledge.departments),
        ("processes", made.processes, knowledge.processes),
    ):
        console.print(f"\n[bold]{say(f'cli.coverage.{title}')}[/]")
        console.print(_counts(cells, places, knowledge, lang))
        listed = (f"{number} {item.name.in_(lang)}" for number, item in enumerate(places.values(), start=1))
        console.print(say("cli.coverage.join").join(listed))
    console.print(f"\n[bold]{say('cli.coverage.plays')}[/]")
    for friction in knowledge.frictions.values():
        console.print(f"\n[magenta]{friction.name.in_(lang)}[/]")
        for kind, row in (("department", made.departments[friction.id]), ("process", made.processes[friction.id])):
            console.print(f" {say(f'cli.{kind}')}")
            for line in _lines(row, names, lang, say):
                console.print(f"   {line}")
    _rest(made, names, lang, say, console)


def _counts(cells: Mapping[str, Row], places: Mapping[str, Item], knowledge: Knowledge, lang: Lang) -> Table:
    table = Table(box=None, padding=(0, 0), show_edge=False)
    table.add_column("")
    for number in range(1, len(places) + 1):
        table.add_column(str(number), justify="right", min_width=_WIDTH)
    for friction, row in cells.items():
        counts = [str(len(row[place])) if row[place] else "[red]0[/]" for place in places]
        table.add_row(knowledge.frictions[friction].name.in_(lang), *counts)
    return table


def _lines(row: Row, names: Mapping[str, Text], lang: Lang, say: Say) -> list[str]:
    """One line of the plays used in every place, then one for each that is used in most or in some."""
    used = dict.fromkeys(play for plays in row.values() for play in plays)
    join = say("cli.coverage.join")
    everywhere = [names[play].in_(lang) for play in used if all(play in plays for plays in row.values())]
    lines = [say("cli.coverage.everywhere", plays=join.join(everywhere))] if everywhere else []
    for play in used:
        places = [names[place].in_(lang) for place, plays in row.items() if play in plays]
        others = [names[place].in_(lang) for place, plays in row.items() if play not in plays]
        if others:
            key, named = ("most", others) if len(others) < len(places) else ("somewhere", places)
            lines.append(say(f"cli.coverage.{key}", play=names[play].in_(lang), places=join.join(named)))
    return lines


def _rest(made: Coverage, names: Mapping[str, Text], lang: Lang, say: Say, console: Console) -> None:
    if made.unused:
        plays = say("cli.coverage.join").join(names[play].in_(lang) for play in made.unused)
        console.print(f"\n{say('cli.coverage.unused', plays=plays)}")
    empty = made.empty()
    console.print(
        f"\n{say('cli.coverage.complete') if not empty else say('cli.coverage.empty', cells=', '.join(empty))}"
    )
