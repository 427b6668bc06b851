"""Coverage: which plays a plan would use for each friction in each department and each process.

The cells are filled by the selection that plans are made with, from a diagnosis that holds the friction with its priors
and nothing else. A play counts where one of its steps would stand in the plan.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

from advisor.corpus.knowledge import Knowledge
from advisor.corpus.sources import Sources
from advisor.models.base import Frozen, Lang
from advisor.models.knowledge import Friction
from advisor.models.shared import Diagnosis, FoundCause, FoundFriction, Named
from advisor.models.situation import Situation
from advisor.models.taxonomy import kind_of
from advisor.planning.context import PlanContext
from advisor.planning.selection import choose_plays
from advisor.planning.steps import plays_used
from advisor.texts.catalogue import Catalogue

Cells = dict[str, dict[str, tuple[str, ...]]]
# Selection does not depend on the day; one is needed to make a context.
_ANY_DAY = date(2026, 1, 5)
_UNKNOWN = Named(id=None, name=None, source="unknown")


class Coverage(Frozen):
    """Play ids by friction and department, and by friction and process; and the plays no cell uses."""

    departments: Cells
    processes: Cells
    unused: tuple[str, ...]

    def empty(self) -> tuple[str, ...]:
        """The cells without a play, as `friction x place`; none in a complete knowledge."""
        return tuple(
            f"{friction} x {place}"
            for cells in (self.departments, self.processes)
            for friction, row in cells.items()
            for place, plays in row.items()
            if not plays
        )


def coverage(knowledge: Knowledge, catalogue: Catalogue, lang: Lang) -> Coverage:
    """The coverage of this knowledge."""
    departments: Cells = {}
    processes: Cells = {}
    for friction in knowledge.frictions.values():
        departments[friction.id] = {
            name: _used(friction, item.name.in_(lang), name, None, knowledge, catalogue, lang)
            for name, item in knowledge.departments.items()
        }
        processes[friction.id] = {
            name: _used(friction, item.name.in_(lang), None, name, knowledge, catalogue, lang)
            for name, item in knowledge.processes.items()
        }
    used = set(_all(departments)) | set(_all(processes))
    unused = tuple(name for name in knowledge.plays if name not in used)
    return Coverage(departments=departments, processes=processes, unused=unused)


def _used(
    friction: Friction,
    name: str,
    department: str | None,
    process: str | None,
    knowledge: Knowledge,
    catalogue: Catalogue,
    lang: Lang,
) -> tuple[str, ...]:
    given = Named(id=department or process, name=name, source="given")
    diagnosis = Diagnosis(
        lang=lang,
        department=given if department else _UNKNOWN,
        process=given if process else _UNKNOWN,
        frictions=(FoundFriction(id=friction.id, name=friction.name.in_(lang), confidence=1.0, evidence=()),),
        root_causes=tuple(
            FoundCause(
                id=prior.id,
                kind=kind_of(prior.id),
                name=knowledge.cause(prior.id).name.in_(lang),
                confidence=prior.weight,
                why=prior.why.in_(lang),
            )
            for prior in sorted(friction.root_causes, key=lambda prior: -prior.weight)
        ),
    )
    context = PlanContext(
        plan_id="",
        created_at=datetime.combine(_ANY_DAY, datetime.min.time(), UTC),
        today=_ANY_DAY,
        lang=lang,
        situation=Situation(text=friction.summary.in_(lang)),
        diagnosis=diagnosis,
        knowledge=knowledge,
        sources=Sources(()),
        catalogue=catalogue,
    )
    return tuple(play.id for play in plays_used(choose_plays(context), context))


def _all(cells: Mapping[str, Mapping[str, tuple[str, ...]]]) -> Iterable[str]:
    return (play for row in cells.values() for plays in row.values() for play in plays)
