import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.language.folding import bare, fold, is_blank, visible


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("ＨＲＢＰ", "hrbp"),
        ("總監說簡歷還沒看", "总监说简历还没看"),
        ("a\u200bb\u202ec", "abc"),
        ("  多   空\n格 ", "多 空 格"),
        ("\ud800坏", "坏"),
    ],
    ids=["width", "traditional", "invisible", "blanks", "surrogate"],
)
def test_what_reads_the_same_is_folded_to_one_spelling(written: str, read: str) -> None:
    assert fold(written) == read


def test_bare_leaves_only_what_a_quotation_must_keep() -> None:
    assert bare("“３ 天”，缩到 4 小时！") == "3天缩到4小时"


@pytest.mark.parametrize("text", ["", " \n", "！？。", "😀😀", "\u200b\u200b", "\ud800"])
def test_a_text_without_letters_or_digits_is_blank(text: str) -> None:
    assert is_blank(text)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=st.characters(codec=None)))
def test_visible_text_can_always_be_written_down(text: str) -> None:
    visible(text).encode("utf-8")
