"""Drafts: length, one ask, one date, the checks on them, and blanks that stand as marks."""

from advisor.language.measure import length
from advisor.models.draft import Draft
from advisor.models.taxonomy import form_of
from evals.scorers.score import Score, Subject, check, free_of

_ALL = "all"
_FORMS = ("im", "email", "document")
_QUESTIONS = "?？"


def max_chars(subject: Subject) -> tuple[Score, ...]:
    """The text is not longer than this: characters in Chinese, words in English."""
    seen, most = length(_text(subject), subject.lang), subject.case.expect.max_chars or 0
    return (check("max_chars", 0 < seen <= most, wanted=f"<= {most}", seen=str(seen)),)


def one_ask(subject: Subject) -> tuple[Score, ...]:
    """The text asks one thing."""
    asked = sum(char in _QUESTIONS for char in _text(subject))
    return (check("one_ask", _text(subject) and asked <= 1, wanted="<= 1", seen=str(asked)),)


def one_date(subject: Subject) -> tuple[Score, ...]:
    """The text names one day; the weekday beside a date is the same day."""
    text = _text(subject)
    days = subject.words.found("calendar_day", text, subject.lang) or subject.words.found(
        "week_day", text, subject.lang
    )
    return (check("one_date", len(set(days)) == 1, wanted="1", seen=", ".join(days)),)


def checks(subject: Subject) -> tuple[Score, ...]:
    """These quality checks are there and passed."""
    made = {each.id: each for each in subject.reply.checks} if isinstance(subject.reply, Draft) else {}
    wanted = subject.case.expect.checks or ()
    names = list(made) if _ALL in wanted else list(wanted)
    failed = [name for name in names if name not in made or not made[name].passed]
    return (Score("checks", float(bool(made) and not failed), ", ".join(names), ", ".join(failed)),)


def to_confirm(subject: Subject) -> tuple[Score, ...]:
    """Each of these blanks stands in the text as a mark, never as an invented value."""
    slots = {slot.name: slot for slot in subject.reply.slots} if isinstance(subject.reply, Draft) else {}
    text, wanted = _text(subject), subject.case.expect.to_confirm or ()
    lost = [name for name in wanted if name not in slots or _mark(subject, slots[name].label) not in text]
    return (Score("to_confirm", float(not lost), ", ".join(wanted), ", ".join(lost)),)


def blanks_marked(subject: Subject) -> tuple[Score, ...]:
    """Every required blank without a value stands in the text as a mark."""
    reply = subject.reply
    if not isinstance(reply, Draft) or subject.refusal:
        return ()
    missing = [slot for slot in reply.slots if slot.required and slot.source == "missing"]
    return (free_of("blanks_marked", [s.name for s in missing if _mark(subject, s.label) not in reply.text]),)


def limit_of(subject: Subject) -> int | None:
    """The longest this draft may be; None when its kind sets no limit."""
    reply = subject.reply
    deliverable = subject.reference.knowledge.deliverables.get(reply.kind) if isinstance(reply, Draft) else None
    if deliverable is None or not isinstance(reply, Draft):
        return None
    limits = {form: getattr(deliverable.limits, form) for form in _FORMS}
    fitting = limits[form_of(reply.channel)]
    offered = [fitting] if fitting else [limit for limit in limits.values() if limit]
    return max((getattr(limit, subject.lang) for limit in offered), default=None)


def _text(subject: Subject) -> str:
    return subject.reply.text if isinstance(subject.reply, Draft) else ""


def _mark(subject: Subject, label: str) -> str:
    """The mark as the contract writes it, whatever the catalogue says."""
    return subject.words.lists["blank"][subject.lang][0].format(label=label)
