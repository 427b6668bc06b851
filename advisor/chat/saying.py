"""Putting replies into the words of a conversation: Markdown with the marks of what it tells of."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from advisor.models.draft import Draft
from advisor.models.plan import EscalationStep, Plan, Step
from advisor.models.shared import Citation

Say = Callable[..., str]
# The card holds all steps; the text names those of the first days.
_STEPS_TOLD = 4
_MOST_REFS = 3
_STEPS_WHEN_SHORT = 2
_MARK = re.compile(r"\[(\d{1,3})\]")
_NUMBERED = re.compile(r"\d{1,2}\. ")
# A piece ends where a reader would breathe, so that the text grows by phrases.
_PIECE = re.compile(r".+?(?:[。！？；：\n]+|[.!?;:]\s+|$)", re.DOTALL)


def plan_text(plan: Plan, say: Say) -> str:
    """The summary of a plan and its first steps."""
    lines = [
        say(
            "plan.step",
            number=number,
            title=step.title,
            due=day(step.due, say),
            owner=_owner(step, say),
            marks=marks(step.refs),
        )
        for number, step in enumerate(plan.steps[:_STEPS_TOLD], start=1)
    ]
    listed = "\n".join([say("plan.steps"), "", *lines])
    return "\n\n".join([plan.summary, listed, say("plan.more", count=len(plan.steps))])


def short_plan(plan: Plan, say: Say) -> str:
    """A plan in one sentence."""
    first, last = plan.steps[0], plan.steps[-1]
    refs = tuple(dict.fromkeys((*first.refs, *last.refs)))
    return say("plan.short", first=first.title, due=day(first.due, say), last=last.title, marks=marks(refs))


def step_text(number: int, step: Step, say: Say) -> str:
    """Why a step is taken, how, and when it is done."""
    parts = (
        say("why.step", number=number, title=step.title),
        say("why.reason", why=step.why, marks=marks(step.refs)),
        say("why.how", detail=step.detail),
        say("why.done", done_when=step.done_when),
    )
    return "\n\n".join(parts)


def rung_text(rung: EscalationStep, say: Say) -> str:
    """One rung of the ladder: when to take it and what to do."""
    parts = (
        say("rung.next", level=rung.level, due=day(rung.due, say)),
        say("rung.when", when=rung.when, marks=marks(rung.refs)),
        say("rung.action", action=rung.action),
        say("rung.stop"),
    )
    return "\n\n".join(parts)


def draft_text(draft: Draft, kind: str, tone: str, say: Say) -> str:
    """That a draft is ready, why it is written so, and what must still be filled in."""
    channel = say(f"channel.{draft.channel}")
    parts = [say("draft.ready", kind=kind, channel=channel, tone=tone, marks=draft_marks(draft))]
    open_slots = [slot.label for slot in draft.slots if slot.required and slot.value is None]
    if open_slots:
        parts.append(say("draft.missing", count=len(open_slots), labels=say("draft.join").join(open_slots)))
    return "\n\n".join(parts)


def draft_marks(draft: Draft) -> str:
    """The marks of what a draft rests on."""
    return marks(tuple(citation.ref for citation in draft.citations))


def short_answer(text: str, say: Say) -> str:
    """The conclusion of an answer and its first steps."""
    blocks = text.split("\n\n")
    steps = [line for block in blocks for line in block.splitlines() if _NUMBERED.match(line)]
    return "\n\n".join([say("short.lead", text=blocks[0]), "\n".join(steps[:_STEPS_WHEN_SHORT])]).strip()


def day(when: date, say: Say) -> str:
    """A day as it is spoken of."""
    return say("date", month=when.month, day=when.day)


def used(text: str, citations: Iterable[Citation]) -> tuple[Citation, ...]:
    """The citations whose marks stand in the text."""
    marks = set(_MARK.findall(text))
    return tuple(citation for citation in citations if citation.ref in marks)


def pieces(text: str) -> Sequence[str]:
    """The text in pieces that, joined, are the text."""
    return _PIECE.findall(text)


def _owner(step: Step, say: Say) -> str:
    return say(f"owner.{step.owner}")


def marks(refs: Sequence[str]) -> str:
    """The [n] marks of the first of these refs."""
    return "".join(f"[{ref}]" for ref in refs[:_MOST_REFS])
