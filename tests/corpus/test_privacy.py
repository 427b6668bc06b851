from pathlib import Path

import pytest

from advisor.corpus.loader import load
from advisor.errors import KnowledgeInvalid
from tests.corpus.test_loader import BUILT_IN, codes, problems, write


def test_a_later_file_changes_only_what_it_names(tmp_path: Path) -> None:
    built_in = load([BUILT_IN]).privacy
    laid = load([BUILT_IN, write(tmp_path, "privacy.yaml", "kinds: {mobile: {model: drop}}\nplates: 京\n")]).privacy
    assert laid.kinds["mobile"] == built_in.kinds["mobile"].model_copy(update={"model": "drop"})
    assert laid.kinds["email"] == built_in.kinds["email"]
    assert (laid.plates, laid.names) == ("京", built_in.names)


def test_a_fault_is_told_in_the_file_and_line_that_has_it(tmp_path: Path) -> None:
    folder = write(tmp_path, "privacy.yaml", "plates: 京\nkinds:\n  mobile:\n    model: forget\n")
    (problem,) = problems(folder)
    assert (problem.path, problem.line, problem.code) == (tmp_path / "privacy.yaml", 4, "literal_error")
    assert dict(problem.params)["field"] == "kinds.mobile.model"


def test_an_unknown_kind_or_key_and_a_key_twice_are_told(tmp_path: Path) -> None:
    text = "kinds: {shoe_size: {model: drop}}\ncolour: red\nplates: 京\nplates: 沪\n"
    assert {"literal_error", "extra_forbidden", "duplicate_key"} <= codes(write(tmp_path, "privacy.yaml", text))


def test_a_shape_that_would_be_a_pattern_is_only_a_shape(tmp_path: Path) -> None:
    folder = write(tmp_path, "privacy.yaml", 'employee_shapes: ["(a+)+$##"]\n')
    assert load([BUILT_IN, folder]).privacy.employee_shapes == ("(a+)+$##",)


def test_knowledge_without_a_policy_is_not_loaded(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeInvalid) as raised:
        load([tmp_path])
    assert ("privacy.yaml", "file_missing") in {(problem.path.name, problem.code) for problem in raised.value.problems}
