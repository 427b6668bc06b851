"""Passages: every item of the knowledge as citable pieces in both languages.

A piece says one thing under one section heading. What a composer says from an item stands in one of its pieces word
for word, so that a quotation can always be found again.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from advisor.corpus.knowledge import Knowledge
from advisor.models.base import LANGS, Lang, Text
from advisor.models.deliverable import Deliverable
from advisor.models.knowledge import Case, Department, Friction, Guidance, Item, Process, RootCause, Teaching
from advisor.models.play import Play
from advisor.models.reference import Counterweight, Evidence, LadderRung, Risk
from advisor.models.search import Passage
from advisor.models.shared import SourceKind

# Which of the public kinds a folder's items are, and the word their source ids begin with.
KINDS: Mapping[str, tuple[str, SourceKind]] = {
    "departments": ("department", "profile"),
    "frictions": ("friction", "profile"),
    "root_causes": ("root_cause", "profile"),
    "processes": ("process", "profile"),
    "plays": ("play", "guidance"),
    "guidance": ("guidance", "guidance"),
    "faq": ("faq", "faq"),
    "cases": ("case", "case"),
    "deliverables": ("deliverable", "guidance"),
    "evidence": ("evidence", "evidence"),
    "ladder": ("ladder", "guidance"),
    "risks": ("risk", "guidance"),
    "counterweights": ("counterweight", "guidance"),
}

Section = tuple[str, str]  # heading key, text
Lines = Callable[[tuple[Text, ...]], str]


@dataclass(frozen=True)
class Phrases:
    """The few words passages need beside the items' own: section headings and stand-ins for placeholders."""

    sections: Mapping[str, Text]
    stand_ins: Mapping[str, Text]

    def heading(self, key: str, lang: Lang) -> str:
        """The heading of a section."""
        return self.sections[key].in_(lang)

    def filled(self, text: Text, lang: Lang) -> str:
        """The text with every placeholder replaced by its neutral stand-in."""
        said = text.in_(lang)
        for name, stand_in in self.stand_ins.items():
            said = said.replace("{" + name + "}", stand_in.in_(lang))
        return said


def source_id(folder: str, item_id: str) -> str:
    """The stable id of an item across re-indexing, such as `play/two_way_sla`."""
    return f"{KINDS[folder][0]}/{item_id}"


def passages(knowledge: Knowledge, phrases: Phrases) -> Iterator[Passage]:
    """Every passage of the knowledge, item by item, Chinese before English."""
    for folder, item in knowledge.items():
        for lang in LANGS:
            yield from _item_passages(folder, item, lang, phrases)
    for evidence in knowledge.evidence.values():
        for lang in LANGS:
            yield _evidence_passage(evidence, lang, phrases)
    listed: Mapping[str, Sequence[LadderRung | Risk | Counterweight]] = {
        "ladder": knowledge.ladder,
        "risks": knowledge.risks,
        "counterweights": knowledge.counterweights,
    }
    for folder, rows in listed.items():
        for row in rows:
            for lang in LANGS:
                yield _row_passage(folder, row, lang, phrases)


def _item_passages(folder: str, item: Item, lang: Lang, phrases: Phrases) -> Iterator[Passage]:
    departments, processes = _tags(item)
    for key, text in _sections(item, lang, phrases):
        if text:
            yield Passage(
                source_id=source_id(folder, item.id),
                kind=KINDS[folder][1],
                lang=lang,
                title=item.name.in_(lang),
                section=phrases.heading(key, lang),
                text=text,
                departments=departments,
                processes=processes,
            )


def _tags(item: Item) -> tuple[tuple[str, ...], tuple[str, ...]]:
    match item:
        case Department():
            return (item.id,), ()
        case Process():
            return (), (item.id,)
        case Play():
            return item.when.departments, item.when.processes
        case Case():
            return item.departments, item.processes
        case Teaching():
            return (), item.processes
    return (), ()


