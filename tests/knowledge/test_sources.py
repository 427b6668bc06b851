"""Where the numbers and the words come from: a cited source, an editable default, our own pen."""

import re
from collections.abc import Iterator

import pytest

from advisor.corpus.knowledge import Knowledge
from advisor.language.numbers import figures, spelled_figures
from advisor.models.base import LANGS, Lang
from advisor.models.knowledge import Item
from tests.knowledge.shingles import ENGLISH_RUN, HAN_RUN, hashed, read, repeated, runs
from tests.knowledge.test_corpus import everything, texts

# Days on which a rule was checked and the years of publications say when, not how much.
_DATE = re.compile(r"(?:19|20)\d\d(?:-\d\d){0,2}")
# "For example" and "by default" mark a figure as one to replace.
_MARKED = {"zh": ("示例", "例如", "比如", "默认"), "en": ("example", "for instance", "default", "such as")}
# Below this a count or a time of ours is an editable default, as every plan says under its assumptions.
_MOST_DEFAULT = 100


def unsourced(item: Item, folder: str, knowledge: Knowledge, lang: Lang) -> Iterator[tuple[str, str]]:
    """Figures of an item that stand in none of its sources, with their places."""
    known: set[str] = set()
    for name in item.sources:
        evidence = knowledge.evidence[name]
        for told in (evidence.claim.zh, evidence.claim.en, evidence.figure or ""):
            known |= set(figures(told)) | spelled_figures(told)
    for place, text in texts(item, f"{folder}/{item.id}"):
        said = _DATE.sub(" ", text.in_(lang))
        for value, written in figures(said).items():
            if value not in known:
                yield place, written


@pytest.mark.parametrize("lang", LANGS)
def test_a_figure_stands_in_a_cited_source_or_is_an_editable_default(knowledge: Knowledge, lang: Lang) -> None:
    """Percentages, decimals, sums of money and large numbers are claims; small counts and times are defaults."""
    loose = []
    for folder, item in knowledge.items():
        said = {place: text.in_(lang) for place, text in texts(item, f"{folder}/{item.id}")}
        for place, written in unsourced(item, folder, knowledge, lang):
            claim = "%" in written or "." in written or float(re.sub(r"[^\d.]", "", written) or 0) >= _MOST_DEFAULT
            marked = any(mark in said[place] for mark in _MARKED[lang]) or folder == "deliverables"
            if claim and not marked:
                loose.append((place, written))
    assert not loose


def test_a_legal_note_carries_no_figure_that_its_law_does_not(knowledge: Knowledge) -> None:
    """Working hours, months and rates in a compliance note stand in the articles the process cites."""
    loose = []
    for process in knowledge.processes.values():
        for place, written in unsourced(process, "processes", knowledge, "zh"):
            if ".compliance" in place:
                loose.append((place, written))
    assert not loose


@pytest.mark.parametrize("lang", LANGS)
def test_no_passage_is_taken_from_the_reference_material(knowledge: Knowledge, lang: Lang) -> None:
    reference = read()
    assert len(reference) > 30_000
    taken = [
        (place, found[0]) for place, text in everything(knowledge) if (found := repeated(text.in_(lang), reference))
    ]
    assert not taken


def test_a_repeated_passage_would_be_noticed() -> None:
    zh, en = "把评分表先填好八成再请对方补上最后一句事实", "nine small words that follow one another in order here"
    reference = frozenset(hashed(run) for run in (*runs(zh), *runs(en)))
    assert repeated(f"我们建议，{zh}。", reference)
    assert repeated(f"We say: {en}!", reference)
    assert not repeated(zh[: HAN_RUN - 1], reference)
    assert not repeated(" ".join(en.split()[: ENGLISH_RUN - 1]), reference)
