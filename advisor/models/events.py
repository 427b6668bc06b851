"""What a stream of a reply may say: a closed union, and its grammar.

    started  delta*  (done | fell_back | failed)

`started` brings the diagnosis. Each `delta` is a whole, checked piece. `done` brings the reply when everything went as
planned; `fell_back` brings the playbook's reply, which replaces every delta, and says why; `failed` brings none.
Exactly one of the three ends a stream.
"""

from typing import Annotated, Literal

from pydantic import Field

from advisor.models.answer import Answer
from advisor.models.base import Frozen
from advisor.models.plan import Plan
from advisor.models.shared import Diagnosis

Part = Literal["conclusion", "step", "department", "avoid", "title", "summary"]


class Started(Frozen):
    """The request is understood; None where it is refused."""

    type: Literal["started"] = "started"
    diagnosis: Diagnosis | None


class Delta(Frozen):
    """A piece of the reply, in reading order."""

    type: Literal["delta"] = "delta"
    part: Part
    text: str


class Done(Frozen):
    """The whole reply, as planned."""

    type: Literal["done"] = "done"
    reply: Answer | Plan


class FellBack(Frozen):
    """The playbook's whole reply in place of the model's; `message` says why, in the reply's language."""

    type: Literal["fell_back"] = "fell_back"
    reason: str
    message: str
    reply: Answer | Plan


class Failed(Frozen):
    """Nothing to give; `code` and `detail` as in an error reply."""

    type: Literal["failed"] = "failed"
    code: str
    detail: str


Event = Annotated[Started | Delta | Done | FellBack | Failed, Field(discriminator="type")]
