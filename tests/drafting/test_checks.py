from dataclasses import replace

import pytest

from advisor.corpus.knowledge import Knowledge
from advisor.drafting.checks import Checked, has_date
from advisor.models.deliverable import Wording
from advisor.texts.catalogue import Catalogue


@pytest.fixture
def draft(knowledge: Knowledge, catalogue: Catalogue) -> Checked:
    nothing = Wording()
    return Checked("", "en", "im", None, nothing, nothing, knowledge.threat, knowledge.myths, catalogue)


@pytest.mark.parametrize(
    "text",
    [
        "by Mon noon",
        "on Tuesday",
        "thurs",
        "this Friday",
        "Nov 27",
        "27 Nov",
        "9:30",
        "tomorrow",
        "周五前",
        "11 月 27 日",
        "明天",
    ],
)
def test_a_day_or_an_hour_is_a_date(draft: Checked, text: str) -> None:
    assert has_date(replace(draft, text=text))[0]


@pytest.mark.parametrize("text", ["twice this month", "no money left", "satisfied", "thus", "a wedding", "sunk cost"])
def test_a_word_that_only_begins_like_a_day_is_none(draft: Checked, text: str) -> None:
    assert not has_date(replace(draft, text=text))[0]
