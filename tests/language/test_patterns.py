import pytest

from advisor.language.patterns import Patterns


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("扣…块", "每次扣他两百块"),
        ("(降/减)…(工资/底薪)", "经理要把他的底薪，下月先减掉一点工资"),
        ("让(他/她)走", "总监让她走"),
        ("get…out of the room", "please get him out of the room"),
        ("(fire/fires) (him/her)", "They FIRE  him"),
        ("<|x|>", "a <|X|> b"),
        ("^make up…record", "Hello. Make up a record of it"),
    ],
)
def test_a_phrase_is_found_in_what_people_say(phrase: str, text: str) -> None:
    assert Patterns([phrase]).found(text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("扣…块", "扣子掉了。捡到两块"),
        ("让(他/她)…丢脸", "怎么说才让他不丢脸"),
        ("make…lose face", "how to make sure he does not lose face"),
        ("fine them", "define them"),
        ("^make up…record", "he wants me to make up a record"),
        ("让(他/她)走", "让我走"),
    ],
    ids=[
        "another sentence",
        "a negation",
        "a negation in English",
        "inside a word",
        "not at the beginning",
        "no choice",
    ],
)
def test_a_phrase_is_not_found_where_something_else_is_said(phrase: str, text: str) -> None:
    assert Patterns([phrase]).found(text) is None


def test_a_latin_word_may_go_on_as_in_a_plural() -> None:
    assert Patterns(["layoff"]).found("two layoffs") == "layoff"


def test_without_phrases_nothing_is_found() -> None:
    assert Patterns([]).found("anything") is None


def test_width_case_and_traditional_characters_do_not_matter() -> None:
    assert Patterns(["扣工资"]).found("要不要扣 工資") is None
    assert Patterns(["扣工资"]).found("要不要扣工資") == "扣工资"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("裁员 layoff", "裁员"),
        ("layoff 裁员", "layoff"),
        ("N+1 怎么算", "n+1"),
        ("砍掉 5% 的人", "5%"),
        ("KPI不背", "kpi不背"),
        ("谁也不走", None),
    ],
)
def test_in_whichever_script_the_phrase_that_comes_first_is_found(text: str, first: str | None) -> None:
    assert Patterns(["layoff", "裁员", "5%", "N+1", "kpi不背"]).found(text) == first
