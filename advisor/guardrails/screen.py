"""Screening: what gets no advice, and why.

Rules (patterns of the refusal's file) come first, then the learned estimate. Where the account names a department, an
HR process or a sign of friction, it takes a surer estimate to call it off topic. A question that a category says is
answered, such as what to reply when somebody else demands the forbidden thing, is refused by a rule only.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import cast

from advisor.language.folding import is_blank
from advisor.language.patterns import Patterns
from advisor.models.base import Lang
from advisor.models.reference import RefusalCategory
from advisor.models.shared import Refusal, RefusalReason

# Label of requests we do answer, in the learned estimate.
ANSWERED = "good"
# Chosen on the dev split: as many refusals caught as can be while fewer than 2 % of good questions are refused.
_LEAST_PROBABILITY = 0.5

_SURE_PROBABILITY = 0.8
_OFF_TOPIC = "off_topic"
# What must not be said, as against what we merely do not advise on.
_DANGEROUS = frozenset({"unsafe", "injection"})

Classify = Callable[[str], Mapping[str, float]]
Names = Callable[[str], bool]
# A blank between two Han characters says nothing; it only hides a phrase from a literal look.
_GAP = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")


class Screen:
    """Decides whether a request is refused. Pure: the same text gives the same decision."""

    def __init__(self, categories: Sequence[RefusalCategory], classify: Classify, names_ours: Names) -> None:
        self._categories = {category.id: category for category in categories}
        self._classify, self._names_ours = classify, names_ours
        self._rules = [(Patterns(category.rules.all()), category) for category in categories]
        self._answered = {category.id: Patterns(category.answered.all()) for category in categories}

    def refusal(self, text: str, lang: Lang) -> Refusal | None:
        """Why `text` gets no advice, in `lang`; None when it does."""
        category = self._category(_GAP.sub("", text))
        return _refused(category, lang) if category else None

    def refusal_of_parts(self, parts: Iterable[str], lang: Lang) -> Refusal | None:
        """Why a text that these parts go into is not written; None when nothing speaks against them.

        A part is no request, so the learned estimate has nothing to say about it: only the rules of what is dangerous.
        """
        found = (self._dangerous(_GAP.sub("", part), {}) for part in parts)
        category = next(filter(None, found), None)
        return _refused(category, lang) if category else None

    def brakes(self, text: str, estimate: Mapping[str, float]) -> bool:
        """Whether `text`, written for the caller, is of a kind nobody may ask for, by rule or by a sure `estimate`."""
        return self._dangerous(text, estimate) is not None

    def _dangerous(self, text: str, estimate: Mapping[str, float]) -> RefusalCategory | None:
        """The category of what nobody may ask for that `text` is in, by rule or by a sure `estimate`."""
        ruled = (category for rules, category in self._rules if rules.found(text))
        sure = (each for name, each in self._categories.items() if estimate.get(name, 0.0) >= _SURE_PROBABILITY)
        return next((each for each in (*ruled, *sure) if each.reason in _DANGEROUS), None)

    def _category(self, text: str) -> RefusalCategory | None:
        if is_blank(text):
            return self._categories.get("empty")
        for rules, category in self._rules:
            if rules.found(text):
                return category
        estimate = dict(self._classify(text))
        answered = estimate.pop(ANSWERED, 0.0)
        likeliest = self._categories.get(max(estimate, key=lambda label: estimate[label], default=""))
        if likeliest is None or self._answered[likeliest.id].found(text):
            return None
        lenient = likeliest.reason == _OFF_TOPIC and self._names_ours(text)
        return likeliest if 1.0 - answered >= (_SURE_PROBABILITY if lenient else _LEAST_PROBABILITY) else None


def _refused(category: RefusalCategory, lang: Lang) -> Refusal:
    return Refusal(
        reason=cast(RefusalReason, category.reason),
        message=category.message.in_(lang),
        suggestions=tuple(suggestion.in_(lang) for suggestion in category.suggestions),
    )
