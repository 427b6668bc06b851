"""Tailoring: what changes in the request changes the reply, and each department hears its own words."""

from advisor.language.folding import fold
from advisor.models.knowledge import Department
from evals.reading import said
from evals.scorers.score import Reply, Score, Subject, check

# Two replies differ visibly when this share of their lines is not in the other.
_VISIBLE = 0.1


def share_changed(left: str, right: str) -> float:
    """The share of lines of two texts that stand in only one of them; 0 for equal texts, 1 for strangers."""
    ours, theirs = set(_lines(left)), set(_lines(right))
    every = ours | theirs
    return len(ours ^ theirs) / len(every) if every else 0.0


def differs_for(subject: Subject) -> tuple[Score, ...]:
    """The changed request gives a visibly different reply, each in the words of its own department."""
    other = subject.others.get("differs_for")
    if other is None:
        return (Score("differs_for", 0.0, seen="-"),)
    changed = share_changed(subject.said, said(other))
    scores = [check("differs_for", changed >= _VISIBLE, wanted=f">= {_VISIBLE:.0%}", seen=f"{changed:.0%}")]
    if "department" in (subject.case.expect.differs_for or {}):
        heard = [own_words(subject, subject.reply), own_words(subject, other)]
        names = [_department(subject, reply) for reply in (subject.reply, other)]
        seen = " | ".join(f"{d.id if d else '-'}: {', '.join(words)}" for d, words in zip(names, heard, strict=True))
        scores.append(check("own_words", all(heard), seen=seen))
    return tuple(scores)


def changes_with(subject: Subject) -> tuple[Score, ...]:
    """The changed request changes what is said."""
    other = subject.others.get("changes_with")
    changed = share_changed(subject.said, said(other)) if other is not None else 0.0
    return (check("changes_with", changed > 0, wanted="> 0%", seen=f"{changed:.0%}"),)


def own_words(subject: Subject, reply: Reply) -> list[str]:
    """Which words of its department's vocabulary a reply uses."""
    department = _department(subject, reply)
    if department is None:
        return []
    text = fold(said(reply))
    return [word for word in department.vocabulary.in_(subject.lang) if fold(word) in text][:5]


def _department(subject: Subject, reply: Reply) -> Department | None:
    diagnosis = getattr(reply, "diagnosis", reply)
    named = getattr(diagnosis, "department", None)
    return subject.reference.knowledge.departments.get(named.id) if named and named.id else None


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]
