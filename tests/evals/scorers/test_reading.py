from hypothesis import given
from hypothesis import strategies as st

from evals.scorers.language import foreign_share, short_sentences
from evals.scorers.order import in_order
from evals.scorers.tailoring import share_changed
from evals.scorers.wording import points_made, words_in


@given(st.text(), st.sampled_from(["zh", "en"]))
def test_shares_lie_between_nought_and_one(text: str, lang: str) -> None:
    assert 0.0 <= foreign_share(text, lang) <= 1.0  # type: ignore[arg-type]
    assert 0.0 <= short_sentences(text, lang) <= 1.0  # type: ignore[arg-type]


@given(st.text(), st.text())
def test_what_changed_is_the_same_from_both_sides(left: str, right: str) -> None:
    assert share_changed(left, right) == share_changed(right, left)
    assert share_changed(left, left) == 0.0


@given(st.lists(st.integers()))
def test_sorting_puts_in_order(values: list[int]) -> None:
    assert in_order(sorted(values))
    assert in_order(values) == (values == sorted(values))


def test_english_in_a_chinese_text_is_foreign_but_an_acronym_is_not() -> None:
    assert foreign_share("请在周五前给 HR 反馈 OKR", "zh") == 0.0
    assert foreign_share("please 反馈", "zh") > 0.3
    assert foreign_share("please 反馈", "en") > 0.5


def test_a_sentence_that_runs_on_is_hard_to_follow() -> None:
    assert short_sentences("好。" + "很长" * 60 + "。", "zh") == 0.5


def test_a_point_is_made_by_any_of_its_wordings_in_any_width() -> None:
    assert points_made("请选１个", [["选1个", "三选一"], ["默认录用"]]) == [True, False]
    assert words_in("不要 点 名", ["点名", "不要"]) == ["不要"]
