"""What a test of the model found."""

from advisor.models.base import Frozen


class Probed(Frozen):
    """`reached`, `chats`, `streams` tell how far it got; `mode` is the way of asking for a shape that worked.

    `reason` is one of models.writing.Reason when something failed. Times are milliseconds; `pieces` counts the parts a
    streamed reply came in; `cost` is what the test took, None without prices.
    """

    model: str
    reached: bool
    chats: bool
    streams: bool
    mode: str | None
    first_ms: float | None
    total_ms: float | None
    pieces: int
    tokens: int
    cost: float | None
    reason: str | None
