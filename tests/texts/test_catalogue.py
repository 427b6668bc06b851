import re
import string

import pytest

from advisor.models.base import LANGS
from advisor.settings import Settings
from advisor.texts.catalogue import Catalogue
from tests.test_house import SOURCES

_KEY = re.compile(r'"((?:plan|answer|draft|check|export|cli|page|error|section|evidence)\.[a-z_.]+)"')


def test_both_languages_have_the_same_keys(catalogue: Catalogue) -> None:
    assert catalogue.keys("zh") == catalogue.keys("en")


def test_both_languages_ask_for_the_same_values() -> None:
    loaded = Catalogue(Settings().content_dir / "prompts" / "messages")
    formatter = string.Formatter()
    for key in loaded.keys("zh"):
        fields = [{name for _, name, _, _ in formatter.parse(loaded._messages[lang][key]) if name} for lang in LANGS]
        allowed = {"year", "weekday"} if key == "plan.date" else set()
        assert fields[0] ^ fields[1] <= allowed, key


def test_every_key_the_code_names_exists(catalogue: Catalogue) -> None:
    named = {
        key for path in SOURCES if "evals" not in path.parts for key in _KEY.findall(path.read_text(encoding="utf-8"))
    }
    assert named
    spoken = Catalogue(Settings().content_dir / "prompts" / "chat" / "messages")
    assert not [key for key in named if not any(words.has(key) or words.group(key) for words in (catalogue, spoken))]


def test_chinese_stands_only_in_the_chinese_messages(catalogue: Catalogue) -> None:
    han = re.compile(r"[\u4e00-\u9fff]")
    assert [key for key in catalogue.keys("en") if han.search(catalogue._messages["en"][key])] == ["page.other_lang"]


def test_a_missing_message_or_value_is_an_error(catalogue: Catalogue) -> None:
    with pytest.raises(KeyError):
        catalogue.say("zh", "no.such.key")
    with pytest.raises(KeyError):
        catalogue.say("zh", "plan.head_of")
