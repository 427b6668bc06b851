"""Knowledge: everything that was loaded and checked, by id, as one frozen value."""

from collections.abc import Iterator, Mapping

from pydantic import Field

from advisor.models.base import Frozen
from advisor.models.deliverable import Deliverable, Wording
from advisor.models.knowledge import Case, Department, Faq, Friction, Guidance, Item, Process, RootCause
from advisor.models.play import Play
from advisor.models.privacy import Privacy
from advisor.models.reference import Counterweight, Evidence, LadderRung, RefusalCategory, Risk
from advisor.models.taxonomy import RootCauseId


class Knowledge(Frozen):
    """The items of all folders, laid over each other. `version` changes with any byte of them."""

    version: str
    privacy: Privacy
    departments: dict[str, Department] = Field(default_factory=dict)
    frictions: dict[str, Friction] = Field(default_factory=dict)
    root_causes: dict[str, RootCause] = Field(default_factory=dict)
    processes: dict[str, Process] = Field(default_factory=dict)
    plays: dict[str, Play] = Field(default_factory=dict)
    guidance: dict[str, Guidance] = Field(default_factory=dict)
    faq: dict[str, Faq] = Field(default_factory=dict)
    cases: dict[str, Case] = Field(default_factory=dict)
    deliverables: dict[str, Deliverable] = Field(default_factory=dict)
    evidence: dict[str, Evidence] = Field(default_factory=dict)
    ladder: tuple[LadderRung, ...] = ()
    risks: tuple[Risk, ...] = ()
    refusals: tuple[RefusalCategory, ...] = ()
    counterweights: tuple[Counterweight, ...] = ()
    blame: Wording = Wording()
    threat: Wording = Wording()
    myths: Wording = Wording()

    def items(self) -> Iterator[tuple[str, Item]]:
        """Every item that stands in a folder of its own, with that folder's name."""
        for folder in FOLDERS:
            group: Mapping[str, Item] = getattr(self, folder)
            for item in group.values():
                yield folder, item

    def cause(self, code: RootCauseId) -> RootCause:
        """The root cause with this code."""
        return self.root_causes[code.lower()]


FOLDERS: dict[str, type[Item]] = {
    "departments": Department,
    "frictions": Friction,
    "root_causes": RootCause,
    "processes": Process,
    "plays": Play,
    "guidance": Guidance,
    "faq": Faq,
    "cases": Case,
    "deliverables": Deliverable,
}
LISTS: dict[str, type[Frozen]] = {
    "evidence": Evidence,
    "ladder": LadderRung,
    "risks": Risk,
    "refusals": RefusalCategory,
    "counterweights": Counterweight,
}
WORDINGS = ("blame", "threat", "myths")
