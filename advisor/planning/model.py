"""The model's plan: it chooses among our steps and words them for this situation; days, marks and order stay ours.

A wording that says more than its step is replaced by the step's own words. When most are, the model has failed.
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from pydantic import Field

from advisor.corpus.passages import source_id
from advisor.guardrails.judge import Judge
from advisor.language.measure import tokens
from advisor.models.base import Lang
from advisor.models.events import Delta, Part
from advisor.models.plan import Plan
from advisor.models.writing import ModelUnavailable, Shape, Task, Writer, Written
from advisor.planning.choice import Choice, offered
from advisor.planning.composer import Words, assemble
from advisor.planning.context import PlanContext
from advisor.planning.steps import Wording, own_words
from advisor.texts.prompts import Prompt, Prompts

_TASK = "planning/compose"
_LONGEST_TITLE: Mapping[Lang, int] = {"zh": 40, "en": 110}
_LONGEST_DETAIL: Mapping[Lang, int] = {"zh": 220, "en": 600}
_LONGEST_SUMMARY: Mapping[Lang, int] = {"zh": 160, "en": 420}
# Of all wordings, at least this share must be fit to show; else the writer did not understand its task.
_LEAST_SHOWN = 0.5


class StepWords(Shape):
    """One chosen step and how to put it here."""

    step: str
    title: Annotated[str, Field(max_length=200)]
    detail: Annotated[str, Field(max_length=900)]


class PlanWords(Shape):
    """What the model is asked for."""

    title: Annotated[str, Field(max_length=300)]
    summary: Annotated[str, Field(max_length=900)]
    steps: Annotated[tuple[StepWords, ...], Field(max_length=12)]


class ModelComposer:
    """Composes plans with a writer. Raises ModelUnavailable when it does not bring one that may be shown."""

    def __init__(self, writer: Writer, prompts: Prompts, judge: Callable[[Lang, str], Judge]) -> None:
        self._writer, self._prompts, self._judge = writer, prompts, judge

    def compose(self, context: PlanContext) -> Plan:
        """The plan of this context."""
        empty = self._prompt(context, Choice((), ()))
        choice = offered(context, self._writer.room - tokens(empty.system) - tokens(empty.user))
        if not choice.actions:
            raise ModelUnavailable("model_context_full")
        task = self._prompt(context, choice).task(PlanWords, {"step": choice.labels})
        reading = _Reading(context, choice, self._judge(context.lang, context.situation.model_dump_json()))
        written = self._writer.write(task, context.asked, reading.hear)
        return self._plan(context, choice, reading, written, task)

    def _plan(
        self,
        context: PlanContext,
        choice: Choice,
        reading: "_Reading",
        written: Written[PlanWords],
        task: Task[PlanWords],
    ) -> Plan:
        words = reading.words(written.value)
        labels = [step.step for step in written.value.steps]
        if not words.steps or reading.share < _LEAST_SHOWN:
            raise ModelUnavailable("model_ungrounded", written.usage)
        wanted = choice.completed(labels, context)
        provenance = written.provenance(
            task,
            context.knowledge.version,
            context.created_at,
            sources_used=len({action.chosen.play.id for action in choice.actions}),
            left_out=choice.left_out,
            dropped=reading.dropped + sum(label not in choice.labels for label in labels),
        )
        plan = assemble(context, wanted[0].play.id, wanted, provenance, words)
        if plan.grounding.mode != "grounded":
            raise ModelUnavailable("model_ungrounded", written.usage)
        return plan

    def _prompt(self, context: PlanContext, choice: Choice) -> Prompt:
        diagnosis = context.diagnosis
        situation = context.situation.model_dump(mode="json", exclude_none=True, include=_TOLD)
        return self._prompts.prompt(
            _TASK,
            context.lang,
            situation=situation,
            department=diagnosis.department.name,
            process=diagnosis.process.name,
            friction=context.friction.summary.in_(context.lang) if context.friction else None,
            causes=[f"{cause.name}: {cause.why}" for cause in diagnosis.root_causes[:2]],
            actions=[action.shown() for action in choice.actions],
        )


# Of a situation, what helps to word a plan.
_TOLD = {"text", "counterpart", "facts", "tone"}


class _Reading:
    """The model's words as they come in: each judged once, and told as soon as it is whole."""

    def __init__(self, context: PlanContext, choice: Choice, judge: Judge) -> None:
        self._context, self._judge = context, judge
        self._by_label = {action.label: action.chosen for action in choice.actions}
        self._judged: dict[tuple[str, str], str] = {}
        self._told = 0

    @property
    def dropped(self) -> int:
        """Sentences and marks that are not shown."""
        return self._judge.dropped

    @property
    def share(self) -> float:
        """How many of the texts written may be shown."""
        return sum(map(bool, self._judged.values())) / max(1, len(self._judged))

    def hear(self, growing: Mapping[str, Any]) -> None:
        """Tell the parts of a growing object that will not change any more."""
        whole: list[tuple[Part, str]] = []
        for name, after, part in (("title", "summary", "title"), ("summary", "steps", "summary")):
            if after in growing and isinstance(growing[name], str):
                whole.append((part, self._text(part, growing[name])))  # type: ignore[arg-type]
        for step in (growing.get("steps") or [])[:-1]:
            words = self._step_words(step)
            if words is not None:
                whole.append(("step", words.title))
        for part, text in whole[self._told :]:
            if text:
                self._context.asked.listener.tell(Delta(part=part, text=text))
        self._told = max(self._told, len(whole))

    def words(self, written: PlanWords) -> Words:
        """Everything that may be shown; what may not be is left to the playbook's own words."""
        steps = {}
        for each in written.steps:
            chosen = self._by_label.get(each.step)
            words = self._wording(each.step, each.title, each.detail)
            if chosen is not None and words is not None:
                steps[chosen.key] = words
        return Words(self._text("title", written.title), self._text("summary", written.summary), steps)

    def _step_words(self, step: Any) -> Wording | None:
        try:
            given = StepWords.model_validate(step)
        except ValueError:
            return None
        return self._wording(given.step, given.title, given.detail)

    def _wording(self, label: str, title: str, detail: str) -> Wording | None:
        chosen = self._by_label.get(label)
        if chosen is None:
            return None
        own, lang = own_words(chosen, self._context), self._context.lang
        play = self._context.sources.text(source_id("plays", chosen.play.id), lang)
        basis = [own.title, own.detail, play]
        kept_title = self._kept(label + ".title", title, basis, _LONGEST_TITLE[lang])
        kept_detail = self._kept(label + ".detail", detail, basis, _LONGEST_DETAIL[lang])
        if not kept_title and not kept_detail:
            return None
        return Wording(kept_title or own.title, kept_detail or own.detail)

    def _text(self, part: str, text: str) -> str:
        lang, diagnosis = self._context.lang, self._context.diagnosis
        longest = _LONGEST_TITLE[lang] if part == "title" else _LONGEST_SUMMARY[lang]
        names = [place.name for place in (diagnosis.department, diagnosis.process) if place.name]
        basis = [*names, *(friction.name for friction in diagnosis.frictions)]
        basis += [f"{cause.name} {cause.why}" for cause in diagnosis.root_causes]
        if self._context.friction is not None:
            basis.append(self._context.sources.text(source_id("frictions", self._context.friction.id), lang))
        # One text out of its parts: a title that joins department and matter lies near the two together.
        return self._kept(part, text, [" ".join(names), *basis], longest)

    def _kept(self, place: str, text: str, basis: list[str], longest: int) -> str:
        """The text when all of it may be shown, else nothing: half a wording is worse than the step's own words."""
        key = (place, text)
        if key not in self._judged:
            before = self._judge.dropped
            kept = self._judge.kept(text, basis, longest)
            self._judged[key] = kept if self._judge.dropped == before else ""
        return self._judged[key]
