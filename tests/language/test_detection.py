import pytest

from advisor.language.detection import language_of


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("研发总监一周没看简历", "zh"),
        ("The CTO has not looked at the résumés", "en"),
        ("HRBP 催了 CTO 三次都没回", "zh"),
        ("He said “晚点看” and never came back to me about it", "en"),
        ("12345", "zh"),
        ("", "zh"),
    ],
)
def test_the_language_is_the_one_most_of_it_is_in(text: str, lang: str) -> None:
    assert language_of(text) == lang
