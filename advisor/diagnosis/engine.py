"""Diagnosis: which frictions the account shows and why, with the questions that would tell more.

Frictions come from learned examples, the nearest asks and literal cues; root causes from the frictions' priors, moved
by what the account says and by the answers given. Pure: the same account gives the same diagnosis.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from advisor.corpus.knowledge import Knowledge
from advisor.diagnosis.causes import CauseWeigher
from advisor.diagnosis.frictions import FrictionFinder
from advisor.diagnosis.naming import Names
from advisor.diagnosis.questions import choose_questions, split_answers
from advisor.errors import InvalidInput
from advisor.language.patterns import Patterns
from advisor.models.base import Lang
from advisor.models.knowledge import Department, Process
from advisor.models.shared import Diagnosis, FoundCause, FoundFriction, Named, RiskFlag
from advisor.models.situation import Situation
from advisor.models.taxonomy import kind_of

# More would be a list, not a diagnosis.
_MOST_FRICTIONS = 3
_MOST_CAUSES = 5
# A name said outright makes its item so many times likelier than the learned estimate alone has it; that the text tells
# none counts for less; below the last share what is likeliest is a guess, which is not shown. Chosen on the dev split.
_OUTRIGHT, _UNTOLD, _SURE = 20.0, 0.35, 0.25
# From this share on the learned estimate alone tells that a sensitive subject is touched, and another beside the
# likeliest when it is half as likely. Most sentences touch none, so even a small share says much: on the dev split
# 3 of 100 ordinary accounts get a flag this way, and about 6 of 100 touch a subject.
_TOUCHED, _BESIDE = 0.12, 0.5
# The estimate's label for texts that tell none.
_NONE = "-"

Classify = Callable[[str], Mapping[str, float]]


@dataclass(frozen=True)
class Estimates:
    """The learned estimates a diagnosis rests on: label -> probability, for one text.

    `clause` is a quicker one of the friction, for comparing the clauses of an account.
    """

    friction: Classify
    clause: Classify
    cause: Classify
    process: Classify
    department: Classify
    risk: Classify


class Diagnostician:
    """Finds out why a department does not cooperate, as far as an account tells."""

    def __init__(self, knowledge: Knowledge, estimates: Estimates) -> None:
        self._knowledge = knowledge
        self._departments = Names(knowledge.departments)
        self._processes = Names(knowledge.processes)
        self._estimates = estimates
        self._finder = FrictionFinder(knowledge.frictions, estimates.friction, estimates.clause)
        self._weigher = CauseWeigher(knowledge, estimates.cause)
        self._risks = [(Patterns(risk.triggers.all()), risk) for risk in knowledge.risks]

    def diagnose(
        self,
        situation: Situation,
        lang: Lang,
        answers: Mapping[str, str] | None = None,
        nearest: Sequence[str] = (),
    ) -> Diagnosis:
        """The diagnosis of one situation; `nearest` are the frictions whose asks lie nearest.

        Raises InvalidInput for an unknown department, process, question or option.
        """
        text = situation.text
        found = self._finder.find(text, nearest)[:_MOST_FRICTIONS]
        frictions = [(self._knowledge.frictions[name], probability) for name, probability in found]
        picked = split_answers(answers or {}, self._knowledge.frictions)
        causes = self._weigher.weigh(text, frictions, picked)
        return Diagnosis(
            lang=lang,
            department=self._department(situation, lang),
            process=self._process(situation, lang),
            frictions=tuple(
                FoundFriction(
                    id=friction.id,
                    name=friction.name.in_(lang),
                    confidence=round(probability, 3),
                    evidence=self._finder.evidence(text, friction.id),
                )
                for friction, probability in frictions
            ),
            root_causes=tuple(
                FoundCause(
                    id=cause.id,
                    kind=kind_of(cause.id),
                    name=self._knowledge.cause(cause.id).name.in_(lang),
                    confidence=round(cause.weight, 3),
                    why=cause.why.in_(lang),
                )
                for cause in causes[:_MOST_CAUSES]
            ),
            questions=choose_questions(text, frictions, picked, self._weigher, lang),
            risk_flags=self._risk_flags(text, lang),
        )

    def names_ours(self, text: str) -> bool:
        """Whether the account names a department, an HR process or a literal sign of a friction."""
        return bool(self._departments.find(text) or self._processes.find(text) or self._finder.cued(text))

    def mentions(self, text: str) -> tuple[str | None, str | None]:
        """The ids of the department and the process `text` names outright."""
        return self._departments.find(text), self._processes.find(text)

    def lookup(self, department: str | None, process: str | None) -> tuple[str | None, str | None]:
        """The ids of a given department and process. Raises InvalidInput for one that is not ours."""
        return (
            _given(department, self._departments, self._knowledge.departments, "department") if department else None,
            _given(process, self._processes, self._knowledge.processes, "process") if process else None,
        )

    def _department(self, situation: Situation, lang: Lang) -> Named:
        told = situation.text
        if situation.counterpart and situation.counterpart.role:
            told = f"{situation.counterpart.role} {told}"
        items, estimate = self._knowledge.departments, self._estimates.department
        return _named(situation.department, told, _Group("department", self._departments, items, estimate), lang)

    def _process(self, situation: Situation, lang: Lang) -> Named:
        items, estimate = self._knowledge.processes, self._estimates.process
        return _named(situation.process, situation.text, _Group("process", self._processes, items, estimate), lang)

    def _risk_flags(self, text: str, lang: Lang) -> tuple[RiskFlag, ...]:
        """The sensitive subjects an account touches, likeliest first: by words, or by what it means without them."""
        shares = self._estimates.risk(text)
        likeliest = max((shares.get(risk.id, 0.0) for _, risk in self._risks), default=0.0)
        least = max(_TOUCHED, _BESIDE * likeliest)
        return tuple(
            RiskFlag(id=risk.id, name=risk.name.in_(lang), advice=risk.advice.in_(lang))
            for triggers, risk in sorted(self._risks, key=lambda each: -shares.get(each[1].id, 0.0))
            if triggers.found(text) or shares.get(risk.id, 0.0) >= least
        )


@dataclass(frozen=True)
class _Group:
    """Items an account may be about: by what field they are given, their names, and a learned estimate."""

    field: str
    names: Names
    items: Mapping[str, Department] | Mapping[str, Process]
    estimate: Classify

    def inferred(self, text: str) -> str | None:
        """The item the text is surely about, by the names in it and the learned estimate together."""
        named = self.names.find(text)
        shares = dict(self.estimate(text))
        if _NONE in shares:
            shares[_NONE] *= _UNTOLD
        if named is not None:
            if named not in shares:
                # An item of a company's own, which the estimate never learned.
                return named
            shares[named] *= _OUTRIGHT
        best = max(shares, key=lambda name: shares[name], default="")
        return best if best in self.items and shares[best] >= _SURE * sum(shares.values()) else None


def _named(given: str | None, text: str, group: _Group, lang: Lang) -> Named:
    if given is not None:
        found = _given(given, group.names, group.items, group.field)
        return Named(id=found, name=group.items[found].name.in_(lang), source="given")
    inferred = group.inferred(text)
    if inferred is None:
        return Named(id=None, name=None, source="unknown")
    return Named(id=inferred, name=group.items[inferred].name.in_(lang), source="inferred")


def _given(given: str, names: Names, items: Mapping[str, Department] | Mapping[str, Process], field: str) -> str:
    found = names.lookup(given)
    if found is None:
        raise InvalidInput(f"unknown_{field}", field, value=given, known=", ".join(items))
    return found
