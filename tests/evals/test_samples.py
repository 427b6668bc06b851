from pathlib import Path

import pytest

from advisor.language.detection import language_of
from advisor.language.folding import bare
from evals.samples import FOLDER, pages, read
from evals.utterances import utterances


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return dict(pages())


def test_the_printed_samples_are_what_the_service_says_today(made: dict[str, str]) -> None:
    """When this fails after a change of knowledge or model: `make samples`, then read what changed."""
    printed = {path.name: path.read_text(encoding="utf-8") for path in Path(FOLDER).glob("*.md")}
    assert sorted(printed) == sorted(made)
    assert [name for name in made if printed[name] != made[name]] == []


def test_there_are_ten_in_each_language_of_each_kind_of_reply() -> None:
    samples = read().samples
    told = [str(sample.request.get("text") or sample.request["question"]) for sample in samples]
    assert sorted(map(language_of, told)) == ["en"] * 10 + ["zh"] * 10
    assert {sample.kind for sample in samples} == {"plan", "answer", "draft"}


def test_no_sample_is_a_held_out_question() -> None:
    held_out = {
        bare(u.text)
        for family in ("topic", "friction", "deliverable", "other")
        for split in ("dev", "test")
        for u in utterances(family, split)
    }
    told = [str(sample.request.get("text") or sample.request.get("question")) for sample in read().samples]
    assert not [text for text in told if bare(text) in held_out]


def test_no_sample_was_refused_or_left_with_a_placeholder(made: dict[str, str]) -> None:
    for name, text in made.items():
        assert len(text) > 300, name
        assert "{" not in text.partition("```\n\n")[2], name


def test_plans_speak_of_at_least_ten_departments_between_them() -> None:
    named = {sample.id.split("-", 3)[-1] for sample in read().samples}
    assert len(named) >= 16
