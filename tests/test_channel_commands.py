"""`advisor channels`: what is made can be listed, opened, closed, and its secret is shown once."""

import json
from pathlib import Path
from typing import Any

import pytest

from advisor.call import DONE, FAILED, USAGE
from advisor.cli import main


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_DATA_DIR", str(tmp_path / "var"))


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(["channels", *arguments])
    told = capsys.readouterr()
    return status, told.out, told.err


def made(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[dict[str, Any], str]:
    """The channel that was made, and what was said below it."""
    status, out, _ = run(capsys, "add", *arguments)
    assert status == DONE
    channel, end = json.JSONDecoder().raw_decode(out)
    return channel, out[end:]


def test_a_channel_is_made_shown_opened_rotated_and_closed(capsys: pytest.CaptureFixture[str]) -> None:
    channel, said = made(capsys, "intranet", "https://HR.corp.cn/", "--identity", "HS256", "--signed-in-only")
    secret = said.split("：")[-1].split(": ")[-1].strip()
    assert channel["origins"] == ["https://hr.corp.cn"]
    assert channel["anonymous"] is False
    assert len(secret) >= 43
    status, out, _ = run(capsys, "show", channel["id"])
    assert status == DONE
    assert json.loads(out) == channel
    assert secret not in out
    _, out, _ = run(capsys, "origins", channel["id"], "*.corp.cn")
    assert json.loads(out)["origins"] == ["*.corp.cn"]
    _, out, _ = run(capsys, "rotate", channel["id"])
    assert json.JSONDecoder().raw_decode(out)[0]["public_key"] != channel["public_key"]
    _, out, _ = run(capsys, "disable", channel["id"])
    assert json.loads(out)["enabled"] is False
    _, out, _ = run(capsys, "list")
    assert channel["id"][:8] in out


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("add",), USAGE),
        (("add", "x", "*"), USAGE),
        (("add", "x", "--identity", "RS256"), USAGE),
        (("show", "no"), FAILED),
    ],
    ids=["no name", "a rule that is none", "no key", "no such channel"],
)
def test_what_cannot_be_done_is_told(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], status: int
) -> None:
    ended, out, err = run(capsys, *arguments)
    assert (ended, out) == (status, "")
    assert err.strip()
