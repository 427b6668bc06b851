import io

import pytest
from openpyxl import load_workbook

from advisor.errors import InvalidInput
from advisor.exports.formats import export
from advisor.models.plan import Plan
from advisor.service import Advisor
from advisor.texts.catalogue import Catalogue


@pytest.fixture(scope="module")
def plan(advisor: Advisor) -> Plan:
    return advisor.plan("研发总监一周没看简历")


def written(plan: Plan, form: str, catalogue: Catalogue) -> bytes:
    content, _ = export(plan, form, lambda key, **values: catalogue.say(plan.lang, key, **values))
    return content


def test_markdown_holds_every_step_and_every_source(plan: Plan, catalogue: Catalogue) -> None:
    text = written(plan, "md", catalogue).decode()
    assert all(step.title in text and step.due.isoformat() in text for step in plan.steps)
    assert all(f"[{citation.ref}] {citation.title}" in text for citation in plan.citations)
    assert "人工智能" in text


def test_calendar_entries_keep_their_ids_when_made_again(plan: Plan, catalogue: Catalogue) -> None:
    first, again = written(plan, "ics", catalogue), written(plan, "ics", catalogue)
    assert first == again
    assert first.count(b"BEGIN:VEVENT") == len(plan.steps)


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@x", "＝1"])
def test_a_cell_never_becomes_a_formula(plan: Plan, catalogue: Catalogue, start: str) -> None:
    step = plan.steps[0].model_copy(update={"title": start})
    harmful = plan.model_copy(update={"steps": (step,), "title": start})
    book = load_workbook(io.BytesIO(written(harmful, "xlsx", catalogue)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert f"'{start}" in {cell.value for cell in cells}
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_an_unknown_format_is_told(plan: Plan, catalogue: Catalogue) -> None:
    with pytest.raises(InvalidInput):
        written(plan, "exe", catalogue)
