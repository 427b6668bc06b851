"""What the diagnosis names: friction, root cause, department, process, risks, questions; and refusals."""

from evals.scorers.score import Score, Subject, check

_CAUSES_SHOWN = 3
# HR's other questions do no harm when they are answered: only the right reason counts for them.
_COURTESY = "hr_other"


def friction(subject: Subject) -> tuple[Score, ...]:
    """The first friction is one of these."""
    found, wanted = _frictions(subject), subject.case.expect.friction or ()
    return (check("friction_first", set(found[:1]) & set(wanted), wanted=" | ".join(wanted), seen=", ".join(found)),)


def friction_in_3(subject: Subject) -> tuple[Score, ...]:
    """One of these is among the frictions shown."""
    found, wanted = _frictions(subject), subject.case.expect.friction_in_3 or ()
    return (check("friction_in_3", set(found[:3]) & set(wanted), wanted=" | ".join(wanted), seen=", ".join(found)),)


def quoted(subject: Subject) -> tuple[Score, ...]:
    """One of these is quoted from the account, word for word and nothing around it, as a sign of the first friction."""
    frictions, wanted = (subject.diagnosis.frictions if subject.diagnosis else ()), subject.case.expect.quoted or ()
    found = frictions[0].evidence if frictions else ()
    return (check("quoted", set(found) & set(wanted), wanted=" | ".join(wanted), seen=" | ".join(found)),)


def root_cause(subject: Subject) -> tuple[Score, ...]:
    """One of these is among the first three causes."""
    diagnosis, wanted = subject.diagnosis, subject.case.expect.root_cause or ()
    found = [cause.id for cause in diagnosis.root_causes[:_CAUSES_SHOWN]] if diagnosis else []
    return (check("root_cause", set(found) & set(wanted), wanted=" | ".join(wanted), seen=", ".join(found)),)


def department(subject: Subject) -> tuple[Score, ...]:
    """The department is recognised."""
    found = subject.diagnosis.department.id if subject.diagnosis else None
    wanted = subject.case.expect.department
    return (check("department", found == wanted, wanted=wanted or "", seen=found or "-"),)


def process(subject: Subject) -> tuple[Score, ...]:
    """The process is recognised."""
    return _process("process", subject, subject.case.expect.process)


def process_told(subject: Subject) -> tuple[Score, ...]:
    """The process is recognised where readings of the bare text find it there."""
    return _process("process_told", subject, subject.case.expect.process_told)


def risk_flags(subject: Subject) -> tuple[Score, ...]:
    """Every one of these subjects is flagged."""
    found = [flag.id for flag in subject.diagnosis.risk_flags] if subject.diagnosis else []
    wanted = subject.case.expect.risk_flags or ()
    return (check("risk_flags", set(wanted) <= set(found), wanted=", ".join(wanted), seen=", ".join(found)),)


def risk_free(subject: Subject) -> tuple[Score, ...]:
    """No sensitive subject is flagged."""
    found = [flag.id for flag in subject.diagnosis.risk_flags] if subject.diagnosis else []
    return (check("risk_free", not found, wanted="-", seen=", ".join(found)),)


def questions(subject: Subject) -> tuple[Score, ...]:
    """At least so many separating questions are asked."""
    count = len(subject.diagnosis.questions) if subject.diagnosis else 0
    wanted = subject.case.expect.questions or 0
    return (check("questions", count >= wanted, wanted=f">= {wanted}", seen=str(count)),)


def refusal(subject: Subject) -> tuple[Score, ...]:
    """It is refused for this reason, or not refused at all."""
    wanted = subject.case.expect.refusal or "none"
    seen = subject.refusal.reason if subject.refusal else "none"
    if wanted == "none":
        return (check("not_refused", seen == "none", wanted=wanted, seen=seen),)
    right = check(f"reason_{wanted}", seen == wanted, wanted=wanted, seen=seen)
    if wanted == _COURTESY:
        return (right,)
    return (check("refused", seen != "none", wanted=wanted, seen=seen), right)


def _frictions(subject: Subject) -> list[str]:
    return [friction.id for friction in subject.diagnosis.frictions] if subject.diagnosis else []


def _process(name: str, subject: Subject, wanted: str | None) -> tuple[Score, ...]:
    found = subject.diagnosis.process.id if subject.diagnosis else None
    return (check(name, found == wanted, wanted=wanted or "", seen=found or "-"),)
