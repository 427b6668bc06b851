"""How it reads: short sentences, plain words, in both languages."""

import re
from statistics import mean

import pytest

from advisor.corpus.knowledge import Knowledge
from advisor.language.measure import length
from tests.knowledge.test_corpus import texts

_SENTENCE = {"zh": re.compile(r"[^。！？；\n]+"), "en": re.compile(r"[^.!?;\n]+")}
# The mean of an item: characters of a Chinese sentence, words of an English one.
_MEAN = {"zh": 28, "en": 16}
_WORD = re.compile(r"[A-Za-z']+")
_VOWELS = re.compile(r"[aeiouy]+")
# Flesch: 60 to 70 is plain English that a 15-year-old reads with ease.
_LEAST_EASE = 57


def syllables(word: str) -> int:
    """About how many syllables an English word has."""
    count = len(_VOWELS.findall(word.lower())) - (word.lower().endswith("e") and not word.lower().endswith("le"))
    return max(count, 1)


def ease(sentences: list[str]) -> float:
    """The Flesch reading ease of English sentences; higher is easier."""
    words = [word for sentence in sentences for word in _WORD.findall(sentence)]
    return 206.835 - 1.015 * len(words) / len(sentences) - 84.6 * mean(map(syllables, words))


def sentences(knowledge: Knowledge, lang: str) -> dict[str, list[str]]:
    """The sentences of each item."""
    found = {}
    for folder, item in knowledge.items():
        said = [part for _, text in texts(item) for part in _SENTENCE[lang].findall(getattr(text, lang))]
        found[f"{folder}/{item.id}"] = [part for part in said if len(part.strip()) > 2]
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_sentences_are_short_on_the_whole(knowledge: Knowledge, lang: str) -> None:
    means = {
        name: mean(length(part, "zh" if lang == "zh" else "en") for part in said)
        for name, said in sentences(knowledge, lang).items()
    }
    assert not {name: value for name, value in means.items() if value > _MEAN[lang]}


def test_the_english_is_plain(knowledge: Knowledge) -> None:
    eases = {name: ease(said) for name, said in sentences(knowledge, "en").items()}
    assert not {name: round(value) for name, value in eases.items() if value < _LEAST_EASE}


def test_the_measure_tells_plain_from_heavy() -> None:
    assert ease(["Ask him when he can talk"]) > 80
    assert ease(["Organisational collaboration necessitates institutionalised communication mechanisms"]) < 0


def test_chinese_text_uses_chinese_punctuation(knowledge: Knowledge) -> None:
    half = re.compile(r"[\u4e00-\u9fff][,;!?]|[,;!?][\u4e00-\u9fff]")
    assert not [
        (folder, item.id, found.group())
        for folder, item in knowledge.items()
        for _, text in texts(item)
        if (found := half.search(text.zh))
    ]
