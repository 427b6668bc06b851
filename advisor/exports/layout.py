"""What every export shows, in order: one layout, so that no format says more or less than another.

`say` is the catalogue in the plan's language; exports know no words of their own.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from advisor.models.plan import Plan, Step

Say = Callable[..., str]
MEDIA_TYPES = {
    "md": "text/markdown; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ics": "text/calendar; charset=utf-8",
}


@dataclass(frozen=True)
class Table:
    """A titled table; every row is as long as the head."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Bullets:
    """A titled list."""

    title: str
    lines: tuple[str, ...]


Block = Table | Bullets
# A conversation: who and when, the text, and its sources.
Said = Sequence[tuple[str, str, Bullets | None]]


def marks(refs: tuple[str, ...]) -> str:
    """The [n] marks of these refs."""
    return "".join(f"[{ref}]" for ref in refs)


def blocks(plan: Plan, say: Say) -> Iterator[Block]:
    """The parts of a plan in reading order; empty parts are left out."""
    for block in (*_why(plan, say), *_what(plan, say), *_beside(plan, say)):
        if block.rows if isinstance(block, Table) else block.lines:
            yield block


def step_row(step: Step, say: Say) -> tuple[str, ...]:
    """One step as a row: due, phase, what, how, who, minutes, done when, sources."""
    return (
        step.due.isoformat(),
        say(f"phase.{step.phase}"),
        step.title,
        step.detail,
        say(f"owner.{step.owner}"),
        str(step.effort_minutes),
        step.done_when,
        marks(step.refs),
    )


def step_head(say: Say) -> tuple[str, ...]:
    """The head of the step table."""
    return tuple(
        say(f"export.{name}") for name in ("due", "phase", "title", "detail", "owner", "effort", "done_when", "refs")
    )


def _why(plan: Plan, say: Say) -> Iterator[Block]:
    causes = tuple(f"{say(f'kind.{c.kind}')} · {c.name}: {c.why}" for c in plan.diagnosis.root_causes)
    yield Bullets(say("export.causes"), causes)
    asked = tuple(f"{q.text} ({' / '.join(o.text for o in q.options)})" for q in plan.diagnosis.questions)
    yield Bullets(say("export.questions"), asked)


def _what(plan: Plan, say: Say) -> Iterator[Block]:
    yield Table(say("export.steps"), step_head(say), tuple(step_row(step, say) for step in plan.steps))
    yield Table(
        say("export.value_linkage"),
        tuple(say(f"export.{name}") for name in ("hr_project", "department_goal", "value", "ask")),
        tuple((r.hr_project, r.department_goal, r.value, r.ask) for r in plan.value_linkage),
    )
    yield Table(
        say("export.escalation"),
        tuple(say(f"export.{name}") for name in ("level", "due", "when", "action")),
        tuple((e.level, e.due.isoformat(), e.when, f"{e.action} {marks(e.refs)}") for e in plan.escalation),
    )
    yield Table(
        say("export.metrics"),
        tuple(say(f"export.{name}") for name in ("name", "formula", "target")),
        tuple((f"{m.name} {marks(m.refs)}", m.formula, m.target) for m in plan.metrics),
    )


def _beside(plan: Plan, say: Say) -> Iterator[Block]:
    yield Bullets(say("export.risks"), tuple(f"{risk.text} {marks(risk.refs)}" for risk in plan.risks))
    cases = tuple(f"{c.title}: {c.outcome} {c.why} {marks(c.refs)}" for c in plan.similar_cases)
    yield Bullets(say("export.similar_cases"), cases)
    yield Bullets(say("export.assumptions"), plan.assumptions)
    yield Bullets(say("export.missing"), tuple(missing.question for missing in plan.missing))
    yield Bullets(
        say("export.sources"),
        tuple(f"[{c.ref}] {c.title} · {c.section}: “{c.quote}”{f' {c.url}' if c.url else ''}" for c in plan.citations),
    )
