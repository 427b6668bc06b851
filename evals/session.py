"""One run from the first case to the verdict: choose, ask, keep, compare, judge."""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import uuid4

from advisor.bootstrap import TIME_ZONE
from advisor.corpus.cache import cached_knowledge
from advisor.settings import Settings
from advisor.texts.catalogue import Catalogue
from advisor.texts.templates import Templates
from evals.asking import Asker
from evals.baseline import Baseline
from evals.cases import Case
from evals.figures import SEED, Figure, figures, read_floors
from evals.fingerprint import checkout, fingerprint, prompt_hashes
from evals.gate import Verdict, judge_run
from evals.records import Record, merged, usage
from evals.reference import reference_over
from evals.runner import in_processes, in_this_thread, in_threads
from evals.runs import About, ReplyCache, Runs, usable
from evals.targets.local import MOMENT, LocalTarget

_LLM = "llm"
# So few cases are asked sooner than further processes start.
_FEW = 40
Watch = Callable[[Iterable[Record], int], Iterable[Record]]


@dataclass(frozen=True)
class Wish:
    """What a run is asked to be. `url` measures a deployed service instead of the one that stands here."""

    engine: str | None = None
    repeat: int = 1
    url: str | None = None
    key: str = ""
    workers: int = 0
    whole: bool = False
    suites: tuple[str, ...] = ()
    filter: str | None = None
    use_cache: bool = True


@dataclass(frozen=True)
class Outcome:
    """A finished run with everything that was worked out from it."""

    about: About
    records: tuple[Record, ...]
    figures: tuple[Figure, ...]
    verdict: Verdict
    baseline: Baseline


def local_asker(settings: Settings, engine: str | None) -> Asker:
    """An asker over the application in this process."""
    return Asker(LocalTarget.open(settings), MOMENT.date(), engine)


def http_asker(settings: Settings, wish: Wish) -> Asker:
    """An asker over a deployed service; our own files are the first reference."""
    from evals.targets.http import HttpTarget

    prompts = settings.content_dir / "prompts"
    knowledge = cached_knowledge(
        [settings.content_dir / "knowledge", *settings.knowledge_dirs], settings.data_dir / "cache"
    )
    reference = reference_over(knowledge, Templates(prompts), Catalogue(prompts / "messages"))
    return Asker(HttpTarget(wish.url or "", wish.key, reference), MOMENT.date(), wish.engine)


