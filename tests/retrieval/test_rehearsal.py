import random

from advisor.retrieval.rehearsal import dwelt_on
from advisor.retrieval.school import Lesson

SAID = Lesson("said", {"friction": "a"}, 3, close=True)


def rest(family: str, label: str, many: int) -> list[Lesson]:
    return [Lesson(f"{label}{number}", {family: label, "intent": "good"}) for number in range(many)]


def numbers(lessons: list[Lesson], again: int) -> list[int]:
    return dwelt_on(lessons, random.Random(1), again)  # noqa: S311  (a sample, not a secret)


class TestDweltOn:
    def test_every_close_lesson_comes_first(self) -> None:
        assert numbers([*rest("friction", "a", 3), SAID, SAID], 1)[:2] == [3, 4]

    def test_of_the_rest_every_label_of_a_family_comes_as_often(self) -> None:
        lessons = [*rest("friction", "a", 50), *rest("friction", "b", 10), *rest("risk", "c", 50)]
        found = [lessons[number].text[0] for number in numbers(lessons, 8)]
        assert [found.count(label) for label in "abc"] == [4, 4, 8]

    def test_a_label_with_few_lessons_gives_all_it_has_and_none_twice(self) -> None:
        lessons = [*rest("friction", "a", 2), *rest("friction", "b", 50)]
        found = numbers(lessons, 20)
        assert sorted(found)[:2] == [0, 1]
        assert len(found) == len(set(found)) == 12
