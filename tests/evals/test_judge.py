"""The judge: tolerant of how a model speaks, honest when it does not, and not fooled by the order."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.settings import Settings
from advisor.texts.templates import Templates
from evals.baseline import Baseline
from evals.figures import figures
from evals.gate import judge_run
from evals.judge import Judge, JudgeFailed, choice_in, summed
from evals.judging import judged, with_judgement
from evals.runs import About
from evals.scorers.score import Score
from evals.session import Outcome
from evals.words import Words
from tests.conftest import NOW
from tests.evals.conftest import record


class Scripted:
    """Answers in order; an exception among them is raised."""

    def __init__(self, answers: Iterable[str | Exception]) -> None:
        self._answers, self.prompts = iter(answers), list[str]()

    def complete(self, prompt: str) -> str:
        self.prompts.append(prompt)
        answer = next(self._answers)
        if isinstance(answer, Exception):
            raise answer
        return answer


def judge(*answers: str | Exception) -> Judge:
    return Judge(Scripted(answers), Templates(Settings().content_dir / "prompts"))


@pytest.mark.parametrize(
    "answer", ["A", "a: A", " **A** ", "答案：A。", "`A`", "Reply A is better, so:\nA", "B has flaws, C too.\n\n(A)"]
)
def test_a_choice_is_understood_however_it_is_dressed(answer: str) -> None:
    assert choice_in(answer) == "A"


@pytest.mark.parametrize("answer", ["", "A or B", "I cannot judge this.", "好", "D"])
def test_no_choice_is_an_error(answer: str) -> None:
    assert choice_in(answer) == "error"


@given(st.text())
def test_nothing_a_model_says_breaks_the_parsing(answer: str) -> None:
    assert choice_in(answer) in {"A", "B", "C", "error"}


def test_a_failed_judgement_is_tried_again_and_then_counted() -> None:
    assert judge(JudgeFailed(), "well…", "B").quality("zh", "x", "q", "r") == "B"
    assert judge(JudgeFailed(), JudgeFailed(), "?").quality("zh", "x", "q", "r") == "error"


def test_a_mean_is_never_made_of_errors() -> None:
    assert summed(["A", "C", "error"]).mean == 0.5
    assert summed(["error"]).mean is None
    assert summed(["error"]).errors == 1


def test_a_preference_must_survive_the_swap() -> None:
    assert judge("A", "B").preferred("en", "x", "q", "old", "new") == "old"
    assert judge("B", "A").preferred("en", "x", "q", "old", "new") == "new"
    assert judge("A", "A").preferred("en", "x", "q", "old", "new") == "same"
    assert judge("A", "?", "?", "?").preferred("en", "x", "q", "old", "new") == "error"


def test_the_two_replies_really_change_places() -> None:
    model = Scripted(["C", "C"])
    Judge(model, Templates(Settings().content_dir / "prompts")).preferred("zh", "x", "q", "OLD", "NEW")
    first, second = model.prompts
    assert first.index("OLD") < first.index("NEW")
    assert second.index("NEW") < second.index("OLD")


def outcome() -> Outcome:
    then = {"run": "x", "cases": {"tries.a": {"status": "passed", "scores": {"must": 1.0}, "text": "old words"}}}
    baseline = Baseline.model_validate(then)
    records = (record("a", Score("must", 1.0)),)
    return Outcome(
        About(id="now", started=NOW), records, tuple(figures(records, {})),
        judge_run(records, [], baseline, whole=True), baseline,
    )  # fmt: skip


def test_the_judge_decides_nothing_unless_asked(words: Words) -> None:
    run = outcome()
    said = judged(run, judge("C", "A", "B"), words)
    assert said.preferences == {"tries.a": "old"}
    assert not run.verdict.worse
    assert [f.cases for f in with_judgement(run.verdict, said).findings] == [("tries.a",)]


def test_a_judge_that_fails_holds_nothing_back(words: Words) -> None:
    said = judged(outcome(), judge(*[JudgeFailed()] * 9), words)
    assert said.errors == 2
    assert not with_judgement(outcome().verdict, said).worse
