import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.diagnosis.told import facts_told


@pytest.mark.parametrize(
    ("text", "days", "reminders"),
    [
        ("简历发过去一周没人看", 7, None),
        ("面试反馈拖了3天，催了两次", 3, 2),
        ("两个星期了还没回，提醒他五遍", 14, 5),
        ("等了十五天", 15, None),
        ("The CTO has been silent for two weeks and I reminded him three times", 14, 3),
        ("I chased her twice, 5 days without an answer", 5, 2),
        ("下周三天培训，大家都来", None, None),
        ("他三天后出差", None, None),
        ("we need one week of training next month", None, None),
    ],
)
def test_only_what_is_said_outright_is_taken(text: str, days: float | None, reminders: float | None) -> None:
    told = facts_told(text)
    assert (told.days_waiting, told.reminders_sent) == (days, reminders)


@pytest.mark.parametrize(
    ("text", "sent", "returned"),
    [
        ("40 份转正表只收回 6 份", 40, 6),
        ("发下去三十二张问卷，到今天交回来的话就收到了十一张", 32, 11),
        ("Only 5 of 18 forms are in: the stores have returned 5 of 18", 18, 5),
        ("面了 13 人，进终面 4 人", None, None),
        ("two of the managers are new", None, None),
    ],
)
def test_what_was_sent_and_came_back_is_read_together(text: str, sent: float | None, returned: float | None) -> None:
    told = facts_told(text)
    assert (told.items_sent, told.items_returned) == (sent, returned)


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    facts_told(text)
