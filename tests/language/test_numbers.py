import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.language.numbers import chinese_value, figures, spelled_figures


def test_a_figure_is_the_same_however_it_is_written() -> None:
    assert set(figures("1,200 元")) == set(figures("１２００元")) == {"1200"}


def test_ten_thousands_are_counted_out() -> None:
    assert set(figures("4.5 万元")) == {"45000"}


def test_words_count_only_as_quantities() -> None:
    assert "3" in spelled_figures("三天内给答复")
    assert "1" not in spelled_figures("一起看一下")
    assert "15" in spelled_figures("百分之十五")
    assert "8" in spelled_figures("after eight sessions")


@pytest.mark.parametrize(("numeral", "value"), [("十", 10), ("十五", 15), ("二十三", 23), ("一百二十", 120), ("两", 2)])
def test_chinese_numerals_have_their_value(numeral: str, value: int) -> None:
    assert chinese_value(numeral) == value


@given(st.integers(min_value=0, max_value=10**9))
def test_every_whole_number_is_found_as_itself(number: int) -> None:
    assert set(figures(f"共 {number} 人")) == {str(number)}
