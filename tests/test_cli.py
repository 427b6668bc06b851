import io
import json
import sys
from pathlib import Path

import pytest

from advisor.call import DONE, FAILED, REFUSED, USAGE
from advisor.cli import RUNS, main
from advisor.corpus.scaffold import KINDS
from advisor.options import make_parser, parse
from advisor.settings import Settings
from advisor.texts.catalogue import Catalogue

QUESTION = "研发总监老说忙，简历发过去一周没人看，怎么办"


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.chdir(tmp_path)


def test_an_answer_is_printed_with_its_sources(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", QUESTION]) == DONE
    printed = capsys.readouterr().out
    assert "[1]" in printed
    assert "出处" in printed


def test_json_is_the_same_object_as_the_endpoint_s(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "--json", QUESTION]) == DONE
    assert {"id", "lang", "answer", "citations", "grounding"} <= set(json.loads(capsys.readouterr().out))


def test_a_plan_is_kept_and_can_be_exported(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["plan", "--json", "--fact", "days_waiting=7", "--today", "2026-11-23", QUESTION]) == DONE
    plan = json.loads(capsys.readouterr().out)
    assert main(["export", plan["id"], "--format", "ics", "--out", str(tmp_path / "plan.ics")]) == DONE
    assert (tmp_path / "plan.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")


def test_a_plan_and_a_draft_are_printed_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", QUESTION]) == DONE
    assert "升级阶梯" in capsys.readouterr().out
    assert main(["draft", "nudge", "--to", "李工", "面试完三天没反馈"]) == DONE
    assert "李工" in capsys.readouterr().out
    assert main(["diagnose", QUESTION]) == DONE
    assert main(["search", "-k", "2", "签字太多"]) == DONE


def test_the_account_may_come_from_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(QUESTION))
    assert main(["ask", "--json", "-"]) == DONE
    assert json.loads(capsys.readouterr().out)["lang"] == "zh"


def test_a_batch_gives_one_reply_a_line_in_order_and_goes_on_after_a_bad_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    lines = [json.dumps({"question": QUESTION}), "{}", json.dumps({"question": "How do I shorten approvals?"})]
    (tmp_path / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert main(["ask", "--batch", str(tmp_path / "in.jsonl")]) == FAILED
    replies = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [reply.get("lang") for reply in replies] == ["zh", None, "en"]
    assert replies[1]["code"] == "validation"


def test_a_refusal_has_its_own_status(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "帮我写首关于秋天的诗"]) == REFUSED
    assert "不能回答" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ["plan", "--department", "moon", "不回"],
        ["plan", ""],
        ["plan", "--today", "soon", "不回"],
        ["draft", "poem", "不回"],
    ],
)
def test_a_mistake_of_use_is_told_in_words(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == USAGE
    told = capsys.readouterr().err
    assert any("\u4e00" <= char <= "\u9fff" for char in told)
    assert "Traceback" not in told


def test_an_unknown_command_is_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["dance"])
    assert left.value.code == USAGE
    assert "advisor" in capsys.readouterr().err


def test_a_bad_knowledge_folder_is_told_by_file_and_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "own" / "plays").mkdir(parents=True)
    (tmp_path / "own" / "plays" / "mine.yaml").write_text("id: mine\ncolour: red\n", encoding="utf-8")
    assert main(["check", str(tmp_path / "own")]) == FAILED
    assert "mine.yaml:2:" in capsys.readouterr().out
    monkeypatch.setenv("ADVISOR_KNOWLEDGE_DIRS", str(tmp_path / "own"))
    assert main(["ask", QUESTION]) == FAILED
    assert "mine.yaml:2:" in capsys.readouterr().err


def test_the_built_in_knowledge_is_checked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == DONE
    assert "没有问题" in capsys.readouterr().out


def test_keys_are_made_listed_and_revoked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys", "list"]) == DONE
    assert main(["keys", "create", "intranet"]) == DONE
    assert "sk_" in capsys.readouterr().out
    assert main(["keys", "list"]) == DONE
    listed = capsys.readouterr().out
    assert "sk_" not in listed
    assert main(["keys", "revoke", "nobody"]) == FAILED


def test_where_the_data_directory_cannot_be_used_it_answers_and_says_what_is_wrong(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("ADVISOR_DATA_DIR", str(tmp_path / "file" / "var"))
    assert main(["ask", QUESTION]) == DONE
    assert main(["plan", "--json", QUESTION]) == DONE
    printed = capsys.readouterr().out
    assert '"degraded_reason": "not_kept"' in printed
    assert main(["keys", "list"]) == FAILED
    assert "ADVISOR_DATA_DIR" in capsys.readouterr().err


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_item_is_written_and_valid_as_it_stands(
    kind: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    name = "OUR-001" if kind == "evidence" else "quiet_hours"
    assert main(["new", kind, name, "--in", str(tmp_path / "ours")]) == DONE
    assert main(["check", str(tmp_path / "ours")]) == DONE, capsys.readouterr().out
    assert "待写" in capsys.readouterr().out


def test_a_second_row_is_added_to_its_list_and_the_same_one_is_not(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for name in ("OUR-001", "OUR-002"):
        assert main(["new", "evidence", name, "--in", str(tmp_path)]) == DONE
    assert main(["new", "evidence", "OUR-001", "--in", str(tmp_path)]) == USAGE
    assert main(["check", str(tmp_path)]) == DONE, capsys.readouterr().out
    assert (tmp_path / "evidence.yaml").read_text(encoding="utf-8").count("- id: OUR-") == 2
    assert main(["new", "evidence", "our_thing", "--in", str(tmp_path)]) == USAGE


def test_a_new_deliverable_can_be_drafted_with_its_own_words(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ours = tmp_path / "ours"
    assert main(["new", "deliverable", "desk_note", "--in", str(ours)]) == DONE
    monkeypatch.setenv("ADVISOR_KNOWLEDGE_DIRS", str(ours))
    assert main(["draft", "desk_note", "面试反馈三天没给", "--slot", "matter=周二的二面", "--channel", "email"]) == DONE
    assert "周二的二面" in capsys.readouterr().out


def test_the_coverage_is_shown_as_tables_and_as_data(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--coverage"]) == DONE
    shown = capsys.readouterr().out
    assert "三选一回执" in shown
    assert max(len(line) for line in shown.splitlines()) <= 100
    assert main(["check", "--coverage", "--json"]) == DONE
    made = json.loads(capsys.readouterr().out)
    assert made["departments"]["stalled_reply"]["rnd"]
    assert made["processes"]["stalled_reply"]["interview"]


def test_a_new_item_never_overwrites_and_needs_a_slug(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["new", "play", "mine", "--in", str(tmp_path)]) == DONE
    assert main(["new", "play", "mine", "--in", str(tmp_path)]) == USAGE
    assert main(["new", "play", "../evil", "--in", str(tmp_path)]) == USAGE
    assert main(["new", "poem", "mine", "--in", str(tmp_path)]) == USAGE
    assert "play" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["--check"], ["guards", "--filter", "x"], ["--help"]], ids=" ".join)
def test_what_stands_behind_eval_is_handed_on_whole(arguments: list[str]) -> None:
    catalogue = Catalogue(Settings().content_dir / "prompts" / "messages")
    given = parse(make_parser(catalogue, "en", RUNS), ["eval", *arguments])
    assert given.rest == arguments
    assert given.run is RUNS["eval"]
