"""What can be named: departments, processes, frictions and deliverables with their names in both languages."""

from collections.abc import Iterable

from fastapi import APIRouter

from advisor.models.base import Frozen, Text
from advisor.models.knowledge import Item
from api.deps import App, CanAdvise

router = APIRouter(prefix="/v1", tags=["catalog"])


class Entry(Frozen):
    """A slug and its names."""

    id: str
    name: Text


class CatalogOut(Frozen):
    """Everything a caller may name."""

    departments: tuple[Entry, ...]
    processes: tuple[Entry, ...]
    frictions: tuple[Entry, ...]
    deliverables: tuple[Entry, ...]


@router.get("/catalog")
def read_catalog(app: App, caller: CanAdvise) -> CatalogOut:
    """List departments, processes, frictions and deliverables."""
    knowledge = app.knowledge
    return CatalogOut(
        departments=_entries(knowledge.departments.values()),
        processes=_entries(knowledge.processes.values()),
        frictions=_entries(knowledge.frictions.values()),
        deliverables=_entries(knowledge.deliverables.values()),
    )


def _entries(items: Iterable[Item]) -> tuple[Entry, ...]:
    return tuple(Entry(id=item.id, name=item.name) for item in items)
