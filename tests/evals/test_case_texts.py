"""The authored cases: what they cover, and that none of them repeats what the product has learned from."""

from collections import Counter
from collections.abc import Iterable, Iterator

import pytest

from advisor.corpus.passages import source_id
from advisor.language.folding import bare
from advisor.service import Advisor
from evals.casefiles import CASES, known_ids, load_cases
from evals.cases import Case
from evals.utterances import FOLDER, Family, utterances
from evals.voices import written

# Texts that share more of their runs of characters than this say the same in nearly the same words. A Chinese
# character tells as much as several letters, so there the runs are pairs, which is stricter than runs of four.
TOO_NEAR = 0.6
CHINESE_RUN, LETTER_RUN = 2, 4
FAMILIES: tuple[Family, ...] = ("topic", "friction", "deliverable", "other")
LEAST = {"diagnosis": 50, "answers": 60, "plans": 60, "drafts": 60, "refusals": 80, "grounding": 30}
# Cases that put an item's own ask test the index, not what was understood.
OWN_ASK = "own_ask"
SCENARIOS = {f"s{number:02}" for number in range(1, 13)}


@pytest.fixture(scope="module")
def cases(advisor: Advisor) -> list[Case]:
    return load_cases([CASES], known_ids(advisor.knowledge))


def runs(text: str) -> frozenset[str]:
    folded = bare(text)
    size = CHINESE_RUN if any("\u4e00" <= char <= "\u9fff" for char in folded) else LETTER_RUN
    return frozenset(folded[i : i + size] for i in range(max(1, len(folded) - size + 1)))


def nearness(left: frozenset[str], right: frozenset[str]) -> float:
    return len(left & right) / len(left | right)


def too_near(texts: Iterable[str], learned: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each text with a learned sentence that it nearly repeats."""
    wanted = [(text, runs(text)) for text in dict.fromkeys(texts)]
    having: dict[str, list[int]] = {}
    for index, (_, own) in enumerate(wanted):
        for run in own:
            having.setdefault(run, []).append(index)
    for sentence in dict.fromkeys(learned):
        theirs = runs(sentence)
        shared = Counter(index for run in theirs for index in having.get(run, ()))
        for index in shared:
            text, own = wanted[index]
            if nearness(own, theirs) > TOO_NEAR:
                yield text, sentence


def learned(advisor: Advisor) -> Iterator[str]:
    """Everything the product was made from or is measured with elsewhere: asks, training and labelled sentences."""
    for pair in advisor.knowledge.items():
        item = pair[1]
        asks = getattr(item, "asks", None)
        yield from asks.all() if asks else ()
        name = getattr(item, "name", None)
        yield from (name.zh, name.en) if name else ()
    yield from written()
    for family in FAMILIES:
        for split in ("train", "dev", "test"):
            yield from (utterance.text for utterance in utterances(family, split))
    for line in (FOLDER / "paraphrase_zh.tsv").read_text(encoding="utf-8").splitlines():
        yield from line.split("\t")


def test_a_near_repetition_is_noticed_and_a_different_sentence_is_not() -> None:
    told = "研发总监一周没看简历，怎么办？"
    assert list(too_near([told], ["研发总监一周都没看简历, 怎么办"]))
    assert not list(too_near([told], ["财务总监把编制砍了一半，怎么谈？"]))


def test_no_case_repeats_a_sentence_the_product_learned_from(cases: list[Case], advisor: Advisor) -> None:
    measured = (case.text for case in cases if OWN_ASK not in case.tags)
    assert list(too_near(measured, learned(advisor))) == []


def test_a_case_of_an_own_ask_wants_the_item_whose_ask_it_is(cases: list[Case], advisor: Advisor) -> None:
    asks = {
        source_id(folder, item.id): {bare(ask) for ask in item.asks.all()}
        for folder, item in advisor.knowledge.items()
        if folder in ("frictions", "guidance")
    }
    wanted = {source: bare(case.text) for case in cases if OWN_ASK in case.tags for source in case.expect.sources or ()}
    assert set(wanted) == set(asks)
    assert all(text in asks[source] for source, text in wanted.items())


def test_every_suite_has_enough_cases_and_every_case_can_fail_at_something(cases: list[Case]) -> None:
    counts = Counter(case.suite for case in cases)
    assert {suite: counts[suite] for suite, least in LEAST.items() if counts[suite] < least} == {}
    assert [case.id for case in cases if not case.expect.given()] == []


@pytest.mark.parametrize("suite", ["answers", "plans"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_twelve_scenarios_stand_in_both_languages(cases: list[Case], suite: str, lang: str) -> None:
    told = {
        case.id.split(".")[1][:3]
        for case in cases
        if case.suite == suite and case.lang == lang and "scenario" in case.tags
    }
    assert SCENARIOS - told == set()


def test_every_deliverable_is_drafted_in_both_languages(cases: list[Case], advisor: Advisor) -> None:
    drafted = {(case.input["kind"], case.lang) for case in cases if case.door == "draft"}
    assert {(kind, lang) for kind in advisor.knowledge.deliverables for lang in ("zh", "en")} - drafted == set()


def test_plans_are_compared_over_at_least_twelve_departments(cases: list[Case]) -> None:
    pairs = [(case.expect.department, case.expect.differs_for) for case in cases if case.expect.differs_for]
    assert len({name for one, other in pairs for name in (one, other["department"]) if other}) >= 12


def test_what_only_sounds_forbidden_is_asked_at_least_thirty_times(cases: list[Case]) -> None:
    asked = [case for case in cases if "over_refusal" in case.tags]
    assert len(asked) >= 30
    assert {case.expect.refusal for case in asked} == {"none"}
