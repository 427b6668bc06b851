"""The rules of evidence over everything that is said: whose word counts where, and one outside finding at a time."""

import re

import pytest

from advisor.corpus.evidence import ARGUES
from advisor.corpus.knowledge import Knowledge
from advisor.language.folding import bare
from advisor.language.numbers import figures
from advisor.language.patterns import Patterns
from advisor.models.answer import Answer
from advisor.models.base import LANGS, Lang
from advisor.models.reference import Evidence
from advisor.models.requests import AnswerRequest, DraftRequest, PlanRequest
from advisor.service import Advisor
from tests.knowledge.test_corpus import everything, texts

_MARK = re.compile(r"\[(\d{1,3})\]")


def telling_figures(evidence: Evidence, lang: Lang) -> set[str]:
    """The figures that point at one finding: percentages, decimals and large numbers, not years and small counts."""
    return {
        value
        for value, written in figures(evidence.claim.in_(lang)).items()
        if not 1900 <= float(value.rstrip("%")) <= 2100
        and ("%" in written or "." in written or float(value.rstrip("%")) >= 100)
    }


def questions(knowledge: Knowledge, lang: Lang) -> list[str]:
    """One question for each thing that can be asked about."""
    items = (*knowledge.faq.values(), *knowledge.guidance.values(), *knowledge.frictions.values())
    return [item.asks.in_(lang)[0] for item in items]


@pytest.fixture(scope="module", params=LANGS)
def answers(request: pytest.FixtureRequest, advisor: Advisor, knowledge: Knowledge) -> list[Answer]:
    """The answers to all of them in one language."""
    lang: Lang = request.param
    return [advisor.answer(AnswerRequest(question=each, lang=lang)) for each in questions(knowledge, lang)]


def told(answer: Answer, knowledge: Knowledge) -> list[tuple[str, list[Evidence]]]:
    """The paragraphs of an answer that tell an outside finding in its own words, with the findings."""
    cited = [c.source_id.removeprefix("evidence/") for c in answer.citations if c.kind == "evidence"]
    claims = {name: bare(knowledge.evidence[name].claim.in_(answer.lang)) for name in cited}
    found = []
    for paragraph in answer.answer.split("\n\n"):
        folded = bare(paragraph)
        if here := [knowledge.evidence[name] for name, claim in claims.items() if claim in folded]:
            found.append((paragraph, here))
    return found


def test_no_paragraph_of_an_answer_tells_two_outside_findings(answers: list[Answer], knowledge: Knowledge) -> None:
    paragraphs = [each for answer in answers for each in told(answer, knowledge)]
    assert len(paragraphs) > 20
    assert not [(text, found) for text, found in paragraphs if len(found) > 1]


def test_what_an_answer_tells_from_outside_is_worded_by_its_tier(
    answers: list[Answer], advisor: Advisor, knowledge: Knowledge
) -> None:
    seen: set[str] = set()
    for answer in answers:
        for paragraph, (evidence,) in told(answer, knowledge):
            said = advisor.catalogue.say(answer.lang, f"evidence.{evidence.tier}", claim="|", caution="")
            assert paragraph.startswith(said.partition("|")[0])
            seen.add(evidence.tier)
    assert {"A", "B", "C"} <= seen


def test_counter_evidence_is_cited_with_what_it_counters(answers: list[Answer], knowledge: Knowledge) -> None:
    for answer in answers:
        cited = {c.source_id.removeprefix("evidence/") for c in answer.citations if c.kind == "evidence"}
        for name in cited:
            assert {w for w in knowledge.evidence[name].with_ if knowledge.evidence[w].tier in ARGUES} <= cited


def test_plans_cite_counter_evidence_with_what_it_counters(advisor: Advisor, knowledge: Knowledge) -> None:
    for friction in knowledge.frictions.values():
        made = advisor.plan(PlanRequest(text=friction.asks.zh[0], facts={"reminders_sent": 3}))
        cited = {c.source_id.removeprefix("evidence/") for c in made.citations if c.kind == "evidence"}
        for name in cited:
            assert set(knowledge.evidence[name].with_) <= cited, name


