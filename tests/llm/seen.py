"""What every reply must be, whoever wrote it: used by the tests of failures, of floods and of cut streams."""

import re
import time
from typing import Any

from advisor.guardrails.grounding import MARK, unresolved_marks
from advisor.guardrails.plain import has_link
from advisor.models.answer import Answer
from advisor.models.draft import Draft
from advisor.models.plan import Plan
from advisor.service import Advisor
from tests.llm.situations import asking, drafting, planning

Reply = Answer | Plan | Draft
KINDS = ("answer", "plan", "draft")


def ask(advisor: Advisor, kind: str, lang: Any) -> Reply:
    """One request of that kind."""
    if kind == "answer":
        return advisor.answer(asking(lang))
    return advisor.plan(planning(lang)) if kind == "plan" else advisor.draft(drafting(lang))


def timed(advisor: Advisor, kind: str, lang: Any) -> tuple[Reply, float]:
    """One request and the seconds it took."""
    began = time.monotonic()
    return ask(advisor, kind, lang), time.monotonic() - began


def faults(reply: Reply) -> list[str]:
    """What is wrong with a reply: loose figures, marks that lead nowhere, links, claims without a source."""
    said = _text(reply)
    found = list(reply.grounding.unsupported_numbers) + list(reply.grounding.uncited)
    found += unresolved_marks(said, reply.citations)
    if has_link(MARK.sub("", said)):
        found.append("link")
    if isinstance(reply, Plan) and (not reply.steps or list(reply.steps) != sorted(reply.steps, key=lambda s: s.due)):
        found.append("steps")
    if reply.grounding.mode != "grounded":
        found.append(reply.grounding.mode)
    return found


def _text(reply: Reply) -> str:
    if isinstance(reply, Answer):
        return reply.answer
    if isinstance(reply, Draft):
        # The marks of a draft are its own: they say what is to be confirmed.
        return re.sub(r"\[TO CONFIRM: [^\]]*\]", "", f"{reply.subject or ''}\n{reply.text}")
    return "\n".join([reply.title, reply.summary, *(f"{step.title}\n{step.detail}" for step in reply.steps)])
