"""Running many cases at once: processes for what stands here, threads for what stands behind an address.

Composing is pure Python and holds the interpreter, so threads would take turns; waiting for an address does not.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from multiprocessing import get_context

from evals.asking import Asker
from evals.records import Record

# Tasks handed out together: few enough that all workers stay busy to the end.
_BATCH = 24


_asker: Asker | None = None


def in_this_thread(asker: Asker, tasks: Sequence[Record]) -> Iterator[Record]:
    """One after the other."""
    yield from map(asker.measured, tasks)


def in_threads(asker: Asker, tasks: Sequence[Record], workers: int) -> Iterator[Record]:
    """With so many threads sharing one asker; records come as they are ready."""
    with ThreadPoolExecutor(workers) as pool:
        yield from _all(pool, lambda batch: [asker.measured(task) for task in batch], _batches(tasks, 1))


def in_processes(opened: Callable[[], Asker], tasks: Sequence[Record], workers: int) -> Iterator[Record]:
    """With so many processes, each with an asker of its own; records come as they are ready."""
    with ProcessPoolExecutor(workers, get_context("spawn"), _open, (opened,)) as pool:
        yield from _all(pool, _measured, _batches(_together(tasks), _BATCH))


def _open(opened: Callable[[], Asker]) -> None:
    global _asker  # noqa: PLW0603  (a worker process has one asker for its whole life)
    _asker = opened()


def _measured(batch: Sequence[Record]) -> list[Record]:
    if _asker is None:
        raise RuntimeError("no asker in this process")
    return [_asker.measured(task) for task in batch]


def _all(
    pool: Executor, work: Callable[[Sequence[Record]], list[Record]], batches: Sequence[Sequence[Record]]
) -> Iterator[Record]:
    waiting: list[Future[list[Record]]] = [pool.submit(work, batch) for batch in batches]
    for done in as_completed(waiting):
        yield from done.result()


def _together(tasks: Sequence[Record]) -> list[Record]:
    """The same request side by side, so that one worker asks it once for all its cases; heavy doors first."""
    heavy = {"plan": 0, "draft": 1, "answer": 2}
    return sorted(tasks, key=lambda task: (heavy.get(task.case.door, 3), task.case.text, task.case.id))


def _batches(tasks: Sequence[Record], size: int) -> list[Sequence[Record]]:
    return [tasks[start : start + size] for start in range(0, len(tasks), size)]
