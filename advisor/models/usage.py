"""What writing with a model took: calls, tokens, money, time, and how much of the material it was shown."""

from advisor.models.base import Frozen


class Usage(Frozen):
    """The sum over all upstream calls of one reply.

    `cost` is in the currency of the configured prices, None without prices; times are milliseconds. `left_out` names
    the sources that were found but did not fit the model's context.
    """

    calls: int
    tokens_in: int
    tokens_out: int
    cost: float | None = None
    upstream_ms: float
    cached: bool = False
    sources_used: int = 0
    left_out: tuple[str, ...] = ()
    # Pieces of the model's text that were not shown: unsupported, in the wrong language, with links or invented marks.
    dropped: int = 0
