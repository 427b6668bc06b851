"""Terms: how a text is cut for the lexical index.

Han text gives overlapping bigrams and dictionary words, so that neither a new word nor a two-character name is missed;
Latin text gives stemmed words. The index and the query are cut by the same function.
"""

import re
from functools import lru_cache

import snowballstemmer

from advisor.language.folding import fold

_RUNS = re.compile(r"[\u3400-\u9fff]+|[a-z]+(?:['&+-][a-z]+)*|\d+(?:\.\d+)?%?")
_LATIN = re.compile(r"[a-z]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_ENGLISH_STOP = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "but",
        "by",
        "do",
        "does",
        "for",
        "from",
        "has",
        "have",
        "he",
        "her",
        "his",
        "how",
        "i",
        "if",
        "in",
        "is",
        "it",
        "its",
        "me",
        "my",
        "of",
        "on",
        "or",
        "our",
        "she",
        "so",
        "than",
        "that",
        "the",
        "their",
        "them",
        "they",
        "this",
        "to",
        "us",
        "was",
        "we",
        "what",
        "when",
        "which",
        "who",
        "why",
        "will",
        "with",
        "you",
        "your",
    ]
)


# The words of a language are few, and cutting one costs far more than remembering it.
_REMEMBERED = 1 << 16


@lru_cache(maxsize=1)
def _stemmer() -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer("english")


@lru_cache(maxsize=_REMEMBERED)
def _stem(word: str) -> str:
    return str(_stemmer().stemWord(word))


def terms(text: str) -> list[str]:
    """The terms of `text`, in order, repeated where the text repeats them."""
    found: list[str] = []
    for run in _RUNS.findall(fold(text)):
        if _HAN.match(run):
            found.extend(_han_terms(run))
        elif run[0].isdigit():
            found.append(run)
        elif run not in _ENGLISH_STOP:
            found.append(_stem(run))
    return found


def stems(folded: str) -> list[str]:
    """Every Latin word of a folded text, stemmed, the small words too: they carry how something is said."""
    return [_stem(word) for word in _LATIN.findall(folded)]


def _han_terms(run: str) -> list[str]:
    # Only here: its dictionary takes a tenth of a second to load, and English text needs none.
    import rjieba

    bigrams = [run[i : i + 2] for i in range(len(run) - 1)] or [run]
    words = [word for word in rjieba.cut_for_search(run) if len(word) > 2]
    return bigrams + words