class Session:
    """Runs over one data folder."""

    def __init__(self, settings: Settings, watch: Watch = lambda records, _: records) -> None:
        self._settings, self._watch = settings, watch
        self.runs = Runs(settings.data_dir / "evals" / "runs")

    def run(self, cases: Sequence[Case], wish: Wish, *, resume: bool = False) -> About:
        """Ask the cases and keep what comes; with `resume`, go on with the run that was broken off."""
        about = self._about(wish)
        done: dict[str, Record] = {}
        if resume:
            about = self.runs.about(self.runs.newest(of=about, unfinished=True))
            wanted = {case.id: case for case in cases}
            done = {
                r.case.id: r for r in self.runs.records(about.id) if wanted.get(r.case.id) == r.case and not r.error
            }
        cache = ReplyCache(self._settings.data_dir / "evals" / "cache", self._cache_key(about, wish))
        began = time.perf_counter()
        kept = usable(cache.records(), cases)
        tasks = [_task(case, kept) for case in cases if case.id not in done]
        fresh = []
        with self.runs.writing(about) as writer:
            for record in self._watch(self._measured(tasks, wish), len(tasks)):
                writer.add(record)
                fresh.append(record)
        cache.keep(fresh)
        return self._finished(about, [*done.values(), *fresh], time.perf_counter() - began)

    def rescore(self, run_id: str, cases: Sequence[Case], wish: Wish) -> About:
        """A new run over the stored replies of another: scored by the checks and cases as they are now."""
        kept = usable({record.case.id: record for record in self.runs.records(run_id)}, cases)
        old = self.runs.about(run_id)
        about = old.model_copy(update={"id": _new_id(), "started": datetime.now(TIME_ZONE), "finished": None})
        tasks = [_task(case, kept) for case in cases if case.id in kept]
        began = time.perf_counter()
        with self.runs.writing(about) as writer:
            records = list(self._watch(self._measured(tasks, wish), len(tasks)))
            for record in records:
                writer.add(record)
        return self._finished(about, records, time.perf_counter() - began)

    def outcome(self, run_id: str, baseline: Baseline) -> Outcome:
        """What a kept run says against a baseline."""
        about = self.runs.about(run_id)
        records = sorted(self.runs.records(run_id), key=lambda record: record.case.id)
        measured = figures(records, read_floors() if about.whole else {})
        exact = about.repeat == 1 and not any(
            (reply.get("provenance") or {}).get("engine") == _LLM for r in records for reply in r.replies.values()
        )
        verdict = judge_run(records, measured, baseline, whole=about.whole, exact=exact)
        return Outcome(about, tuple(records), tuple(measured), verdict, baseline)

    def _measured(self, tasks: Sequence[Record], wish: Wish) -> Iterator[Record]:
        workers = wish.workers or os.cpu_count() or 1
        if wish.url:
            asker = http_asker(self._settings, wish)
            streams = _then(in_threads(asker, _repeated(tasks, wish.repeat), workers), asker.close)
        elif workers == 1 or len(tasks) * wish.repeat < _FEW:
            asker = local_asker(self._settings, wish.engine)
            streams = _then(in_this_thread(asker, _repeated(tasks, wish.repeat)), asker.close)
        else:
            # Opened here first: the indexes are built once, and what is wrong with them is told in words.
            LocalTarget.open(self._settings).close()
            opened = partial(local_asker, self._settings, wish.engine)
            streams = in_processes(opened, _repeated(tasks, wish.repeat), workers)
        return _gathered(streams, wish.repeat)

    def _about(self, wish: Wish) -> About:
        key = None if wish.url else fingerprint(self._settings, wish.engine, MOMENT.isoformat())
        return About(
            id=_new_id(),
            started=datetime.now(TIME_ZONE),
            fingerprint=key,
            target={"target": wish.url or "local"},
            engine=wish.engine,
            prompts=dict(prompt_hashes(self._settings.content_dir / "prompts")),
            suites=wish.suites,
            filter=wish.filter,
            repeat=wish.repeat,
            seed=SEED,
            whole=wish.whole,
            **checkout(),
        )

    def _finished(self, about: About, records: Sequence[Record], seconds: float) -> About:
        told = [reply.get("provenance") or {} for record in records for reply in record.replies.values()]
        versions = {each["knowledge_version"] for each in told if each.get("knowledge_version")}
        about = about.model_copy(
            update={
                "finished": datetime.now(TIME_ZONE),
                "seconds": round(seconds, 2),
                "target": {**about.target, "knowledge_version": ", ".join(sorted(versions))},
                "models": tuple(sorted({each["model"] for each in told if each.get("model")})),
                "usage": dict(usage(records)),
            }
        )
        self.runs.finish(about)
        return about

    def _cache_key(self, about: About, wish: Wish) -> str | None:
        return about.fingerprint if wish.use_cache and wish.repeat == 1 and not wish.url else None


def _task(case: Case, kept: dict[str, Record]) -> Record:
    old = kept.get(case.id)
    return old.model_copy(update={"case": case, "asked": False}) if old else Record(case=case)


def _repeated(tasks: Sequence[Record], repeat: int) -> list[Record]:
    return [task.model_copy(update={"attempts": number + 1}) for task in tasks for number in range(repeat)]


def _gathered(records: Iterable[Record], repeat: int) -> Iterator[Record]:
    """The attempts at each case as one record, as soon as all are there."""
    waiting: dict[str, list[Record]] = {}
    for record in records:
        attempts = waiting.setdefault(record.case.id, [])
        attempts.append(record)
        if len(attempts) == repeat:
            yield merged(waiting.pop(record.case.id))


def _then(records: Iterator[Record], finish: Callable[[], None]) -> Iterator[Record]:
    """The records, and what is to be let go behind the last one."""
    try:
        yield from records
    finally:
        finish()


def _new_id() -> str:
    return f"{datetime.now(TIME_ZONE):%Y%m%d-%H%M%S}-{uuid4().hex[:4]}"
