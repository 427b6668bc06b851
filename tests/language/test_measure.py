from advisor.language.measure import length


def test_chinese_is_counted_in_characters_without_blanks() -> None:
    assert length("三天 内\n回", "zh") == 4


def test_english_is_counted_in_words() -> None:
    assert length("HR's note, re-sent at 17:00.", "en") == 6
