import random
from collections.abc import Sequence

import torch

from advisor.language.folding import fold
from advisor.retrieval.goals import Labelled, Taught, labels_of
from advisor.retrieval.network import Network, tokenizer_of
from advisor.retrieval.opinions import Opinion, together
from advisor.retrieval.pretrained import unpacked
from advisor.retrieval.rounds import Cycle
from advisor.retrieval.school import Lesson, School
from advisor.retrieval.tuning import learnt
from tests.retrieval.start import tiny

SILENCE, TRAINING = Lesson("简历没看", {"friction": "a"}, 20), Lesson("trainings", {"friction": "b"}, 20)
CYCLES = (Cycle(5, 2e-4, 1e-3), Cycle(1, 1e-4, 1e-3))


def nothing(_: str) -> None:
    """Nobody is told."""


def network_for(labels: int) -> Network:
    torch.manual_seed(3)
    return Network(tiny(), labels).eval()


def school_of(lessons: Sequence[Lesson], labels: int) -> School:
    return School(lessons, tiny(), network_for(labels), frozen=0)


def scores(network: Network, text: str) -> torch.Tensor:
    pieces = tokenizer_of(tiny().pieces).encode(fold(text)).ids
    found: torch.Tensor = network(torch.tensor(unpacked(tiny().words))[pieces][None])[0]
    return found


class TestLearnt:
    def test_tells_apart_what_it_was_taught(self) -> None:
        lessons = [SILENCE, TRAINING]
        labels, told = labels_of(lessons), list[str]()
        network = learnt(
            network_for(2), school_of(lessons, 2), Labelled(lessons, labels), 3, told.append, cycles=CYCLES
        )
        assert labels == {"friction": ["a", "b"]}
        assert told
        assert [int(scores(network, lesson.text).argmax()) for lesson in lessons] == [0, 1]

    def test_learns_from_opinions_what_no_label_told(self) -> None:
        lessons = [SILENCE, TRAINING, Lesson("a", {"topic": "y"})]
        labels = labels_of([*lessons, Lesson("s", {"topic": "x"})])
        opinions = torch.tensor([[0.5, 0.5, 0.95, 0.05], [0.5, 0.5, 0.05, 0.95], [0.5, 0.5, 0.5, 0.5]])
        taught = Taught(lessons, labels, opinions)
        cycles = (Cycle(20, 5e-4, 5e-3),)
        network = learnt(network_for(4), school_of(lessons, 4), taught, 3, nothing, cycles=cycles)
        topics = [scores(network, lesson.text)[2:] for lesson in lessons[:2]]
        assert labels["topic"] == ["x", "y"]
        assert [int(topic.argmax()) for topic in topics] == [0, 1]

    def test_believes_the_label_or_the_teachers_by_the_weight_of_the_label(self) -> None:
        lessons, labels = [SILENCE], {"friction": ["a", "b"]}
        teachers_say_b = torch.tensor([[0.0, 1.0]])
        says_a = torch.tensor([[4.0, 0.0]])
        losses = [float(Taught(lessons, labels, teachers_say_b, own).loss(says_a, [0])) for own in (0.1, 0.5, 0.9)]
        assert losses == sorted(losses, reverse=True)

    def test_the_school_asks_every_lesson_as_the_network_reads_it(self) -> None:
        lessons = [TRAINING, SILENCE]
        network = network_for(2)
        asked = School(lessons, tiny(), network, frozen=0).asked(network)
        read = torch.stack([scores(network, lesson.text) for lesson in lessons])
        # Half the figures of a number are kept while a network is asked.
        assert torch.allclose(asked, read, atol=0.05)


def shuffler() -> random.Random:
    return random.Random(1)  # noqa: S311  (an order, not a secret)


class TestEpoch:
    def test_sees_every_lesson_as_often_as_it_asks_for(self) -> None:
        school = school_of([SILENCE, Lesson("a", {"friction": "a"})], 2)
        seen = [number for batch in school.epoch(shuffler()) for number in batch]
        assert sorted(seen) == [0] * 20 + [1]

    def test_may_be_held_among_some_lessons_only(self) -> None:
        school = school_of([SILENCE, TRAINING], 2)
        assert {number for batch in school.epoch(shuffler(), range(1)) for number in batch} == {0}


FAMILIES = {"friction": ["a", "b"], "topic": ["x", "y"]}


class TestOpinions:
    def test_are_the_geometric_mean_of_what_teachers_think(self) -> None:
        first, second = torch.tensor([[0.9, 0.1, 0.5, 0.5]]).log(), torch.tensor([[0.5, 0.5, 0.8, 0.2]]).log()
        shares = together([Opinion(first), Opinion(second)], FAMILIES, 1).float()
        assert torch.allclose(shares, torch.tensor([[0.75, 0.25, 2 / 3, 1 / 3]]), atol=0.01)

    def test_a_teacher_is_heard_on_its_own_lessons_and_subjects_alone(self) -> None:
        everywhere = torch.full((2, 4), 0.5).log()
        some = Opinion(torch.tensor([[0.9, 0.1, 0.9, 0.1]]).log(), (1,), frozenset({"topic"}))
        shares = together([Opinion(everywhere), some], FAMILIES, 2).float()
        assert torch.allclose(shares, torch.tensor([[0.5, 0.5, 0.5, 0.5], [0.75, 0.25, 0.5, 0.5]]), atol=0.01)
