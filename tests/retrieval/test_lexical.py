from pathlib import Path

import pytest

from advisor.retrieval.lexical import LexicalBroken, LexicalIndex


@pytest.fixture(params=["memory", "disk"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> LexicalIndex:
    return LexicalIndex(tmp_path / "lexical" if request.param == "disk" else None)


def test_a_chinese_word_is_found_inside_a_sentence(index: LexicalIndex) -> None:
    index.add([("a", "研发总监一周没看简历"), ("b", "销售部季末不参加培训")])
    assert [entry for entry, _ in index.search("简历没人看", 5)] == ["a"]


def test_english_words_are_found_by_their_stem_and_any_case(index: LexicalIndex) -> None:
    index.add([("a", "Interviews were POSTPONED twice"), ("b", "pay review")])
    assert [entry for entry, _ in index.search("postponing an interview", 5)] == ["a"]


def test_traditional_and_full_width_are_the_same(index: LexicalIndex) -> None:
    index.add([("a", "總監說 ＯＫＲ 太多")])
    assert index.search("总监 okr", 1)[0][0] == "a"


def test_an_entry_can_be_replaced_and_deleted(index: LexicalIndex) -> None:
    index.add([("a", "简历")])
    index.add([("a", "培训")])
    assert index.count() == 1
    assert index.search("简历", 1) == []
    index.delete(["a"])
    assert index.search("培训", 1) == []


def test_a_question_without_terms_finds_nothing(index: LexicalIndex) -> None:
    index.add([("a", "简历")])
    assert index.search("？！ the of", 5) == []


def test_a_spoilt_folder_is_told(tmp_path: Path) -> None:
    LexicalIndex(tmp_path).add([("a", "简历")])
    (tmp_path / "meta.json").write_text("{", encoding="utf-8")
    with pytest.raises(LexicalBroken):
        LexicalIndex(tmp_path)
