"""What must hold between items: links resolve, asks are unique, weights sum, placeholders are known.

Each rule is a function from the whole knowledge to findings; the registry is a tuple.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from advisor.corpus.knowledge import Knowledge
from advisor.corpus.source import Loc, line_of
from advisor.errors import Problem
from advisor.models.base import LANGS, Frozen

# where an item stands: its file, the file's text, and the path to the item in it
Places = Mapping[tuple[str, str], tuple[Path, str, tuple[str | int, ...]]]
Finding = tuple[str, str, Loc, str, dict[str, object]]  # kind, id, where in it, code, params

PLACEHOLDERS = frozenset({"counterpart", "department", "process"})
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
# Rounding of hand-written weights; more than this is a mistake.
_WEIGHT_TOLERANCE = 0.011

# field path -> the group its values must be in; "*" steps over a list
_LINKS: dict[str, tuple[tuple[str, str], ...]] = {
    "departments": (("frictions.*", "frictions"), ("reframings.*.process", "processes")),
    "frictions": (("deliverables.*", "deliverables"), ("root_causes.*.id", "root_causes"), ("cure_first", "plays")),
    "processes": (("department_links.*.department", "departments"),),
    "plays": (
        ("guidance", "guidance"),
        ("when.frictions.*", "frictions"),
        ("when.processes.*", "processes"),
        ("when.departments.*", "departments"),
        ("when.risks.*", "risks"),
        ("steps.*.deliverable", "deliverables"),
        ("tailoring.*.department", "departments"),
    ),
    "guidance": (
        ("tailoring.*.department", "departments"),
        ("frictions.*", "frictions"),
        ("processes.*", "processes"),
        ("risks.*", "risks"),
    ),
    "faq": (
        ("tailoring.*.department", "departments"),
        ("frictions.*", "frictions"),
        ("processes.*", "processes"),
        ("risks.*", "risks"),
    ),
    "cases": (("departments.*", "departments"), ("processes.*", "processes"), ("frictions.*", "frictions")),
    "evidence": (
        ("with_.*", "evidence"),
        ("frictions.*", "frictions"),
        ("processes.*", "processes"),
        ("deliverables.*", "deliverables"),
    ),
    "ladder": (("deliverable", "deliverables"),),
    "counterweights": (("evidence.*", "evidence"),),
}


def link_problems(knowledge: Knowledge, places: Places) -> list[Problem]:
    """Every broken rule, with the file and line it stands on."""
    problems = []
    for rule in RULES:
        for kind, identity, loc, code, params in rule(knowledge):
            path, text, prefix = places[kind, identity]
            line = line_of(text, (*prefix, *loc))
            problems.append(Problem(path, line, code, tuple((k, str(v)) for k, v in params.items())))
    return problems


def dangling_links(knowledge: Knowledge) -> Iterator[Finding]:
    """A link that leads nowhere."""
    for kind, identity, value in _all(knowledge):
        for pattern, group in _LINKS.get(kind, ()):
            for loc, target in _walk(value, pattern.split(".")):
                key = target.lower() if group == "root_causes" else target
                if key not in _ids(knowledge, group):
                    yield kind, identity, loc, "dangling_link", {"target": target, "group": group}
        for index, source in enumerate(getattr(value, "sources", ())):
            if source not in knowledge.evidence:
                yield kind, identity, ("sources", index), "dangling_link", {"target": source, "group": "evidence"}


def _ids(knowledge: Knowledge, group: str) -> frozenset[str]:
    items = getattr(knowledge, group)
    return frozenset(items if isinstance(items, Mapping) else (row.id for row in items))


def repeated_asks(knowledge: Knowledge) -> Iterator[Finding]:
    """An ask that stands in two items would lead to both; an empty one leads nowhere."""
    seen: dict[str, str] = {}
    for kind, item in knowledge.items():
        for lang in LANGS:
            for index, ask in enumerate(item.asks.in_(lang)):
                key = ask.strip().casefold()
                if not key:
                    yield kind, item.id, ("asks", lang, index), "empty_ask", {}
                elif key in seen:
                    yield kind, item.id, ("asks", lang, index), "repeated_ask", {"ask": ask, "other": seen[key]}
                seen.setdefault(key, f"{kind}/{item.id}")


def missing_asks(knowledge: Knowledge) -> Iterator[Finding]:
    """Each item people may look for is voiced in both languages."""
    for kind, item in knowledge.items():
        if kind != "root_causes":
            for lang in LANGS:
                if not item.asks.in_(lang):
                    yield kind, item.id, ("asks",), "asks_missing", {"lang": lang}


def friction_weights(knowledge: Knowledge) -> Iterator[Finding]:
    """Priors of a friction sum to 1 and its questions speak only of its own causes."""
    for friction in knowledge.frictions.values():
        total = sum(prior.weight for prior in friction.root_causes)
        if abs(total - 1) > _WEIGHT_TOLERANCE:
            yield "frictions", friction.id, ("root_causes",), "weights_not_one", {"total": round(total, 3)}
        known = {prior.id for prior in friction.root_causes}
        for q, question in enumerate(friction.questions):
            for o, option in enumerate(question.options):
                for cause in set(option.favours) - known:
                    loc = ("questions", q, "options", o)
                    yield "frictions", friction.id, loc, "cause_not_listed", {"cause": cause}


def unknown_placeholders(knowledge: Knowledge) -> Iterator[Finding]:
    """Plays may name the counterpart, the department and the process; a deliverable's subject its slots."""
    for play in knowledge.plays.values():
        for index, step in enumerate(play.steps):
            for name in ("title", "detail", "done_when"):
                text = getattr(step, name)
                for found in _PLACEHOLDER.findall(text.zh + text.en):
                    if found not in PLACEHOLDERS:
                        yield "plays", play.id, ("steps", index, name), "unknown_placeholder", {"name": found}
    for deliverable in knowledge.deliverables.values():
        slots = {slot.name for slot in deliverable.slots}
        for found in _PLACEHOLDER.findall(deliverable.subject.zh + deliverable.subject.en):
            if found not in slots:
                yield "deliverables", deliverable.id, ("subject",), "unknown_placeholder", {"name": found}


