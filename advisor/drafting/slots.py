"""Filling the blanks: given by the caller, inferred from the request, or marked as missing. Nothing is made up."""

from collections.abc import Callable, Mapping
from datetime import date

from advisor.drafting.context import DraftContext
from advisor.models.deliverable import Slot
from advisor.models.draft import FilledSlot

Values = Mapping[str, str]


def fill(context: DraftContext) -> tuple[FilledSlot, ...]:
    """Every slot of the deliverable with its value and where that came from."""
    return tuple(_filled(slot, context) for slot in context.deliverable.slots)


def rendered_values(slots: tuple[FilledSlot, ...], context: DraftContext) -> Values:
    """What stands in the text for each slot: its value, a mark when it is required and missing, else nothing."""
    values = {}
    for slot in slots:
        mark = context.say("draft.to_confirm", label=slot.label) if slot.required else ""
        values[slot.name] = slot.value if slot.value is not None else mark
    return values


def _filled(slot: Slot, context: DraftContext) -> FilledSlot:
    label = slot.label.in_(context.lang)
    given = context.slots.get(slot.name, "").strip()
    if given:
        return FilledSlot(name=slot.name, label=label, value=given, required=slot.required, source="given")
    value = _inferred(slot.infer, context) if slot.infer else None
    if value is None and slot.default is not None:
        value = slot.default.in_(context.lang)
    source = "missing" if value is None else "inferred"
    return FilledSlot.model_validate(
        {"name": slot.name, "label": label, "value": value, "required": slot.required, "source": source}
    )


def _inferred(where: str, context: DraftContext) -> str | None:
    if where.startswith("facts."):
        return _fact(where.removeprefix("facts."), context)
    return _PLACES[where](context) if where in _PLACES else None


def _fact(name: str, context: DraftContext) -> str | None:
    facts = context.situation.facts
    value = facts.named().get(name) if facts else None
    if value is None:
        return None
    if isinstance(value, date):
        return spoken_date(value, context)
    return f"{value:g}" if isinstance(value, float) else str(value)


def spoken_date(day: date, context: DraftContext) -> str:
    """A date as it is written in a message, with its weekday."""
    weekday = context.say(f"weekday.{day.weekday()}")
    return context.say("draft.date", month=day.month, day=day.day, weekday=weekday)


def _counterpart(context: DraftContext) -> str | None:
    person = context.situation.counterpart
    return (person.name or person.role) if person else None


_PLACES: Mapping[str, Callable[[DraftContext], str | None]] = {
    "counterpart.name": _counterpart,
    "department": lambda context: context.diagnosis.department.name,
    "process": lambda context: context.diagnosis.process.name,
    "today": lambda context: spoken_date(context.today, context),
}
PLACES = frozenset(_PLACES)
