"""A plan's steps as calendar entries. The only file that knows icalendar."""

from datetime import timedelta

from icalendar import Calendar, Event

from advisor.exports.layout import Say, marks
from advisor.models.plan import Plan


def to_calendar(plan: Plan, say: Say) -> bytes:
    """The steps as all-day events in iCalendar form; ids are stable, so importing again updates them."""
    calendar = Calendar()
    calendar.add("prodid", "-//hr-collaboration-advisor//plan//")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", plan.title)
    for step in plan.steps:
        event = Event()
        event.add("uid", f"{plan.id}-{step.id}@hr-collaboration-advisor")
        event.add("dtstamp", plan.provenance.created_at)
        event.add("dtstart", step.due)
        event.add("dtend", step.due + timedelta(days=1))
        event.add("summary", f"{say(f'owner.{step.owner}')} · {step.title}")
        done = f"{say('export.done_when')}: {step.done_when}"
        event.add("description", f"{step.detail} {marks(step.refs)}\n{done}\n{say('export.notice')}")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
