"""Case files are read whole: every fault of every file at once, each with its line."""

from pathlib import Path

import pytest

from advisor.corpus.knowledge import Knowledge
from advisor.language.folding import bare
from evals.casefiles import CASES, CasesInvalid, known_ids, load_cases
from evals.cases import KEYS, Expect
from evals.scorers.registry import EXPECTED
from evals.words import Words

FAULTY = """\
- id: plans.a
  lang: zh
  provenance: a test
  door: plan
  input: {text: 研发不回, engine: nobody, colour: red}
  expect: {friction: [no_such_friction], max_chars: 3}
- id: drafts.b
  lang: zh
  provenance: a test
  door: draft
  input: {text: 研发不回, kind: nudge}
  expect: {checks: [no_such_check], colour: red}
- id: plans.a
  lang: fr
"""
GOOD = """\
- id: plans.good
  lang: zh
  provenance: a test
  door: plan
  input: {text: 研发不回}
  expect: {differs_for: {department: sales}}
"""


def written(folder: Path, text: str, suite: str = "plans") -> Path:
    path = folder / suite / "a.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return folder


def faults(folder: Path, knowledge: Knowledge) -> list[tuple[int, str]]:
    with pytest.raises(CasesInvalid) as told:
        load_cases([folder], known_ids(knowledge))
    return [(problem.line, problem.code) for problem in told.value.problems]


def test_every_fault_is_told_at_once_with_its_line(knowledge: Knowledge, tmp_path: Path) -> None:
    found = faults(written(tmp_path, FAULTY), knowledge)
    assert {(5, "extra_forbidden"), (5, "literal_error"), (6, "unknown_id"), (6, "not_at_this_door")} <= set(found)
    assert {(12, "extra_forbidden"), (14, "literal_error")} <= set(found)
    assert found == sorted(found)


def test_a_changed_request_must_be_a_request_too(knowledge: Knowledge, tmp_path: Path) -> None:
    folder = written(tmp_path, GOOD.replace("department: sales", "departement: sales"))
    assert faults(folder, knowledge) == [(6, "extra_forbidden")]


def test_an_id_belongs_to_its_folder_and_to_one_case(knowledge: Knowledge, tmp_path: Path) -> None:
    assert (1, "not_of_suite") in faults(written(tmp_path / "a", GOOD, "drafts"), knowledge)
    assert (7, "repeated_case") in faults(written(tmp_path / "b", GOOD + GOOD), knowledge)


@pytest.mark.parametrize("text", ["a: [", "id: plans.a", "- {id: plans.a, id: plans.b}"])
def test_what_is_no_list_of_cases_is_a_fault(knowledge: Knowledge, tmp_path: Path, text: str) -> None:
    assert faults(written(tmp_path, text), knowledge)


def test_a_folder_that_is_not_there_is_a_fault(knowledge: Knowledge, tmp_path: Path) -> None:
    assert faults(tmp_path / "none", knowledge) == [(0, "folder_missing")]


def test_every_fault_has_its_words(knowledge: Knowledge, tmp_path: Path, words: Words) -> None:
    with pytest.raises(CasesInvalid) as told:
        load_cases([written(tmp_path, FAULTY)], known_ids(knowledge))
    lines = list(words.problems(told.value.problems))
    assert any(":6: friction: the knowledge has no no_such_friction" in line for line in lines)


def test_a_dropped_item_is_no_fault_of_a_run(tmp_path: Path) -> None:
    folder = written(tmp_path, GOOD.replace("differs_for: {department: sales}", "friction: [dropped]"))
    assert len(load_cases([folder], {})) == 1


def test_every_expectation_has_a_door_and_a_scorer() -> None:
    keys = set(Expect.model_fields)
    assert set().union(*KEYS.values()) == keys
    assert set(EXPECTED) == keys - {"k"}


def test_our_own_cases_are_in_order_and_enough(knowledge: Knowledge) -> None:
    cases = load_cases([CASES], known_ids(knowledge))
    assert len(cases) >= 350
    asks = {bare(ask) for _, item in knowledge.items() for ask in item.asks.all()}
    assert not [case.id for case in cases if bare(case.text) in asks and "own_ask" not in case.tags]
