from advisor.corpus.knowledge import Knowledge
from advisor.models.requests import PlanRequest
from advisor.planning.coverage import Coverage, coverage
from advisor.service import Advisor
from advisor.texts.catalogue import Catalogue


def test_no_friction_is_without_a_play_in_any_department_or_process(knowledge: Knowledge, catalogue: Catalogue) -> None:
    made = coverage(knowledge, catalogue, "zh")
    assert made.empty() == ()
    assert set(made.departments) == set(made.processes) == set(knowledge.frictions)
    assert all(set(row) == set(knowledge.departments) for row in made.departments.values())
    assert all(set(row) == set(knowledge.processes) for row in made.processes.values())


def test_every_cell_has_two_plays_so_that_a_second_cause_is_treated(knowledge: Knowledge, catalogue: Catalogue) -> None:
    made = coverage(knowledge, catalogue, "en")
    thin = [
        (friction, place)
        for cells in (made.departments, made.processes)
        for friction, row in cells.items()
        for place, plays in row.items()
        if len(plays) < 2
    ]
    assert not thin


def test_the_coverage_is_what_plans_are_made_of(advisor: Advisor, knowledge: Knowledge, catalogue: Catalogue) -> None:
    """A plan for an account with this very friction cites plays of the friction's own row more than others."""
    row = coverage(knowledge, catalogue, "zh").departments["stalled_reply"]["rnd"]
    made = advisor.plan(PlanRequest(text=knowledge.frictions["stalled_reply"].asks.zh[0], department="rnd"))
    cited = {c.source_id.removeprefix("play/") for c in made.citations if c.source_id.startswith("play/")}
    assert cited & set(row)


def test_a_friction_without_plays_leaves_empty_cells(knowledge: Knowledge, catalogue: Catalogue) -> None:
    """The table can fail: without the plays made for it, a friction's row is empty."""
    left = {name: play for name, play in knowledge.plays.items() if "trust_debt" not in play.when.frictions}
    made = coverage(knowledge.model_copy(update={"plays": left}), catalogue, "zh")
    assert "trust_debt x rnd" in made.empty()


def test_only_plays_kept_for_later_are_unused(knowledge: Knowledge, catalogue: Catalogue) -> None:
    made: Coverage = coverage(knowledge, catalogue, "zh")
    kept = {play.id for play in knowledge.plays.values() if play.when.after_reminders or play.when.risks}
    assert kept <= set(made.unused)
    assert len(set(made.unused) - kept) <= 1


def test_every_department_has_three_words_of_its_own_that_plans_really_use(
    advisor: Advisor, knowledge: Knowledge
) -> None:
    text = knowledge.frictions["stalled_reply"].asks.zh[0]
    for department in knowledge.departments.values():
        own = {reframing.theirs.zh for reframing in department.reframings}
        own |= {n.text.zh for play in knowledge.plays.values() for n in play.tailoring if n.department == department.id}
        used: set[str] = set()
        for reframing in department.reframings[:4]:
            made = advisor.plan(PlanRequest(text=text, department=department.id, process=reframing.process))
            said = " ".join(step.detail for step in made.steps)
            used |= {words for words in own if words in said}
        assert len(used) >= 3, department.id
