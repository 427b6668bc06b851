"""The model's draft: the playbook's draft said better. What it asks, promises and leaves open stays as it is.

Every mark to confirm, every given value and every figure must be where it was; a text that loses or adds one is not
used.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Annotated, Any

from pydantic import Field

from advisor.drafting.checks import run_checks
from advisor.drafting.composer import back, checked, form_and_limit, own_text
from advisor.drafting.context import DraftComposer, DraftContext
from advisor.guardrails.judge import Judge
from advisor.guardrails.plain import has_link
from advisor.language.folding import bare
from advisor.language.measure import tokens
from advisor.language.sentences import sentences_of
from advisor.models.base import Lang
from advisor.models.draft import Draft
from advisor.models.writing import ModelUnavailable, Shape, Task, Writer, Written
from advisor.texts.prompts import Prompts

_TASK = "drafting/compose"
# A reply longer than this share of what the model may write would be cut; such texts stay the playbook's.
_MOST_OF_REPLY = 0.6
# A message is one piece: where more than this share of its sentences may not be shown, none is.
_MOST_DROPPED = 0.25
_LONGEST_SUBJECT: Mapping[Lang, int] = {"zh": 40, "en": 120}


class DraftWords(Shape):
    """What the model is asked for."""

    subject: Annotated[str, Field(max_length=300)]
    text: Annotated[str, Field(max_length=8000)]


class ModelDrafter:
    """Composes drafts with a writer over the playbook's. Raises ModelUnavailable when that brings nothing better."""

    def __init__(
        self, writer: Writer, prompts: Prompts, judge: Callable[[Lang, str], Judge], floor: DraftComposer
    ) -> None:
        self._writer, self._prompts, self._judge, self._floor = writer, prompts, judge, floor

    def compose(self, context: DraftContext) -> Draft:
        """The draft of this context."""
        draft = self._floor.compose(context)
        task = self._task(context, draft)
        written = self._writer.write(task, context.asked, _unheard)
        judge = self._judge(context.lang, _given(context))
        text = _reworded(context, draft, written.value.text, judge)
        subject = _subject(context, draft, written.value.subject, judge)
        if text is None:
            raise ModelUnavailable("model_ungrounded", written.usage)
        return self._checked(context, draft, text, subject, written, judge, task.prompts)

    def _task(self, context: DraftContext, draft: Draft) -> Task[DraftWords]:
        _, limit = form_and_limit(context)
        person = context.situation.counterpart
        prompt = self._prompts.prompt(
            _TASK,
            context.lang,
            situation=context.situation.text,
            purpose=context.deliverable.purpose.in_(context.lang),
            tone=context.say(f"tone.{context.tone}"),
            level=(person.level if person else None) or "peer",
            subject=draft.subject or "",
            text=draft.text,
            limit=getattr(limit, context.lang) if limit else len(draft.text),
        )
        if tokens(draft.text) > _MOST_OF_REPLY * self._writer.reply_room:
            raise ModelUnavailable("model_context_full")
        return prompt.task(DraftWords, {})

    def _checked(
        self,
        context: DraftContext,
        draft: Draft,
        text: str,
        subject: str | None,
        written: Written[DraftWords],
        judge: Judge,
        prompts: Mapping[str, str],
    ) -> Draft:
        checks = run_checks(checked(context, text), context.deliverable.checks)
        passed = {check.id for check in draft.checks if check.passed}
        backing = back(context, text, draft.slots)
        if backing.grounding.mode != draft.grounding.mode or any(not c.passed and c.id in passed for c in checks):
            raise ModelUnavailable("model_ungrounded", written.usage)
        provenance = draft.provenance.model_copy(
            update={
                "engine": "llm",
                "model": written.model,
                "prompts": {**draft.provenance.prompts, **prompts},
                "usage": written.usage.model_copy(update={"sources_used": 1, "dropped": judge.dropped}),
            }
        )
        return draft.model_copy(
            update={
                "text": text,
                "subject": subject,
                "checks": checks,
                "why": backing.why,
                "citations": backing.citations,
                "grounding": backing.grounding,
                "provenance": provenance,
            }
        )


def _reworded(context: DraftContext, draft: Draft, text: str, judge: Judge) -> str | None:
    """The text with what may not be shown left out; None when what is left is not the draft any more."""
    basis = [draft.text, own_text(context)]
    lines = [line.strip() for line in text.splitlines()]
    before = judge.dropped
    said = "\n".join(judge.kept(line, basis, len(line) + 1) if line else "" for line in lines).strip()
    dropped, written = judge.dropped - before, sum(len(sentences_of(line)) for line in lines)
    if not said or dropped > _MOST_DROPPED * written or has_link(said):
        return None
    return said if _keeps_what_is_given(context, draft, said) else None


def _keeps_what_is_given(context: DraftContext, draft: Draft, said: str) -> bool:
    marks = [context.say("draft.to_confirm", label=slot.label) for slot in draft.slots]
    opening = context.say("draft.to_confirm", label="\n").split("\n")[0]
    values = [slot.value for slot in draft.slots if slot.value and bare(slot.value) in bare(draft.text)]
    return (
        Counter({mark: draft.text.count(mark) for mark in marks}) == Counter({mark: said.count(mark) for mark in marks})
        and said.count(opening) == draft.text.count(opening)
        and all(bare(value) in bare(said) for value in values)
    )


def _subject(context: DraftContext, draft: Draft, subject: str, judge: Judge) -> str | None:
    if draft.subject is None:
        return None
    before = judge.dropped
    kept = judge.kept(subject, [draft.subject, draft.text], _LONGEST_SUBJECT[context.lang])
    return kept if kept and judge.dropped == before else draft.subject


def _given(context: DraftContext) -> str:
    return f"{context.situation.model_dump_json()} {' '.join(context.slots.values())}"


def _unheard(_: Mapping[str, Any]) -> None:
    """A draft is not shown in pieces: half a message may say the opposite of the whole."""
