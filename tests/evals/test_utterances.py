from collections import Counter
from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from advisor.language.folding import bare
from advisor.models.taxonomy import ROOT_CAUSES
from evals.asking import Asker
from evals.figures import read_floors
from evals.heldout import SUITES, held_out
from evals.records import Record
from evals.scorers.registry import HELD_OUT
from evals.utterances import FOLDER, Family, Split, asked, paraphrases, split_of, touched, utterances
from evals.voices import written
from evals.words import Words

FAMILIES: tuple[Family, ...] = ("topic", "friction", "deliverable", "other")
SIDES: tuple[Literal["dev", "test"], ...] = ("dev", "test")
EVERY_SIDE: tuple[Split, ...] = ("train", *SIDES)
# Sentences that share this much of their character pairs tell the same thing in nearly the same words.
TOO_NEAR = 0.6


def grams(text: str) -> set[str]:
    folded = bare(text)
    size = 2 if any("\u4e00" <= char <= "\u9fff" for char in folded) else 4
    return {folded[i : i + size] for i in range(max(1, len(folded) - size + 1))}


def test_a_cause_is_told_by_its_code_or_not_at_all() -> None:
    told = {u.cause for side in EVERY_SIDE for u in utterances("friction", side)}
    assert told - {"-"} == set(ROOT_CAUSES)


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
    held = [grams(u.text) for f in FAMILIES for side in SIDES for u in utterances(f, side)]
    held += [grams(t.text) for side in SIDES for t in touched(side)]
    held += [grams(a.text) for side in SIDES for a in asked(side)]
    places: dict[str, list[int]] = {}
    for number, found in enumerate(held):
        for gram in found:
            places.setdefault(gram, []).append(number)
    near = []
    for sentence in written():
        own = grams(sentence)
        shared = Counter(number for gram in own for number in places.get(gram, ()))
        near += [sentence for n, count in shared.most_common(3) if count / len(own | held[n]) >= TOO_NEAR]
    assert not near


def test_every_floor_belongs_to_a_suite_and_a_measure_that_exist(words: Words) -> None:
    for key in read_floors():
        suite, measure, _ = key.split(".")
        assert suite in SUITES
        assert words.own.has(f"score.{measure}")


def test_the_held_out_cases_are_the_test_side_and_nothing_else() -> None:
    cases = list(held_out())
    told = {u.text for family in FAMILIES for u in utterances(family, "test")}
    told |= {t.text for t in touched("test")} | {a.text for a in asked("test")}
    assert {case.text for case in cases} == told
    assert len({case.id for case in cases}) == len(cases) > 1000
    assert all(HELD_OUT in case.tags for case in cases)


def test_what_held_out_cases_expect_is_counted_in_means(asker: Asker) -> None:
    first = next(case for case in held_out() if case.door == "diagnose")
    kinds = {score.name: score.kind for score in asker.measured(Record(case=first)).scores}
    assert kinds["friction_first"] == "grade"
    assert kinds["language"] == "check"


def test_a_process_counts_as_told_where_two_of_three_readers_found_it() -> None:
    rows = [row.split("\t") for row in (FOLDER / "process_read.tsv").read_text(encoding="utf-8").splitlines()]
    read = {row[-1]: row[:-1] for row in rows}
    held = [u for side in SIDES for u in utterances("friction", side)]
    assert {u.text for u in held} == set(read)
    assert all(u.process_is_told == (u.process != "-" and read[u.text].count(u.process) >= 2) for u in held)
    assert not any(u.process_is_told for u in utterances("friction", "train"))
    assert 0 < sum(u.process_is_told for u in held) < sum(u.process != "-" for u in held)
