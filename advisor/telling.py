"""Telling a reply while it is made: the use cases as events, ended by exactly one of done, fell_back and failed.

The playbook's reply is told in the same pieces as a model's, so that a listener needs no other way for it.
"""

from collections.abc import Callable, Iterator
from typing import Protocol

from advisor.errors import AdvisorError
from advisor.models.answer import Answer
from advisor.models.base import Lang
from advisor.models.events import Delta, Done, Event, Failed, FellBack, Started
from advisor.models.plan import Plan
from advisor.models.writing import Listener
from advisor.texts.catalogue import Catalogue

_OF_MODEL = "model_"


class Audience(Protocol):
    """Who hears a whole stream."""

    @property
    def gone(self) -> bool:
        """Whether nobody listens any more."""
        ...

    def tell(self, event: Event) -> None:
        """Hear the next event."""
        ...


class _Recorder:
    """Passes events on and remembers whether any piece was told."""

    def __init__(self, audience: Audience) -> None:
        self._audience = audience
        self.told_any = self.started = False

    @property
    def gone(self) -> bool:
        return self._audience.gone

    def tell(self, event: Started | Delta) -> None:
        self.started = True
        self.told_any = self.told_any or isinstance(event, Delta)
        self._audience.tell(event)


def tell(make: Callable[[Listener], Answer | Plan], audience: Audience, catalogue: Catalogue, lang: Lang) -> None:
    """Make a reply and tell it. Errors the caller can mend end the stream as `failed`, with their text in `lang`."""
    recorder = _Recorder(audience)
    try:
        reply = make(recorder)
    except AdvisorError as error:
        detail = catalogue.say(lang, f"error.{error.code}", **error.params)
        audience.tell(Failed(code=error.code, detail=detail))
        return
    if not recorder.started:
        audience.tell(Started(diagnosis=None))
    reason = reply.provenance.degraded_reason
    if reason is not None and reason.startswith(_OF_MODEL):
        message = catalogue.say(reply.lang, f"degraded.{reason}")
        audience.tell(FellBack(reason=reason, message=message, reply=reply))
        return
    if not recorder.told_any:
        for delta in _pieces(reply):
            audience.tell(delta)
    audience.tell(Done(reply=reply))


def _pieces(reply: Answer | Plan) -> Iterator[Delta]:
    if isinstance(reply, Plan):
        told = [Delta(part="title", text=reply.title), Delta(part="summary", text=reply.summary)]
        yield from (delta for delta in told if delta.text)
        yield from (Delta(part="step", text=step.title) for step in reply.steps)
        return
    conclusion = reply.answer.split("\n\n")[0].replace("**", "").rpartition(" [")[0]
    if conclusion:
        yield Delta(part="conclusion", text=conclusion)
    yield from (Delta(part="step", text=step) for step in reply.steps)
    yield from (Delta(part="avoid", text=text) for text in reply.avoid)