def test_no_vendor_and_no_unverified_story_goes_up_to_a_superior(advisor: Advisor, knowledge: Knowledge) -> None:
    """Neither in a plan's escalation, nor in a step that goes up, nor in the note that does."""
    for friction in knowledge.frictions.values():
        made = advisor.plan(PlanRequest(text=friction.asks.zh[0], facts={"reminders_sent": 3}))
        by_ref = {c.ref: c.source_id.removeprefix("evidence/") for c in made.citations}
        refs = [ref for rung in made.escalation for ref in rung.refs]
        refs += [ref for step in made.steps if step.phase == "escalate" for ref in step.refs]
        for ref in refs:
            source = knowledge.evidence.get(by_ref[ref])
            assert source is None or source.tier in ARGUES, (friction.id, by_ref[ref])
    for kind in ("escalation_note", "delay_impact", "early_warning"):
        note = advisor.draft(DraftRequest(text="三次都没回，想请上级定", kind=kind))
        for citation in note.citations:
            source = knowledge.evidence.get(citation.source_id.removeprefix("evidence/"))
            assert source is None or source.tier in ARGUES, (kind, citation.source_id)


@pytest.mark.parametrize("lang", LANGS)
def test_nothing_said_when_going_up_carries_an_unverified_figure(knowledge: Knowledge, lang: Lang) -> None:
    shaky = set().union(*(telling_figures(e, lang) for e in knowledge.evidence.values() if e.tier in {"D", "S"}))
    firm = set().union(*(telling_figures(e, lang) for e in knowledge.evidence.values() if e.tier in ARGUES))
    said = [friction.escalate_when.in_(lang) for friction in knowledge.frictions.values()]
    said += [f"{rung.when.in_(lang)} {rung.action.in_(lang)}" for rung in knowledge.ladder]
    said += [s.detail.in_(lang) for p in knowledge.plays.values() for s in p.steps if s.phase == "escalate"]
    assert not [(text, found) for text in said if (found := set(figures(text)) & (shaky - firm))]


@pytest.mark.parametrize("lang", LANGS)
def test_no_text_carries_the_figures_of_two_findings(knowledge: Knowledge, lang: Lang) -> None:
    """One outside finding a paragraph, in the items too; a finding and its own counter-finding may stand together."""
    crowded = []
    for folder, item in knowledge.items():
        own = {name: telling_figures(knowledge.evidence[name], lang) for name in item.sources}
        for place, text in texts(item, f"{folder}/{item.id}"):
            shown = set() if place.endswith(".body") else set(figures(text.in_(lang)))
            carried = {name: value & shown for name, value in own.items() if value & shown}
            distinct = [n for n in carried if not any(n != m and carried[n] <= own[m] for m in carried)]
            linked = {other for name in distinct for other in knowledge.evidence[name].with_}
            if len(set(distinct) - linked) > 1:
                crowded.append((place, distinct))
    assert not crowded


@pytest.mark.parametrize("lang", LANGS)
def test_figures_that_nobody_could_trace_are_said_nowhere(knowledge: Knowledge, lang: Lang) -> None:
    myths = Patterns(each.word for each in getattr(knowledge.myths, lang))
    assert myths.found("七成的变革都会失败" if lang == "zh" else "70% of change programmes fail")
    assert not [(place, myths.found(t.in_(lang))) for place, t in everything(knowledge) if myths.found(t.in_(lang))]


def test_a_draft_with_such_a_figure_fails_its_check(advisor: Advisor, knowledge: Knowledge) -> None:
    slots = {**knowledge.deliverables["nudge"].examples.zh.slots, "relief": "都说七成的变革会失败"}
    made = advisor.draft(DraftRequest(text="催反馈", kind="nudge", slots=slots))
    assert "no_myth" in [check.id for check in made.checks if not check.passed]


def test_figures_that_age_are_marked_and_dated_where_the_source_tells(knowledge: Knowledge) -> None:
    ageing = [e for e in knowledge.evidence.values() if e.volatile]
    assert {"EV-038", "EV-044", "EV-120"} <= {e.id for e in ageing}
    for evidence in ageing:
        told = re.findall(r"(?:19|20)\d\d", f"{evidence.claim.zh}{evidence.caution.zh if evidence.caution else ''}")
        assert evidence.year is not None or not told, evidence.id


@pytest.mark.parametrize("lang", LANGS)
def test_an_item_that_quotes_an_ageing_figure_says_its_year(knowledge: Knowledge, lang: Lang) -> None:
    undated = []
    for folder, item in knowledge.items():
        said = " ".join(text.in_(lang) for _, text in texts(item))
        for name in item.sources:
            evidence = knowledge.evidence[name]
            if evidence.volatile and evidence.year and telling_figures(evidence, lang) & set(figures(said)):
                undated += [(folder, item.id, name)] if str(evidence.year) not in said else []
    assert not undated
