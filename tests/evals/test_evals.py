import json
from collections import Counter

import pytest
from evals.outcomes import Figure, Outcome
from evals.suites import SUITES
from hypothesis import given
from hypothesis import strategies as st

from advisor.language.folding import bare
from advisor.service import Advisor
from evals.gate import figures, interval, read_floors
from evals.utterances import Family, paraphrases, split_of, utterances
from evals.voices import voices

FAMILIES: tuple[Family, ...] = ("topic", "friction", "deliverable", "other")
# Sentences that share this much of their character pairs tell the same thing in nearly the same words.
TOO_NEAR = 0.6


def grams(text: str) -> set[str]:
    folded = bare(text)
    size = 2 if any("\u4e00" <= char <= "\u9fff" for char in folded) else 4
    return {folded[i : i + size] for i in range(max(1, len(folded) - size + 1))}


@given(st.text())
def test_a_sentence_always_stands_on_the_same_side(text: str) -> None:
    assert split_of(text) == split_of(f"  {text} ".upper().lower()) or text.lower() != text.upper().lower()


def test_the_sides_are_about_seventy_fifteen_fifteen_and_share_nothing() -> None:
    sides = {side: {u.text for f in FAMILIES for u in utterances(f, side)} for side in ("train", "dev", "test")}
    total = sum(map(len, sides.values()))
    assert 0.66 < len(sides["train"]) / total < 0.74
    assert not sides["train"] & sides["test"]
    assert not sides["train"] & sides["dev"]
    assert list(paraphrases("train"))


def test_nothing_written_for_training_comes_near_a_held_out_sentence() -> None:
    held = [grams(u.text) for f in FAMILIES for side in ("dev", "test") for u in utterances(f, side)]
    places: dict[str, list[int]] = {}
    for number, found in enumerate(held):
        for gram in found:
            places.setdefault(gram, []).append(number)
    near = []
    for family in ("friction", "topic", "other"):
        for voice in voices(family):
            own = grams(voice.text)
            shared = Counter(number for gram in own for number in places.get(gram, ()))
            near += [voice.text for n, count in shared.most_common(3) if count / len(own | held[n]) >= TOO_NEAR]
    assert not near


def outcome(value: float) -> Outcome:
    return Outcome("retrieval", "first", "zh", "x", "a", ("b",), value)


def test_a_figure_under_its_floor_does_not_pass() -> None:
    (measured,) = figures([outcome(1.0), outcome(0.0)], {"retrieval.first.zh": {"floor": 0.6, "goal": 0.9}})
    assert (measured.value, measured.passed) == (0.5, False)
    assert measured.low <= 0.5 <= measured.high


def test_a_figure_that_must_stay_small_is_judged_the_other_way() -> None:
    (measured,) = figures([outcome(0.1)], {"retrieval.first.zh": {"floor": 0.05, "at_most": True}})
    assert not measured.passed


def test_an_interval_of_equal_values_is_a_point() -> None:
    assert interval([1.0, 1.0, 1.0]) == (1.0, 1.0)


def test_every_floor_belongs_to_a_measure_that_exists() -> None:
    keys = {key.split(".")[0] for key in read_floors()}
    assert keys <= set(SUITES)


@pytest.mark.parametrize("suite", ["retrieval", "refusals"])
def test_a_suite_gives_outcomes_between_nought_and_one(advisor: Advisor, suite: str) -> None:
    outcomes = [outcome for outcome, _ in zip(SUITES[suite](advisor, "dev"), range(20), strict=False)]
    assert outcomes
    assert all(0.0 <= outcome.value <= 1.0 and outcome.got for outcome in outcomes)
    json.dumps([outcome.record() for outcome in outcomes])


def test_a_removed_item_is_caught_by_the_gate(advisor: Advisor) -> None:
    """The gate can fail: with the right items gone from the hits, the figure falls to nothing."""
    outcomes = [
        Outcome(o.suite, o.measure, o.group, o.text, "guidance/removed", o.got, float("guidance/removed" in o.got))
        for o in SUITES["retrieval"](advisor, "dev")
    ]
    measured = figures(outcomes, {"retrieval.in_first_3.zh": {"floor": 0.5}})
    assert [figure for figure in measured if not figure.passed]


def test_a_figure_without_a_floor_passes() -> None:
    assert Figure("s", "m", "g", 1, 0.0, 0.0, 0.0, None, None).passed
