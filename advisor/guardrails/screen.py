"""Screening: what gets no advice, and why.

Rules (literal phrases of the refusal's file) come first, then the learned estimate; a clear sign that the account is
about a department's cooperation outweighs the estimate, never a rule.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import cast

from advisor.language.folding import fold, is_blank
from advisor.models.base import Lang
from advisor.models.reference import RefusalCategory
from advisor.models.shared import Refusal, RefusalReason

# Label of requests we do answer, in the learned estimate.
ANSWERED = "good"
# Chosen on the dev split: as many refusals caught as can be while at most 1 % of good questions are refused.
_LEAST_PROBABILITY = 0.35

Classify = Callable[[str], Mapping[str, float]]


class Screen:
    """Decides whether a request is refused. Pure: the same text gives the same decision."""

    def __init__(self, categories: Sequence[RefusalCategory], classify: Classify) -> None:
        self._categories = {category.id: category for category in categories}
        self._classify = classify
        self._phrases = [(fold(phrase), category) for category in categories for phrase in category.rules.all()]

    def refusal(self, text: str, lang: Lang) -> Refusal | None:
        """Why `text` gets no advice, in `lang`; None when it does."""
        category = self._category(text)
        if category is None:
            return None
        return Refusal(
            reason=cast(RefusalReason, category.reason),
            message=category.message.in_(lang),
            suggestions=tuple(suggestion.in_(lang) for suggestion in category.suggestions),
        )

    def _category(self, text: str) -> RefusalCategory | None:
        if is_blank(text):
            return self._categories.get("empty")
        folded = fold(text)
        for phrase, category in self._phrases:
            if phrase in folded:
                return category
        estimate = dict(self._classify(text))
        answered = estimate.pop(ANSWERED, 0.0)
        if not estimate or 1.0 - answered < _LEAST_PROBABILITY:
            return None
        return self._categories.get(max(estimate, key=lambda label: estimate[label]))
