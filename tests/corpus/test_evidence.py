from datetime import date
from typing import Any

import pytest

from advisor.corpus.evidence import all_arguing, arguing, telling, worded
from advisor.models.base import Text
from advisor.models.reference import Evidence
from advisor.models.taxonomy import Tier
from advisor.texts.catalogue import Catalogue

TODAY = date(2026, 11, 23)


def evidence(name: str, tier: Tier, *, claim: str = "一半的人等了 9 天", **fields: Any) -> Evidence:
    fields["with"] = fields.pop("with_", ())
    return Evidence.model_validate(
        {"id": name, "tier": tier, "claim": Text(zh=claim, en="half waited 9 days"), "source": "x", **fields}
    )


def said(catalogue: Catalogue, what: Evidence, today: date = TODAY) -> str:
    return worded(what, today, "zh", lambda key, **values: catalogue.say("zh", key, **values))


KNOWN = {
    each.id: each
    for each in (
        evidence("EV-001", "D"),
        evidence("EV-002", "A", with_=("EV-003", "EV-001")),
        evidence("EV-003", "C"),
    )
}


def test_the_first_source_that_may_argue_does_and_its_counter_evidence_with_it() -> None:
    assert [each.id for each in arguing(KNOWN, ("EV-001", "EV-002"))] == ["EV-002", "EV-003"]


def test_a_vendor_s_story_never_argues_not_even_as_counter_evidence() -> None:
    assert arguing(KNOWN, ("EV-001",)) == ()
    assert "EV-001" not in {each.id for each in all_arguing(KNOWN, ("EV-001", "EV-002", "EV-003"))}


def test_an_answer_tells_a_vendor_s_story_only_when_there_is_nothing_better() -> None:
    assert [each.id for each in telling(KNOWN, ("EV-001",))] == ["EV-001"]
    assert telling(KNOWN, ("EV-001", "EV-003"))[0].id == "EV-003"
    assert telling(KNOWN, ()) == ()


@pytest.mark.parametrize(
    ("tier", "words"),
    [("A", "公开资料显示"), ("B", "手册里这样做"), ("C", "二手转述"), ("D", "未经核实"), ("S", "未经核实")],
)
def test_a_claim_is_worded_by_how_far_it_can_be_trusted(catalogue: Catalogue, tier: Tier, words: str) -> None:
    assert words in said(catalogue, evidence("EV-009", tier))


def test_a_figure_that_ages_shows_its_year_once_it_is_old(catalogue: Catalogue) -> None:
    old = evidence("EV-009", "C", volatile=True, year=2016)
    assert "2016 年的数据" in said(catalogue, old)
    assert "年的数据" not in said(catalogue, old, date(2017, 3, 1))
    assert "2016 年的数据" in said(catalogue, old, date(2018, 2, 1))


def test_a_year_that_the_claim_names_is_not_said_twice(catalogue: Catalogue) -> None:
    assert "年的数据" not in said(catalogue, evidence("EV-009", "C", claim="2016 年有 9 天", volatile=True, year=2016))


def test_a_figure_that_ages_and_has_no_year_says_so(catalogue: Catalogue) -> None:
    assert "没写年份" in said(catalogue, evidence("EV-009", "B", volatile=True))
    assert "没写年份" not in said(catalogue, evidence("EV-009", "B"))
