"""The quality list for what HR sends: to whom, what, by when, in which tone, and what must not stand in it."""

from advisor.language.folding import fold
from advisor.language.measure import length
from advisor.models.draft import Draft
from advisor.models.requests import DraftRequest
from advisor.models.taxonomy import form_of
from evals.scorers.drafts import limit_of
from evals.scorers.score import Score, Subject, check, free_of

_MARK = {"zh": "〔", "en": "[TO CONFIRM"}
_QUESTIONS = "?？"


def addressed(subject: Subject) -> tuple[Score, ...]:
    """It speaks to the person it was meant for, where the request names one and the text has a place for it."""
    draft, request = _draft(subject), subject.request
    if draft is None or not isinstance(request, DraftRequest) or not (person := request.counterpart):
        return ()
    named = [slot for slot in draft.slots if slot.name in {"to", "counterpart", "recipient", "name"}]
    if not person.name or not named:
        return ()
    return (check("addressed", person.name in draft.text, wanted=person.name),)


def one_act(subject: Subject) -> tuple[Score, ...]:
    """A short message asks for one act."""
    draft = _short(subject)
    if draft is None:
        return ()
    asked = sum(char in _QUESTIONS for char in draft.text)
    return (check("one_act", asked <= 1, wanted="<= 1", seen=str(asked)),)


def dated(subject: Subject) -> tuple[Score, ...]:
    """It names a day or an hour, or marks it as still to be told, where its kind is checked for one."""
    draft = _draft(subject)
    if draft is None or "has_date" not in [each.id for each in draft.checks]:
        return ()
    when = [word for name in ("calendar_day", "week_day", "hour") for word in _found(subject, name, draft.text)]
    return (check("dated", when or _MARK[subject.lang] in draft.text, seen=", ".join(when[:4])),)


def no_blame(subject: Subject) -> tuple[Score, ...]:
    """Neither the text nor another tone of it blames or threatens."""
    draft = _draft(subject)
    if draft is None:
        return ()
    knowledge, text = subject.reference.knowledge, fold(_all_of(draft))
    words = [each.word for wording in (knowledge.blame, knowledge.threat) for each in getattr(wording, subject.lang)]
    found = [word for word in words if fold(word) in text]
    return (free_of("no_blame", [*found, *_found(subject, "blame", text)]),)


def reversible_default(subject: Subject) -> tuple[Score, ...]:
    """Silence counts as a yes only where it can be taken back: never in hiring, pay, ratings or leaving."""
    draft = _draft(subject)
    if draft is None:
        return ()
    found = [
        line
        for line in _all_of(draft).splitlines()
        if _found(subject, "default", line)
        and _found(subject, "irreversible", line)
        and not _found(subject, "no_default", line)
    ]
    return (free_of("reversible_default", found),)


def two_way(subject: Subject) -> tuple[Score, ...]:
    """An agreement holds both sides: what HR does and what the department does."""
    draft = _draft(subject)
    if draft is None or "two_sided" not in [each.id for each in draft.checks]:
        return ()
    good = _found(subject, "our_side", draft.text) and _found(subject, "their_side", draft.text)
    return (check("two_way", good),)


def no_public_ranking(subject: Subject) -> tuple[Score, ...]:
    """Nobody is shown up by name or rank."""
    draft = _draft(subject)
    if draft is None:
        return ()
    return (free_of("no_public_ranking", _unless_negated(subject, "ranking", _all_of(draft))),)


def privacy(subject: Subject) -> tuple[Score, ...]:
    """No private matter of a person, no number that identifies one."""
    draft = _draft(subject)
    if draft is None:
        return ()
    return (free_of("privacy", _unless_negated(subject, "private", _all_of(draft))),)


def within_length(subject: Subject) -> tuple[Score, ...]:
    """Not longer than its kind and channel allow."""
    draft, most = _draft(subject), limit_of(subject)
    if draft is None or most is None:
        return ()
    seen = length(draft.text, subject.lang)
    return (check("within_length", seen <= most, wanted=f"<= {most}", seen=str(seen)),)


def no_invented_speech(subject: Subject) -> tuple[Score, ...]:
    """No words are put into the mouth of a superior or of the other side, but for those of the request."""
    draft = _draft(subject)
    if draft is None:
        return ()
    given = fold(subject.request.model_dump_json())
    found = [words for words in _found(subject, "invented_speech", _all_of(draft)) if words not in given]
    return (free_of("no_invented_speech", found),)


def tone_fits(subject: Subject) -> tuple[Score, ...]:
    """No orders to a superior or a peer, no orders in a warm tone."""
    draft, request = _draft(subject), subject.request
    if draft is None or not isinstance(request, DraftRequest) or form_of(draft.channel) == "document":
        return ()
    level = request.counterpart.level if request.counterpart else None
    if level == "report" and request.tone == "firm":
        return ()
    return (free_of("tone_fits", _unless_negated(subject, "order", draft.text)),)


def _draft(subject: Subject) -> Draft | None:
    return subject.reply if isinstance(subject.reply, Draft) and subject.refusal is None else None


def _short(subject: Subject) -> Draft | None:
    draft = _draft(subject)
    short = draft and form_of(draft.channel) == "im" and "one_ask" in [each.id for each in draft.checks]
    return draft if short else None


def _all_of(draft: Draft) -> str:
    return "\n".join((draft.subject or "", draft.text, *(variant.text for variant in draft.variants)))


def _found(subject: Subject, name: str, text: str) -> list[str]:
    return subject.words.found(name, text, subject.lang)


def _unless_negated(subject: Subject, name: str, text: str) -> list[str]:
    """What stands in a line that does not say no to it, under a heading that does not either."""
    found, head = [], ""
    for line in text.splitlines():
        if line.startswith("#") or line.rstrip().endswith((":", "：")):
            head = line
        if not _found(subject, "not", head + line):
            found += _found(subject, name, line)
    return found
