"""The witnesses of a friction: what is learned, what lies nearest, what is said literally."""

from collections.abc import Mapping

from advisor.corpus.knowledge import Knowledge
from advisor.diagnosis.frictions import FrictionFinder

OWN = "shift_swap_war"


def ranked(
    knowledge: Knowledge, learned: Mapping[str, float], nearest: list[str], text: str = "他们又换班了"
) -> list[str]:
    """The order of the frictions when a company has added one that nothing was trained on."""
    own = knowledge.frictions["no_show"].model_copy(update={"id": OWN, "cues": knowledge.frictions["no_show"].cues})
    finder = FrictionFinder({**knowledge.frictions, OWN: own}, lambda _: learned, lambda _: learned)
    return [name for name, _ in finder.find(text, nearest)]


def test_a_friction_of_one_s_own_is_found_by_its_asks(knowledge: Knowledge) -> None:
    unsure = dict.fromkeys(knowledge.frictions, 1 / len(knowledge.frictions))
    assert ranked(knowledge, unsure, [OWN, "no_show"])[0] == OWN


def test_a_friction_of_one_s_own_stands_behind_what_is_surely_another(knowledge: Knowledge) -> None:
    sure = {**dict.fromkeys(knowledge.frictions, 0.01), "stalled_reply": 0.79}
    assert ranked(knowledge, sure, [OWN])[:2] == ["stalled_reply", OWN]


def test_nearness_says_nothing_more_of_what_was_learned(knowledge: Knowledge) -> None:
    learned = {**dict.fromkeys(knowledge.frictions, 0.02), "stalled_reply": 0.3, "broken_promise": 0.28}
    assert ranked(knowledge, learned, ["broken_promise"])[:2] == ["stalled_reply", "broken_promise"]
