"""Quality over the whole corpus: both languages, honest numbers, no repetition, no blame, every item usable."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations

import pytest

from advisor.corpus.knowledge import Knowledge
from advisor.language.folding import bare
from advisor.language.measure import length
from advisor.language.numbers import spelled_figures
from advisor.models.base import LANGS, Frozen, Text
from advisor.models.requests import PlanRequest
from advisor.service import Advisor
from evals.utterances import FOLDER, utterances

# English words per Chinese character: outside this one language says more than the other. Short texts vary more.
_RATIO = (0.3, 1.25)
_SHORT = 12
_LONGEST_SENTENCE = {"zh": 80, "en": 45}
_SENTENCE = re.compile(r"[^。！？!?；;\n]+")
_ENGLISH_SENTENCE = re.compile(r"[^.!?;\n]+")


def texts(value: object, place: str = "") -> Iterator[tuple[str, Text]]:
    """Every two-language text in a value, with where it stands."""
    if isinstance(value, Text):
        yield place, value
    elif isinstance(value, Frozen):
        for name in type(value).model_fields:
            yield from texts(getattr(value, name), f"{place}.{name}")
    elif isinstance(value, tuple):
        for number, each in enumerate(value):
            yield from texts(each, f"{place}[{number}]")
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from texts(each, f"{place}.{name}")


def everything(knowledge: Knowledge) -> Iterator[tuple[str, Text]]:
    for folder, item in knowledge.items():
        yield from texts(item, f"{folder}/{item.id}")
    for evidence in knowledge.evidence.values():
        yield from texts(evidence, evidence.id)
    yield from texts(knowledge.ladder, "ladder")
    yield from texts(knowledge.risks, "risks")


def test_the_whole_domain_is_covered(knowledge: Knowledge) -> None:
    counts = {folder: len(getattr(knowledge, folder)) for folder in ("departments", "frictions", "processes")}
    assert counts == {"departments": 18, "frictions": 22, "processes": 16}
    assert len(knowledge.guidance) == 15
    assert len(knowledge.root_causes) == 11
    assert len(knowledge.deliverables) == 25
    assert len(knowledge.plays) >= 40
    assert len([name for name in knowledge.evidence if name.startswith("EV-")]) == 120


def test_both_languages_say_about_as_much(knowledge: Knowledge) -> None:
    uneven = []
    for place, text in everything(knowledge):
        zh, en = length(text.zh, "zh"), length(text.en, "en")
        if zh >= _SHORT and not place.endswith((".subject", ".name")) and not _RATIO[0] <= en / zh <= _RATIO[1]:
            uneven.append((place, zh, en))
    assert not uneven


def test_english_texts_are_english_and_chinese_texts_chinese(knowledge: Knowledge) -> None:
    han = re.compile(r"[\u4e00-\u9fff]")
    for place, text in everything(knowledge):
        assert not han.search(text.en), place
        if length(text.zh, "zh") > _SHORT:
            assert han.search(text.zh), place


def test_both_languages_carry_the_same_figures_in_what_is_sourced(knowledge: Knowledge) -> None:
    for evidence in knowledge.evidence.values():
        digits = [set(re.findall(r"\d+(?:\.\d+)?", text)) for text in (evidence.claim.zh, evidence.claim.en)]
        if digits[0] and digits[1]:
            assert digits[0] & digits[1] or "万" in evidence.claim.zh, evidence.id


def test_sentences_stay_short_enough_to_read_once(knowledge: Knowledge) -> None:
    long = []
    for place, text in everything(knowledge):
        if ".body" in place or place.endswith(".claim"):
            continue
        long += [(place, s) for s in _SENTENCE.findall(text.zh) if length(s, "zh") > _LONGEST_SENTENCE["zh"]]
        long += [(place, s) for s in _ENGLISH_SENTENCE.findall(text.en) if length(s, "en") > _LONGEST_SENTENCE["en"]]
    assert not long


def test_no_item_says_what_another_says(knowledge: Knowledge) -> None:
    """Items of one folder share few of their character pairs; near-copies share most."""

    def pairs(text: str) -> Counter[str]:
        folded = bare(text)
        return Counter(folded[i : i + 3] for i in range(len(folded) - 2))

    for folder in ("plays", "faq", "cases", "frictions", "guidance", "deliverables"):
        group = {
            item.id: pairs(" ".join(text.zh for _, text in texts(item)))
            for name, item in knowledge.items()
            if name == folder
        }
        for one, other in combinations(group, 2):
            shared = sum((group[one] & group[other]).values())
            assert shared / min(group[one].total(), group[other].total()) < 0.5, (folder, one, other)


def test_every_ask_was_spoken_for_training_or_written_for_it(knowledge: Knowledge) -> None:
    held_out = {
        bare(u.text)
        for family in ("topic", "friction", "deliverable", "other")
        for split in ("dev", "test")
        for u in utterances(family, split)
    }
    asks = [ask for _, item in knowledge.items() for ask in item.asks.all()]
    assert len(asks) > 2000
    assert not [ask for ask in asks if bare(ask) in held_out]
    assert FOLDER.is_dir()


def test_what_is_quoted_from_evidence_carries_its_figures(knowledge: Knowledge) -> None:
    """A percentage in a play, FAQ or guidance stands in one of its sources, or is marked as an example or default."""
    marked = ("示例", "例如", "默认", "example", "for instance", "default")
    for folder in ("plays", "faq", "guidance", "cases"):
        for name, item in knowledge.items():
            if name != folder:
                continue
            known = set().union(
                *(
                    spelled_figures(knowledge.evidence[s].claim.zh + (knowledge.evidence[s].figure or ""))
                    for s in item.sources
                )
            )
            for place, text in texts(item, item.id):
                for figure in re.findall(r"(\d+(?:\.\d+)?)\s*%", text.zh):
                    said = " ".join(t.zh for _, t in texts(item))
                    assert figure in known or any(mark in said for mark in marked), (place, figure)


@pytest.mark.parametrize("lang", LANGS)
def test_blame_words_stand_nowhere_but_in_what_people_say(knowledge: Knowledge, lang: str) -> None:
    """What we say ourselves never blames; quoted bad examples stand under what to avoid."""
    words = [bare(each.word) for each in getattr(knowledge.blame, lang) if len(bare(each.word)) > 3]
    spared = (
        "avoid",
        "wrong_moves",
        "typical",
        "taboo",
        "not_when",
        "forbidden",
        "signs",
        ".name",
        "tone_by_level",
        ".hr",
    )
    found = [
        (place, word)
        for place, text in everything(knowledge)
        if not any(part in place for part in spared)
        for word in words
        if word in bare(getattr(text, lang))
    ]
    assert not found


def test_every_cause_a_friction_names_has_two_plays(knowledge: Knowledge) -> None:
    thin = []
    for friction in knowledge.frictions.values():
        for prior in friction.root_causes:
            plays = [
                play.id
                for play in knowledge.plays.values()
                if (friction.id in play.when.frictions or not play.when.frictions)
                and (prior.id in play.when.root_causes or not play.when.root_causes)
            ]
            if len(plays) < 2:
                thin.append((friction.id, prior.id, plays))
    assert not thin


def test_every_department_has_its_own_words_for_the_processes(knowledge: Knowledge) -> None:
    for department in knowledge.departments.values():
        assert len(department.reframings) >= 6
        assert len({reframing.process for reframing in department.reframings}) >= 5


def test_counter_evidence_is_linked(knowledge: Knowledge) -> None:
    assert "EV-093" in knowledge.evidence["EV-092"].with_
    assert {"EV-091", "EV-108"} <= set(knowledge.evidence["SEED-05"].with_)


def test_unsourced_cases_say_so(knowledge: Knowledge) -> None:
    for case in knowledge.cases.values():
        if case.tier == "S":
            assert re.search("未经核实|没有来源|没有出处|没给来源|未核实", case.outcome.zh + case.caveat.zh), case.id
        if case.constructed:
            assert case.tier == "P"
            assert not re.search(r"\d\s*%", case.outcome.zh), case.id


def test_the_seeds_figures_live_in_the_knowledge(knowledge: Knowledge) -> None:
    said = " ".join(text.zh for _, text in everything(knowledge))
    for figure in ("8 场", "23 条", "60%", "40%", "5 个签字", "4 小时", "2 周", "10%", "15%", "30 分钟", "3 天"):
        assert figure in said, figure


def test_every_department_changes_a_plan(advisor: Advisor, knowledge: Knowledge) -> None:
    plans = {}
    for name in knowledge.departments:
        made = advisor.plan(PlanRequest(text="面试完一直不给反馈", department=name))
        plans[name] = " ".join(step.detail for step in made.steps)
    assert len(set(plans.values())) == len(plans)


def test_every_friction_is_voiced_at_least_a_dozen_times_in_each_language(knowledge: Knowledge) -> None:
    for friction in knowledge.frictions.values():
        assert min(len(friction.asks.zh), len(friction.asks.en)) >= 12, friction.id
