import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.llm.extraction import NoObject, object_in, partial_object, without_thinking

GOOD = '{"title": "面试 “反馈”", "steps": [{"step": "P1.1", "detail": "a, b}"}], "n": 1}'
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3), max_leaves=5
)
OBJECTS = st.dictionaries(st.text(max_size=8), VALUES, max_size=5)


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        f"\ufeff{GOOD}",
        f"```json\n{GOOD}\n```",
        f"Here it is:\n\n{GOOD}\n\nAnything else?",
        f'<think>first {{"title": 1}}</think>{GOOD}',
        f"thinking without a beginning</think>\n{GOOD}",
        "{" + GOOD + "}",
        GOOD[:-1] + ",}",
        GOOD.replace("}]", "},]"),
        f"{GOOD}\n \n \n \n",
    ],
    ids=["bare", "bom", "fence", "prose", "think", "half think", "doubled", "comma", "inner comma", "blanks"],
)
def test_an_object_is_found_in_what_models_wrap_it_in(text: str) -> None:
    assert object_in(text) == json.loads(GOOD)


@pytest.mark.parametrize(
    "text",
    ["", "no", "[1, 2]", GOOD[:-5], '"{}"x', "{" * 5000, '{"a":' * 5000, "<think>" + GOOD, "```json\n```"],
    ids=["nothing", "prose", "list", "cut", "string", "braces", "deep", "only thought", "empty fence"],
)
def test_where_there_is_no_whole_object_that_is_said(text: str) -> None:
    try:
        found = object_in(text)
    except NoObject:
        return
    assert found == {}, "an empty object inside a string is no reply of ours, and no shape accepts it"


def test_an_inner_object_is_never_taken_for_the_whole() -> None:
    with pytest.raises(NoObject):
        object_in('{"steps": [{"step": "P1.1"}], "title": "cut he')


@given(OBJECTS)
def test_every_object_survives_its_wrapping(value: dict[str, object]) -> None:
    assert object_in(f"Sure!\n```json\n{json.dumps(value)}\n```") == value


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    with suppress(NoObject):
        assert isinstance(object_in(text), dict)
    assert isinstance(dict(partial_object(text)), dict)


@given(st.integers(min_value=0, max_value=len(GOOD)))
def test_a_growing_object_is_read_as_far_as_it_goes(cut: int) -> None:
    known = json.loads(GOOD)
    growing = partial_object(GOOD[:cut])
    assert set(growing) <= set(known)
    assert known["title"].startswith(growing.get("title", ""))
    for step in growing.get("steps", []):
        assert known["steps"][0]["detail"].startswith(step.get("detail", ""))


def test_thinking_is_not_text() -> None:
    assert without_thinking("<think>a</think>b<THINK>c") == "b"
