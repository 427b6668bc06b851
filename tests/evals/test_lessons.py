"""Who learns what from which sentences."""

from advisor.corpus.knowledge import Knowledge
from evals.lessons import contrasts, lessons, tellings


def test_at_a_border_the_friction_is_for_readers_and_what_is_told_for_all() -> None:
    told = {lesson.text: lesson.labels for lesson in tellings()}
    assert told
    assert not any("friction" in labels for labels in told.values())
    read = {lesson.text: lesson.labels for lesson in contrasts() if lesson.text in told}
    assert read.keys() == told.keys()
    assert all(labels.items() <= read[text].items() and "friction" in read[text] for text, labels in told.items())


def test_nobody_learns_a_sentence_twice(knowledge: Knowledge) -> None:
    texts = [lesson.text for lesson in (*lessons(knowledge), *contrasts())]
    written = [lesson.text for lesson in (*lessons(knowledge), *contrasts()) if lesson.close and lesson.times == 1]
    assert len(set(written)) == len(written)
    assert len(set(texts) & {lesson.text for lesson in tellings()}) == len(tellings())


def test_what_people_could_really_say_is_told_apart_from_the_rest(knowledge: Knowledge) -> None:
    assert {lesson.close for lesson in lessons(knowledge)} == {True, False}
    assert all("intent" not in lesson.labels or "family" not in lesson.labels for lesson in contrasts() if lesson.close)
