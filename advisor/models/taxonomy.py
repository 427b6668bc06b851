"""The closed vocabularies of the domain that code must know.

Open ones (departments, frictions, processes, deliverables, plays) are files under knowledge/.
"""

from typing import Literal, get_args

RootCauseId = Literal["W1", "W2", "W3", "W4", "C1", "C2", "C3", "M1", "M2", "M3", "M4"]
RootCauseKind = Literal["unwilling", "unable", "unbound"]
Phase = Literal["prepare", "align", "lower_cost", "commit", "escalate", "review"]
Owner = Literal["hr", "department", "both"]
Rung = Literal["S0", "S1", "S2", "S3", "S4", "S5"]
Level = Literal["peer", "superior", "report"]
Tone = Literal["warm", "neutral", "firm"]
Channel = Literal["wecom", "dingtalk", "feishu", "email", "document"]
Form = Literal["im", "email", "document"]
Tier = Literal["A", "B", "C", "D", "S", "P"]

ROOT_CAUSES: tuple[RootCauseId, ...] = get_args(RootCauseId)
# Lowering the other side's cost comes before asking for a commitment, and both before pressure.
PHASES: tuple[Phase, ...] = get_args(Phase)
TONES: tuple[Tone, ...] = get_args(Tone)

_KIND_BY_LETTER: dict[str, RootCauseKind] = {"W": "unwilling", "C": "unable", "M": "unbound"}
_FORM_BY_CHANNEL: dict[Channel, Form] = {"email": "email", "document": "document"}


def kind_of(cause: RootCauseId) -> RootCauseKind:
    """The one of the three families a root cause belongs to, read from its first letter."""
    return _KIND_BY_LETTER[cause[0]]


def form_of(channel: Channel) -> Form:
    """How long and how formal a channel is; the three chat tools share one form."""
    return _FORM_BY_CHANNEL.get(channel, "im")
