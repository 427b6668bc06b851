"""How a reply reads: the language asked for, no words of the other one, sentences one can follow."""

import re

from advisor.language.detection import language_of
from advisor.language.measure import length
from advisor.models.base import Lang
from advisor.models.search import SearchResult
from advisor.models.shared import Grounding
from evals.scorers.score import Score, Subject, check

_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[A-Za-z]{2,}")
_CODE = re.compile(r"https?://\S+|\[\d+\]|\b[A-Z]{2,}[A-Z0-9&-]*\b|\b[a-z]+_[a-z_]+\b")
_SENTENCE = re.compile(r"[。！？!?；;\n]+|(?<=[a-z0-9])\.\s")
# Chinese business text carries English terms; English text carries no Chinese but what was quoted from the request.
_MOST_FOREIGN: dict[Lang, float] = {"zh": 0.12, "en": 0.02}
# A sentence one can follow in one go: characters in Chinese, words in English.
_LONGEST: dict[Lang, int] = {"zh": 70, "en": 35}


def foreign_share(text: str, lang: Lang) -> float:
    """The share of words of the other script: a Han character counts as a word, acronyms and codes as nothing."""
    text = _CODE.sub(" ", text)
    han, latin = len(_HAN.findall(text)), len(_WORD.findall(text))
    foreign = latin if lang == "zh" else han
    return foreign / (han + latin) if han + latin else 0.0


def short_sentences(text: str, lang: Lang) -> float:
    """The share of sentences that can be followed in one go; 1 for a text without sentences."""
    sizes = [size for part in _SENTENCE.split(text) if (size := length(part, lang))]
    return sum(size <= _LONGEST[lang] for size in sizes) / len(sizes) if sizes else 1.0


def language(subject: Subject) -> tuple[Score, ...]:
    """The reply is in the language of the case, and says so."""
    if isinstance(subject.reply, SearchResult | Grounding):
        return ()
    told = getattr(subject.reply, "lang", None)
    good = told == subject.lang and (not subject.said or language_of(subject.said) == subject.lang)
    return (check("language", good, wanted=subject.lang, seen=str(told)),)


def purity(subject: Subject) -> tuple[Score, ...]:
    """Few words of the other script, not counting those of the request."""
    if isinstance(subject.reply, SearchResult | Grounding) or not subject.said:
        return ()
    share, most = foreign_share(_without(subject.said, subject.case.text), subject.lang), _MOST_FOREIGN[subject.lang]
    return (check("purity", share <= most, wanted=f"<= {most:.0%}", seen=f"{share:.1%}"),)


def readability(subject: Subject) -> tuple[Score, ...]:
    """The share of sentences one can follow in one go."""
    if isinstance(subject.reply, SearchResult | Grounding) or not subject.said:
        return ()
    return (
        Score("readability", short_sentences(subject.said, subject.lang), f"<= {_LONGEST[subject.lang]}", "", "info"),
    )


def _without(text: str, request: str) -> str:
    """The text without the words that the request brought in."""
    given = set(_WORD.findall(request)) | set(_HAN.findall(request))
    return " ".join(
        part for part in re.findall(r"[A-Za-z]{2,}|[\u3400-\u9fff]|[^A-Za-z\u3400-\u9fff]+", text) if part not in given
    )
