"""The gate is red for each reason it knows, names the case, and lets debts through."""

from hypothesis import given
from hypothesis import strategies as st

from evals.baseline import Baseline, baseline_of
from evals.compare import paired
from evals.figures import Figure, figures, interval
from evals.gate import Verdict, judge_run
from evals.records import Record
from evals.runs import About
from evals.scorers.registry import HELD_OUT
from evals.scorers.score import Score
from tests.conftest import NOW
from tests.evals.conftest import case, record

ABOUT = About(id="then", started=NOW)
GOOD, BAD = Score("must", 1.0), Score("must", 0.0)


def against(then: list[Record], now: list[Record], *, whole: bool = True, exact: bool = True) -> Verdict:
    return judge_run(now, [], baseline_of(ABOUT, then), whole=whole, exact=exact)


def learned(name: str, value: float) -> Record:
    return record(name, Score("first", value, kind="grade"), of=case(name, tags=(HELD_OUT,)))


def test_a_check_that_held_and_does_not_is_named_with_its_case() -> None:
    (finding,) = against([record("a", GOOD)], [record("a", BAD)]).findings
    assert (finding.why, finding.what, finding.cases) == ("regressed", "must", ("tries.a",))


def test_a_debt_is_let_through() -> None:
    assert not against([record("a", BAD)], [record("a", BAD)]).worse


def test_a_check_that_was_met_in_part_may_not_be_met_less() -> None:
    assert against([record("a", Score("must", 0.5))], [record("a", Score("must", 0.25))]).worse


def test_a_new_case_must_pass() -> None:
    verdict = against([record("a", GOOD)], [record("a", GOOD), record("b", BAD)])
    assert [(f.why, f.cases) for f in verdict.findings] == [("new_failing", ("tries.b",))]


def test_a_new_check_on_an_old_case_must_hold() -> None:
    verdict = against([record("a", GOOD)], [record("a", GOOD, Score("purity", 0.0))])
    assert [(f.why, f.what) for f in verdict.findings] == [("regressed", "purity")]


def test_a_case_that_is_gone_is_noticed_when_the_run_was_whole() -> None:
    then = [record("a", GOOD), record("b", GOOD)]
    assert [f.why for f in against(then, then[:1]).findings] == ["gone"]
    assert not against(then, then[:1], whole=False).worse


def test_a_case_that_could_not_be_measured_makes_the_run_broken() -> None:
    verdict = against([record("a", GOOD)], [record("a", error="unreachable")])
    assert verdict.broken


def test_a_learned_measure_may_lose_a_case_for_another_but_not_more() -> None:
    then = [learned("a", 1), learned("b", 0), learned("c", 1)]
    assert not against(then, [learned("a", 0), learned("b", 1), learned("c", 1)]).worse
    (finding,) = against(then, [learned("a", 0), learned("b", 1), learned("c", 0)]).findings
    assert (finding.why, finding.cases) == ("drift", ("tries.a", "tries.c"))


def test_an_engine_that_varies_must_be_worse_beyond_chance() -> None:
    then = [record(f"n{i}", GOOD) for i in range(40)]
    one = [record("n0", BAD), *then[1:]]
    many = [record(f"n{i}", BAD if i < 20 else GOOD) for i in range(40)]
    assert not against(then, one, exact=False).worse
    assert against(then, many, exact=False).worse


def test_without_a_baseline_only_floors_hold() -> None:
    assert not judge_run([record("a", BAD)], [], Baseline(run=""), whole=True).worse


def test_a_figure_under_its_floor_is_a_finding() -> None:
    low = Figure("s", "m", "zh", 3, 0.4, 0.3, 0.5, floor=0.5)
    (finding,) = judge_run([], [low], Baseline(run=""), whole=True).findings
    assert finding.why == "floor"
    assert "s.m.zh" in finding.what


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_a_run_against_itself_is_never_worse(values: list[float]) -> None:
    records = [record(f"n{i}", Score("must", v), Score("ndcg", v, kind="grade")) for i, v in enumerate(values)]
    verdict = against(records, records)
    assert not verdict.worse
    assert {pair.change for pair in verdict.pairs} == {"unchanged"}


@given(st.lists(st.floats(0, 1), min_size=1, max_size=50))
def test_an_interval_holds_its_mean(values: list[float]) -> None:
    low, high = interval(values)
    assert low - 1e-9 <= sum(values) / len(values) <= high + 1e-9


def test_written_cases_are_a_group_of_their_own() -> None:
    made = figures([learned("a", 1.0), record("b", Score("first", 0.0))], {"tries.first.all": {"floor": 0.9}})
    assert {(f.group, f.value, f.floor) for f in made} == {
        ("zh", 1.0, None),
        ("zh_cases", 0.0, None),
        ("all", 1.0, 0.9),
    }


def test_old_and_new_words_stand_side_by_side() -> None:
    then = Baseline.model_validate(
        {"run": "x", "cases": {"tries.a": {"status": "passed", "scores": {"must": 1.0}, "text": "old"}}}
    )
    (pair,) = paired([record("a", GOOD, error=None)], then, whole=True)
    assert (pair.old_text, pair.reworded, pair.change) == ("old", True, "unchanged")