def unfilled_examples(knowledge: Knowledge) -> Iterator[Finding]:
    """A deliverable's examples fill its required slots and no others."""
    for deliverable in knowledge.deliverables.values():
        known = {slot.name for slot in deliverable.slots}
        needed = {slot.name for slot in deliverable.slots if slot.required}
        for lang in LANGS:
            given = set(getattr(deliverable.examples, lang).slots)
            for name in sorted((needed - given) | (given - known)):
                loc = ("examples", lang)
                yield "deliverables", deliverable.id, loc, "example_slot", {"name": name}


RULES: tuple[Callable[[Knowledge], Iterator[Finding]], ...] = (
    dangling_links,
    repeated_asks,
    missing_asks,
    friction_weights,
    unknown_placeholders,
    unfilled_examples,
)


def _all(knowledge: Knowledge) -> Iterator[tuple[str, str, Frozen]]:
    for kind, item in knowledge.items():
        yield kind, item.id, item
    for evidence in knowledge.evidence.values():
        yield "evidence", evidence.id, evidence
    for rung in knowledge.ladder:
        yield "ladder", rung.level, rung
    for row in knowledge.counterweights:
        yield "counterweights", row.id, row


def _walk(value: Any, path: list[str]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if not path:
        if value is not None:
            yield (), str(value)
        return
    head, rest = path[0], path[1:]
    if head == "*":
        for index, element in enumerate(value):
            for loc, found in _walk(element, rest):
                yield (index, *loc), found
        return
    for loc, found in _walk(getattr(value, head), rest):
        yield (head, *loc), found
