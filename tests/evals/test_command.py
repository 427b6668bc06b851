"""`advisor eval`: what each exit status stands for, in the caller's language."""

from collections.abc import Callable
from pathlib import Path

import pytest

from evals.__main__ import main
from evals.baseline import Baseline, write_baseline

ONE = ["guards", "--workers", "1", "--lang", "en"]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ADVISOR_DATA_DIR", str(tmp_path / "var"))
    return tmp_path


def test_a_run_that_is_not_worse_ends_well(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*ONE, "--against", str(nothing(here)), "--out", str(here / "out")]) == 0
    assert "Nothing got worse" in capsys.readouterr().out
    assert (here / "out" / "report.html").exists()


def test_a_case_of_one_s_own_that_fails_is_worse(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = here / "own" / "guards" / "ours.yaml"
    own.parent.mkdir(parents=True)
    own.write_text(
        "- {id: guards.ours, lang: zh, provenance: ours, door: ground, "
        "input: {claims: []}, expect: {grounding: grounded}}\n",
        encoding="utf-8",
    )
    against = ["--against", str(something(here))]
    assert main([*ONE, "--cases", str(here / "own"), "--filter", "guards.ours", *against]) == 1
    assert "guards.ours" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [["no_such_suite"], ["--filter", "nothing.has.this.id"], ["--against", "no_such_run"], ["--judge"], ["accept"],
     ["--rescore", "no_such_run"], ["promote", "x"], ["promote", "x", "--reason", "y"]],
    ids=" ".join,
)  # fmt: skip
def test_what_the_caller_can_mend_is_told_as_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*arguments]) == 2
    assert capsys.readouterr().err.strip()


def test_an_unknown_option_is_usage() -> None:
    with pytest.raises(SystemExit) as left:
        main(["--no-such-option"])
    assert left.value.code == 2


def test_a_part_cannot_become_the_baseline(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([*ONE, "--against", str(nothing(here))])
    assert main(["accept", "--to", str(here / "b.xz")]) == 2
    assert not (here / "b.xz").exists()
    assert capsys.readouterr().err


def test_case_files_that_are_not_in_order_are_told_with_their_lines(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = here / "own" / "plans" / "bad.yaml"
    bad.parent.mkdir(parents=True)
    bad.write_text("- {id: plans.x}\n", encoding="utf-8")
    assert main(["--check", "--cases", str(here / "own")]) == 3
    assert "bad.yaml:1:" in capsys.readouterr().err


def test_our_case_files_are_in_order() -> None:
    assert main(["--check"]) == 0


def test_a_folder_of_one_s_own_is_found_by_its_setting(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ADVISOR_EVAL_DIRS", str(here / "nowhere"))
    assert main(["--check"]) == 3
    assert "nowhere" in capsys.readouterr().err


def baseline(status: str) -> Callable[[Path], Path]:
    def made(folder: Path) -> Path:
        cases = {"guards.other": {"status": status}} if status else {}
        path = folder / f"baseline-{status or 'empty'}.xz"
        write_baseline(Baseline.model_validate({"run": "then", "cases": cases}), path)
        return path

    return made


nothing, something = baseline(""), baseline("passed")
