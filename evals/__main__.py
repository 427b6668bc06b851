"""Measure the service: `advisor eval`, `advisor eval accept`, `advisor eval promote`.

Exit status: 0 nothing is worse, 1 something is, 2 usage, 3 the run is broken (a case could not be measured, case files
or the service are not in order).
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path

from rich.console import Console

from advisor.corpus.cache import cached_knowledge
from advisor.logs import configure_logs
from advisor.models.base import LANGS, Lang
from advisor.settings import Settings
from advisor.texts.templates import Templates
from advisor.wordings import system_language
from evals.accept import accept
from evals.baseline import SHIPPED, Baseline, baseline_of, read_baseline
from evals.complaints import EXPECTED, USAGE, complaint
from evals.judge import Judge, JudgeModel
from evals.judging import judged, with_judgement
from evals.model_judge import ModelJudge
from evals.options import accept_parser, promote_parser, run_parser
from evals.progress import watched
from evals.promote import promote
from evals.reports.files import write_reports
from evals.reports.terminal import show
from evals.reports.view import exit_status, view
from evals.runs import RunNotFound, Runs
from evals.selection import checked, chosen, every_case
from evals.session import Outcome, Session, Wish
from evals.words import Words

DONE = 0
Command = Callable[[list[str], Settings, Words], int]
Judges = Callable[[Settings], AbstractContextManager[JudgeModel]]


def main(arguments: Sequence[str] | None = None, judges: Judges = ModelJudge.opened) -> int:
    """Run one command and return its exit status; `judges` opens the model that `--judge` asks."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    settings = Settings()
    words = Words.of(settings.content_dir, _language(given))
    configure_logs("ERROR", sys.stderr)
    run: Command = partial(_run, judges=judges)
    commands: dict[str, Command] = {"accept": _accept, "promote": _promote}
    named = bool(given) and given[0] in commands
    try:
        return (commands[given[0]] if named else run)(given[1:] if named else given, settings, words)
    except EXPECTED as error:
        said, status = complaint(error, words)
        return _fail(said, status)


def _run(arguments: list[str], settings: Settings, words: Words, judges: Judges) -> int:
    given = run_parser(words).parse_args(arguments)
    further = [*settings.eval_dirs, *given.cases]
    if given.check:
        folders = [settings.content_dir / "knowledge", *settings.knowledge_dirs]
        count = checked(further, cached_knowledge(folders, settings.data_dir / "cache"))
        print(words.say("check.good", count=count))
        return DONE
    everything = every_case(further)
    cases = chosen(everything, given.suites, given.filter)
    if not cases:
        return _fail(words.say("error.no_cases"), USAGE)
    session = Session(settings, watched(words.say("done.running")))
    baseline = _baseline(given.against, session.runs)
    wish = _wish(given, whole=len(cases) == len(everything))
    with judges(settings) if given.judge or given.judge_gates else nullcontext() as judge:
        if given.rescore is None:
            about = session.run(cases, wish, resume=given.resume)
        else:
            about = session.rescore(given.rescore or session.runs.newest(), cases, wish)
        outcome = session.outcome(about.id, baseline)
        if judge is not None:
            outcome = _judged(outcome, Judge(judge, Templates(settings.content_dir / "prompts")), given, words)
    report = view(outcome)
    show(report, words, Console(width=None if sys.stdout.isatty() else 120, highlight=False))
    paths = write_reports(report, words, given.out or session.runs.folder / about.id)
    print(words.say("done.report", path=paths["html"]))
    return exit_status(outcome.verdict)


def _judged(outcome: Outcome, judge: Judge, given: argparse.Namespace, words: Words) -> Outcome:
    """The outcome after the judge has been heard; unless it is to count, it only speaks."""
    said = judged(outcome, judge, words)
    mean = "–" if said.quality.mean is None else f"{said.quality.mean:.2f}"
    new, old = (sum(each == side for each in said.preferences.values()) for side in ("new", "old"))
    print(words.say("judge.said", mean=mean, judged=said.quality.judged, new=new, old=old, errors=said.errors))
    return replace(outcome, verdict=with_judgement(outcome.verdict, said)) if given.judge_gates else outcome


def _wish(given: argparse.Namespace, *, whole: bool) -> Wish:
    return Wish(
        engine=given.engine,
        repeat=given.repeat,
        url=given.url,
        key=given.key,
        workers=given.workers,
        whole=whole,
        suites=tuple(given.suites),
        filter=given.filter,
        use_cache=not given.no_cache,
    )


def _baseline(named: str | None, runs: Runs) -> Baseline:
    """The baseline to compare with: a run of ours, a file, or the shipped one."""
    if named is None:
        return read_baseline(SHIPPED)
    if named in runs.ids():
        return baseline_of(runs.about(named), runs.records(named))
    if not Path(named).exists():
        raise RunNotFound(named)
    return read_baseline(Path(named))


def _accept(arguments: list[str], settings: Settings, words: Words) -> int:
    given = accept_parser(words).parse_args(arguments)
    runs = Runs(settings.data_dir / "evals" / "runs")
    baseline, path = accept(runs, given.run or runs.newest(), given.to or SHIPPED)
    print(words.say("done.accepted", run=baseline.run, path=path, count=len(baseline.cases)))
    return DONE


def _promote(arguments: list[str], settings: Settings, words: Words) -> int:
    given = promote_parser(words).parse_args(arguments)
    folder = given.to or (settings.eval_dirs[0] if settings.eval_dirs else settings.data_dir / "evals" / "cases")
    path = promote(given.reply, given.reason, settings, folder, words)
    print(words.say("done.promoted", path=path))
    return DONE


def _language(given: list[str]) -> Lang:
    """The language asked for, before the options are parsed in it."""
    for name, value in pairwise(given):
        if name == "--lang" and value in LANGS:
            return "en" if value == "en" else "zh"
    return system_language()


def _fail(said: str, status: int) -> int:
    print(said, file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
