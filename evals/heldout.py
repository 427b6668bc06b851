"""Held-out sentences as cases: the test side of the split, asked through the doors.

What they expect is counted in means with floors, since the labels are learned; everything that must hold of any
reply is scored on theirs as on all others.
"""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from advisor.models.shared import RefusalReason
from evals.cases import Case, Door, Expect
from evals.scorers.registry import HELD_OUT
from evals.utterances import Asked, Family, Split, Touched, Utterance, asked, touched, utterances

SUITES = ("retrieval", "diagnosis", "answers", "refusals", "grounding")
_FIRST_THREE = 3
_LEARNING_KINDS = ["guidance", "faq"]
# The public kind that texts we can write are found under, beside others of that kind.
_DELIVERABLE_KIND, _MOST_HITS = "guidance", 50
# What a refusal's reason must be for each label of `other`; small talk is answered as off topic.
_REASONS: Mapping[str, RefusalReason] = {
    "offtopic": "off_topic",
    "smalltalk": "off_topic",
    "hr_other": "hr_other",
    "unsafe": "unsafe",
    "injection": "injection",
}
_PROVENANCE = "utterances, held out"


def held_out(split: Split = "test") -> Iterator[Case]:
    """Every case made from the sentences of one side."""
    for u in utterances("topic", split):
        request = {"query": u.text, "k": _FIRST_THREE, "kinds": _LEARNING_KINDS}
        yield _case("retrieval", "search", u, request, Expect(sources=(_topic_source(u.label),), k=_FIRST_THREE))
        yield _case("grounding", "answer", u, {"question": u.text}, Expect())
    for u in utterances("friction", split):
        told = {name: value for name in ("department", "process") if (value := getattr(u, name)) != "-"}
        if u.process_is_told:
            told["process_told"] = u.process
        expect = Expect(friction=(u.label,), friction_in_3=(u.label,), **told)
        yield _case("diagnosis", "diagnose", u, {"text": u.text, "lang": u.lang}, expect)
        yield _case("grounding", "plan", u, {"text": u.text}, Expect())
    for u in utterances("deliverable", split):
        request = {"query": u.text, "k": _MOST_HITS, "kinds": [_DELIVERABLE_KIND]}
        yield _case("retrieval", "search", u, request, Expect(deliverable=u.label))
    for u in utterances("other", split):
        yield _case("refusals", "answer", u, {"question": u.text}, Expect(refusal=_REASONS[u.label]))
    for t in touched("dev" if split == "dev" else "test"):
        wanted = Expect(risk_flags=t.risks[:1]) if t.risks else Expect(risk_free=True)
        yield _case("diagnosis", "diagnose", t, {"text": t.text, "lang": t.lang}, wanted)
    for a in asked("dev" if split == "dev" else "test"):
        yield _case("answers", "answer", a, {"question": a.text}, Expect(sources=(f"faq/{a.label}",), k=1))
    families: tuple[Family, ...] = ("topic", "friction", "deliverable")
    for family in families:
        for u in utterances(family, split):
            yield _case("refusals", "answer", u, {"question": u.text}, Expect(refusal="none"))


def _case(suite: str, door: Door, u: Utterance | Touched | Asked, request: dict[str, Any], expect: Expect) -> Case:
    digest = hashlib.sha256(u.text.encode()).hexdigest()[:10]
    return Case(
        id=f"{suite}.{u.family}.{digest}",
        lang=u.lang,
        tags=(HELD_OUT, u.family, u.label.lower()),
        provenance=_PROVENANCE,
        door=door,
        input=request,
        expect=expect,
    )


def _topic_source(label: str) -> str:
    return f"faq/{label}" if label.startswith("faq_") else f"guidance/{label}"
