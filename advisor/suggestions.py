"""What the learned estimate suggests to search: how likely a question is about each item that is one of its labels."""

from collections.abc import Mapping

from advisor.corpus.knowledge import Knowledge
from advisor.corpus.passages import source_id
from advisor.retrieval.estimates import Estimator


class Suggestions:
    """The learned estimate over sources, by the labels that are items."""

    # Families whose labels are items, and the folders they stand in; a topic may be guidance or FAQ.
    _FAMILIES: Mapping[str, tuple[str, ...]] = {
        "topic": ("guidance", "faq"),
        "friction": ("frictions",),
        "deliverable": ("deliverables",),
    }

    # What teaches may answer whatever is asked for; a friction or a text to write in so far as it is what is asked for.
    _WHATEVER_IS_ASKED = "topic"
    # The root keeps unlikely items in an order that rankings by words cannot overturn. Chosen on the dev split.
    _ROOT = 1 / 3

    def __init__(self, estimator: Estimator, knowledge: Knowledge) -> None:
        self._estimator = estimator
        self._sources = {
            family: {item: source_id(folder, item) for folder in folders for item in getattr(knowledge, folder)}
            for family, folders in self._FAMILIES.items()
        }

    def __call__(self, text: str) -> dict[str, float]:
        """Source id -> the root of how likely the text asks for what that item gives, 0..1."""
        asked = self._estimator.estimate("family", text)
        return {
            sources[label]: (share if family == self._WHATEVER_IS_ASKED else asked[family] * share) ** self._ROOT
            for family, sources in self._sources.items()
            for label, share in self._estimator.estimate(family, text).items()
            if label in sources
        }
