"""The playbook answer: one sentence that answers, then what to do, in this department's words, then what to avoid.

Composed from one FAQ or guidance item, the friction's first move, a play and the department's profile; never a dump of
passages. When nothing in the material fits, it says so and invents nothing.
"""

from advisor.answering.context import AnswerContext
from advisor.answering.page import (
    Page,
    add_counterweights,
    add_department,
    add_evidence,
    add_play,
    add_risk,
    id_of,
    marks,
)
from advisor.guardrails.grounding import ground
from advisor.models.answer import Answer
from advisor.models.shared import Provenance


class PlaybookAnswerer:
    """Composes answers from the knowledge alone. Pure: the same context gives the same answer."""

    def compose(self, context: AnswerContext) -> Answer:
        """The answer of this context."""
        if not context.teachings:
            return self._nothing(context)
        teaching, lang = context.teachings[0], context.lang
        page = Page(context)
        own = page.book.cite(id_of(teaching), teaching.conclusion.in_(lang))
        page.add(f"**{teaching.conclusion.in_(lang)}** {marks(own)}", own)
        if teaching.ask_first:
            page.say("ask_first", teaching.ask_first[0].in_(lang), own, optional=True)
        steps = [text.in_(lang) for text in teaching.steps]
        page.numbered((step, own) for step in steps)
        add_risk(page)
        add_department(page, teaching)
        avoid = [text.in_(lang) for text in teaching.avoid]
        page.say("avoid", context.say("answer.join").join(avoid[:2]), own)
        add_counterweights(page, teaching)
        add_play(page)
        add_evidence(page, teaching)
        follow_ups = [each.in_(lang) for each in teaching.follow_ups]
        return page.answer(_provenance(context), steps=steps, avoid=avoid, follow_ups=follow_ups)

    def _nothing(self, context: AnswerContext) -> Answer:
        return Answer(
            id=context.answer_id,
            lang=context.lang,
            answer=context.say("answer.not_in_material"),
            follow_ups=tuple(text.in_(context.lang) for text in context.catalogue.group("answer.instead").values()),
            diagnosis=context.diagnosis,
            grounding=ground([], [], {}, request=context.question),
            provenance=_provenance(context),
        )


def _provenance(context: AnswerContext) -> Provenance:
    return Provenance(engine="playbook", knowledge_version=context.knowledge.version, created_at=context.created_at)
