"""The model's answer: it chooses among our passages and phrases them; every sentence is checked before it is shown.

Risks, plays and outside facts are never the model's. When too little of what it wrote may be shown, it has failed.
"""

from collections.abc import Callable, Sequence

from advisor.answering.context import AnswerComposer, AnswerContext
from advisor.answering.lines import Lines, Reading, Shown
from advisor.answering.page import (
    LONGEST,
    Page,
    add_counterweights,
    add_department,
    add_evidence,
    add_play,
    add_risk,
    id_of,
    marks,
)
from advisor.corpus.material import Material, gathered
from advisor.corpus.passages import source_id
from advisor.guardrails.judge import Judge
from advisor.language.measure import length, tokens
from advisor.models.answer import Answer
from advisor.models.base import Lang
from advisor.models.shared import Provenance
from advisor.models.writing import ModelUnavailable, Task, Writer, Written
from advisor.texts.prompts import Prompt, Prompts

_TASK = "answering/compose"
# Further items beside the best one; more would only dilute what the question is about.
_MOST_TEACHINGS = 3
_FEWEST_STEPS, _MOST_STEPS = 2, 5
# Of all sentences written, at least this share must be worth showing; else the writer did not understand its task.
_LEAST_SHOWN = 0.5


class ModelAnswerer:
    """Composes answers with a writer. Raises ModelUnavailable when it does not bring one that may be shown."""

    def __init__(
        self, writer: Writer, prompts: Prompts, judge: Callable[[Lang, str], Judge], floor: AnswerComposer
    ) -> None:
        self._writer, self._prompts, self._judge, self._floor = writer, prompts, judge, floor

    def compose(self, context: AnswerContext) -> Answer:
        """The answer of this context; the floor's where the material has nothing to phrase."""
        if not context.teachings:
            return self._floor.compose(context)
        material = self._material(context)
        task = self._prompt(context, material).task(Lines, {"sources": material.labels})
        reading = Reading(context, material, self._judge(context.lang, context.question))
        written = self._writer.write(task, context.asked, reading.hear)
        return _answer(context, material, reading, written, task)

    def _material(self, context: AnswerContext) -> Material:
        empty = self._prompt(context, Material((), ()))
        room = self._writer.room - tokens(empty.system) - tokens(empty.user)
        first, *others = context.teachings[:_MOST_TEACHINGS]
        wanted = [id_of(first)]
        if context.department is not None:
            wanted.append(source_id("departments", context.department.id))
        if context.friction is not None:
            wanted.append(source_id("frictions", context.friction.id))
        wanted += [id_of(each) for each in others]
        material = gathered(context.sources, wanted, context.lang, room)
        if not material.pieces:
            raise ModelUnavailable("model_context_full")
        return material

    def _prompt(self, context: AnswerContext, material: Material) -> Prompt:
        diagnosis = context.diagnosis
        return self._prompts.prompt(
            _TASK,
            context.lang,
            question=context.question,
            department=diagnosis.department.name,
            process=diagnosis.process.name,
            frictions=[friction.name for friction in diagnosis.frictions],
            causes=[cause.name for cause in diagnosis.root_causes[:3]],
            pieces=[piece.shown() for piece in material.pieces],
        )


def _answer(
    context: AnswerContext, material: Material, reading: Reading, written: Written[Lines], task: Task[Lines]
) -> Answer:
    lines = written.value
    conclusion = reading.shown(lines.conclusion)
    steps, department, avoid = (reading.all_shown(part) for part in (lines.steps, lines.department, lines.avoid))
    if not conclusion.text or len(steps) < _FEWEST_STEPS or reading.share < _LEAST_SHOWN:
        raise ModelUnavailable("model_ungrounded", written.usage)
    steps = steps[:_MOST_STEPS]
    provenance = written.provenance(
        task,
        context.knowledge.version,
        context.created_at,
        sources_used=len(material.pieces),
        left_out=material.left_out,
        dropped=reading.judge.dropped,
    )
    answer = _page(context, conclusion, steps, department, avoid, provenance)
    while len(steps) > _FEWEST_STEPS and _too_long(answer, context.lang):
        steps = steps[:-1]
        answer = _page(context, conclusion, steps, department, avoid, provenance)
    if answer.grounding.mode != "grounded" or _too_long(answer, context.lang):
        raise ModelUnavailable("model_ungrounded", written.usage)
    return answer


def _page(
    context: AnswerContext,
    conclusion: Shown,
    steps: Sequence[Shown],
    department: Sequence[Shown],
    avoid: Sequence[Shown],
    provenance: Provenance,
) -> Answer:
    teaching, lang = context.teachings[0], context.lang
    page = Page(context)

    def cite(shown: Shown) -> tuple[str, ...]:
        said = teaching.conclusion.in_(lang)
        return tuple(ref for each in shown.source_ids for ref in page.book.cite(each, said))

    refs = cite(conclusion)
    page.add(f"**{conclusion.text}** {marks(refs)}", refs)
    page.numbered((step.text, cite(step)) for step in steps)
    add_risk(page)
    if department:
        for each in department:
            page.add(f"{each.text} {marks(cite(each))}", cite(each))
    else:
        add_department(page, teaching)
    avoided = [each.text for each in avoid] or [text.in_(lang) for text in teaching.avoid[:2]]
    cited = tuple(dict.fromkeys(ref for each in avoid for ref in cite(each))) or page.book.cite(id_of(teaching))
    page.say("avoid", context.say("answer.join").join(avoided), cited)
    add_counterweights(page, teaching)
    add_play(page)
    add_evidence(page, teaching)
    return page.answer(
        provenance,
        steps=[step.text for step in steps],
        avoid=avoided,
        follow_ups=[each.in_(lang) for each in teaching.follow_ups],
    )


def _too_long(answer: Answer, lang: Lang) -> bool:
    return length(answer.answer, lang) > LONGEST[lang]