def _sections(item: Item, lang: Lang, phrases: Phrases) -> list[Section]:  # noqa: PLR0911  (one a kind)
    def lines(texts: tuple[Text, ...]) -> str:
        return "\n".join(phrases.filled(text, lang) for text in texts)

    match item:
        case Department():
            return _department(item, lang, lines)
        case Friction():
            return [
                ("summary", item.summary.in_(lang)),
                ("signs", lines(item.signs)),
                ("causes", lines(tuple(prior.why for prior in item.root_causes))),
                ("first_moves", lines(item.first_moves)),
                ("avoid", lines(item.wrong_moves)),
                ("escalate", item.escalate_when.in_(lang)),
            ]
        case RootCause():
            return [
                ("summary", item.meaning.in_(lang)),
                ("remedy", item.remedy.in_(lang)),
                ("signal", item.signal.in_(lang)),
            ]
        case Process():
            return _process(item, lang, lines)
        case Play():
            return _play(item, lang, lines)
        case Teaching():
            return _teaching(item, lang, lines)
        case Case():
            return [
                ("situation", lines((item.situation, item.action))),
                ("outcome", lines((item.outcome, item.caveat))),
                ("reuse", item.reuse.in_(lang)),
            ]
        case Deliverable():
            return [("summary", item.purpose.in_(lang)), ("why", item.why.in_(lang))]
    raise TypeError(type(item))


def _department(item: Department, lang: Lang, lines: Lines) -> list[Section]:
    reframings = "\n".join(f"{r.hr.in_(lang)} → {r.theirs.in_(lang)}" for r in item.reframings)
    return [
        ("goals", lines(item.goals)),
        ("busy", lines(item.rhythm.busy)),
        ("calm", lines(item.rhythm.calm)),
        ("fears", lines(item.fears)),
        ("values", lines(item.values)),
        ("signs", lines(item.typical)),
        ("contact", lines((item.contact.best, item.contact.avoid))),
        ("incentives", lines(item.incentives)),
        ("reframings", reframings),
        ("avoid", lines(item.avoid)),
    ]


def _process(item: Process, lang: Lang, lines: Lines) -> list[Section]:
    links = (item.value_link, *item.department_links)
    metrics = "\n".join(f"{m.name.in_(lang)}: {m.formula.in_(lang)} {m.target.in_(lang)}" for m in item.metrics)
    return [
        ("cooperation", lines(item.cooperation)),
        ("service_levels", lines(tuple(level.text for level in item.service_levels))),
        ("handovers", lines(item.handovers)),
        ("metrics", metrics),
        ("value_link", "\n".join(lines((link.project, link.value, link.ask)) for link in links)),
        ("goals", lines(tuple(link.goal for link in item.department_links))),
        ("compliance", lines(tuple(note.text for note in item.compliance))),
    ]


def _play(item: Play, lang: Lang, lines: Lines) -> list[Section]:
    steps = "\n".join(lines((step.title, step.detail, step.why, step.done_when)) for step in item.steps)
    return [
        ("summary", item.summary.in_(lang)),
        ("steps", steps),
        ("signal", item.signal.in_(lang)),
        ("not_when", lines(item.not_when)),
        ("tailoring", lines(tuple(note.text for note in item.tailoring))),
    ]


def _teaching(item: Teaching, lang: Lang, lines: Lines) -> list[Section]:
    sections = [
        ("conclusion", item.conclusion.in_(lang)),
        ("ask_first", lines(item.ask_first)),
        ("steps", lines(item.steps)),
        ("avoid", lines(item.avoid)),
        ("tailoring", lines(tuple(note.text for note in item.tailoring))),
    ]
    if isinstance(item, Guidance):
        sections.append(("body", item.body.in_(lang)))
    return sections


def _evidence_passage(evidence: Evidence, lang: Lang, phrases: Phrases) -> Passage:
    parts = [evidence.claim.in_(lang)]
    if evidence.caution:
        parts.append(evidence.caution.in_(lang))
    return Passage(
        source_id=source_id("evidence", evidence.id),
        kind="evidence",
        lang=lang,
        title=evidence.source,
        section=phrases.heading(f"tier_{evidence.tier}", lang),
        text="\n".join(parts),
        url=evidence.url,
        processes=evidence.processes,
    )


def _row_passage(folder: str, row: LadderRung | Risk | Counterweight, lang: Lang, phrases: Phrases) -> Passage:
    identity: str
    texts: tuple[Text, ...]
    if isinstance(row, LadderRung):
        identity, texts = row.level, (row.when, row.action, row.taboo)
    elif isinstance(row, Counterweight):
        identity, texts = row.id, (row.note,)
    else:
        identity, texts = row.id, (row.advice,)
    return Passage(
        source_id=source_id(folder, identity),
        kind="guidance",
        lang=lang,
        title=row.name.in_(lang),
        section=phrases.heading(folder, lang),
        text="\n".join(phrases.filled(text, lang) for text in texts),
    )
