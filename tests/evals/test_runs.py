"""Runs are kept, taken up again, scored again, and answered from what is still true."""

from pathlib import Path

import pytest

from advisor.settings import Settings
from evals.accept import NotWhole, accept
from evals.asking import Asker
from evals.baseline import Baseline, BaselineUnreadable, baseline_of, read_baseline, write_baseline
from evals.records import Record, merged
from evals.runner import in_this_thread, in_threads
from evals.runs import About, ReplyCache, RunNotFound, Runs, usable
from evals.scorers.score import Score
from evals.session import Session, Wish
from tests.conftest import NOW
from tests.evals.conftest import case, record

CASES = [
    case("one", "diagnose"),
    case("two", "diagnose", {"text": "财务一直卡着编制不批"}),
    case("three", "search", {"query": "面试反馈"}, expect={"sources": ["faq/feedback_within_24_hours"]}),
]
ONE_AT_A_TIME = Wish(workers=1, whole=True)


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return Session(Settings(data_dir=tmp_path))


def test_a_run_tells_what_it_was(session: Session) -> None:
    about = session.runs.about(session.run(CASES, ONE_AT_A_TIME).id)
    assert about.finished
    assert about.fingerprint
    assert about.prompts["drafting/nudge.zh.jinja2"]
    assert len(session.runs.records(about.id)) == 3


def test_what_did_not_change_is_not_asked_again(session: Session) -> None:
    session.run(CASES, ONE_AT_A_TIME)
    again = session.runs.records(session.run(CASES, ONE_AT_A_TIME).id)
    assert [record.asked for record in again] == [False] * 3
    anew = session.run(CASES, Wish(workers=1, use_cache=False))
    assert all(record.asked for record in session.runs.records(anew.id))


def test_another_request_under_the_same_id_is_asked_anew(session: Session) -> None:
    kept = {r.case.id: r for r in session.runs.records(session.run(CASES, ONE_AT_A_TIME).id)}
    changed = CASES[0].model_copy(update={"input": {"text": "别的情况，研发部"}})
    assert usable(kept, [changed]) == {}
    assert list(usable(kept, CASES)) == [each.id for each in CASES]


def test_a_run_that_was_broken_off_goes_on_where_it_was(session: Session) -> None:
    about = session.run(CASES, Wish(workers=1, use_cache=False))
    lines = session.runs.path(about.id, "cases.jsonl")
    lines.write_text(lines.read_text("utf-8").splitlines()[0] + '\n{"case": {"id": "tries.tw', encoding="utf-8")
    session.runs._write(about.model_copy(update={"finished": None}))
    resumed = session.run(CASES, Wish(workers=1, use_cache=False), resume=True)
    assert resumed.id == about.id
    assert {record.case.id for record in session.runs.records(about.id)} == {each.id for each in CASES}


def test_stored_replies_are_scored_by_the_cases_as_they_are_now(session: Session) -> None:
    run = session.run(CASES, ONE_AT_A_TIME).id
    stricter = [CASES[0].model_copy(update={"expect": type(CASES[0].expect)(department="sales")}), *CASES[1:]]
    again = {r.case.id: r for r in session.runs.records(session.rescore(run, stricter, ONE_AT_A_TIME).id)}
    assert again["tries.one"].status == "failed"
    assert not again["tries.one"].asked


def test_only_a_whole_run_becomes_the_baseline(session: Session, tmp_path: Path) -> None:
    part = session.run(CASES[:1], Wish(workers=1)).id
    with pytest.raises(NotWhole):
        accept(session.runs, part, tmp_path / "b.xz")
    whole = session.run(CASES, ONE_AT_A_TIME).id
    accept(session.runs, whole, tmp_path / "b.xz")
    assert read_baseline(tmp_path / "b.xz").cases["tries.one"].text
    assert not session.outcome(whole, read_baseline(tmp_path / "b.xz")).verdict.worse


def test_a_baseline_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    made = baseline_of(About(id="x", started=NOW), [record("a", Score("must", 0.5))])
    write_baseline(made, tmp_path / "b.xz")
    assert read_baseline(tmp_path / "b.xz") == made
    assert read_baseline(tmp_path / "none.xz") == Baseline(run="")
    (tmp_path / "bad.xz").write_bytes(b"no")
    with pytest.raises(BaselineUnreadable):
        read_baseline(tmp_path / "bad.xz")


def test_a_run_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(RunNotFound):
        Runs(tmp_path).about("none")
    with pytest.raises(RunNotFound):
        Runs(tmp_path).newest()


def test_errors_are_not_cached(tmp_path: Path) -> None:
    cache = ReplyCache(tmp_path, "key")
    cache.keep([record("a", error="unreachable"), record("b", replies={"main": {}})])
    assert list(cache.records()) == ["tries.b"]
    assert ReplyCache(tmp_path, None).records() == {}


def test_attempts_that_differ_are_flaky_and_a_check_must_hold_in_all() -> None:
    both = merged([record("a", Score("must", 1.0)), record("a", Score("must", 0.0))])
    assert (both.flaky, both.attempts, both.status) == (("must",), 2, "failed")
    same = merged([record("a", Score("must", 1.0))] * 2)
    assert (same.flaky, same.status) == ((), "passed")


def test_a_repeated_run_asks_each_case_so_often(session: Session) -> None:
    about = session.run(CASES, Wish(workers=1, repeat=2))
    assert [record.attempts for record in session.runs.records(about.id)] == [2, 2, 2]


def test_threads_measure_the_same_as_one_after_the_other(asker: Asker) -> None:
    tasks = [Record(case=each) for each in CASES]
    alone = {r.case.id: r.scores for r in in_this_thread(asker, tasks)}
    together = {r.case.id: r.scores for r in in_threads(asker, tasks, 2)}
    assert alone == together
