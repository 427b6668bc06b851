from collections.abc import Callable

import pytest

from advisor.errors import RateLimited
from advisor.models.channel import Limits as ChannelLimits
from api.limits import Limits
from tests.channels.conftest import channel


class Clock:
    """A clock that stands still until it is put forward."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def asked(limits: Limits, times: int, say: Callable[[Limits], None]) -> int:
    """How many of so many messages got through."""
    through = 0
    for _ in range(times):
        try:
            say(limits)
        except RateLimited:
            continue
        through += 1
    return through


TIGHT = channel(limits=ChannelLimits(per_session_minute=3, per_ip_minute=5, per_day=8))


def test_a_session_an_address_and_a_channel_each_have_a_limit() -> None:
    clock = Clock()
    limits = Limits(clock)
    assert asked(limits, 10, lambda each: each.message(TIGHT, "s1", "1.1.1.1")) == 3
    assert asked(limits, 10, lambda each: each.message(TIGHT, "s2", "1.1.1.1")) == 2
    assert asked(limits, 10, lambda each: each.message(TIGHT, "s3", "2.2.2.2")) == 3
    assert asked(limits, 10, lambda each: each.message(TIGHT, "s4", "3.3.3.3")) == 0
    assert asked(limits, 1, lambda each: each.message(channel(id="c2"), "s5", "1.1.1.1")) == 1


def test_what_was_refused_says_when_to_come_back_and_then_gets_through() -> None:
    clock = Clock()
    limits = Limits(clock)
    asked(limits, 3, lambda each: each.message(TIGHT, "s1", "1.1.1.1"))
    clock.now = 20.0
    with pytest.raises(RateLimited) as refused:
        limits.message(TIGHT, "s1", "1.1.1.1")
    assert refused.value.retry_after == 40
    clock.now += refused.value.retry_after
    limits.message(TIGHT, "s1", "1.1.1.1")


def test_opening_sessions_is_limited_by_address() -> None:
    limits = Limits(Clock())
    assert asked(limits, 10, lambda each: each.session(TIGHT, "1.1.1.1")) == 5
    assert asked(limits, 10, lambda each: each.session(TIGHT, "2.2.2.2")) == 5
