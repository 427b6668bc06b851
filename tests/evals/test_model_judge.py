"""The configured model as judge, over a real HTTP server on loopback."""

from pathlib import Path
from typing import Any

import pytest

from advisor.model_settings import ModelSettings
from advisor.settings import Settings
from advisor.texts.templates import Templates
from evals.__main__ import main
from evals.baseline import Baseline, Past, write_baseline
from evals.judge import Judge, JudgeFailed, JudgeMissing
from evals.model_judge import ModelJudge
from tests.llm.server import ScriptedServer


def settings(folder: Path, server: ScriptedServer, mode: str) -> Settings:
    return Settings(data_dir=folder, llm=ModelSettings(name=f"compatible:{mode}", base_url=server.url))


def first_is_better(body: dict[str, Any]) -> str:
    return f"<think>{body['messages'][0]['content'][:20]} B or C</think>\nA"


def test_the_configured_model_is_asked_and_its_thinking_is_not_taken_for_its_word(tmp_path: Path) -> None:
    with ScriptedServer(first_is_better) as server, ModelJudge.opened(settings(tmp_path, server, "ok")) as model:
        judge = Judge(model, Templates(Settings().content_dir / "prompts"))
        assert judge.quality("zh", "结论在前", "总监不回简历怎么办", "先约十五分钟。") == "A"


def test_a_preference_for_whatever_stands_first_does_not_count(tmp_path: Path) -> None:
    with ScriptedServer(first_is_better) as server, ModelJudge.opened(settings(tmp_path, server, "ok")) as model:
        judge = Judge(model, Templates(Settings().content_dir / "prompts"))
        assert judge.preferred("en", "clear", "he will not answer", "old words", "new words") == "same"


@pytest.mark.parametrize("mode", ["500", "401", "no_finish"])
def test_a_model_that_fails_gives_no_judgement(mode: str, tmp_path: Path) -> None:
    with (
        ScriptedServer(first_is_better) as server,
        ModelJudge.opened(settings(tmp_path, server, mode)) as model,
        pytest.raises(JudgeFailed),
    ):
        model.complete("A, B or C?")


def test_what_is_personal_in_a_case_never_reaches_the_model(tmp_path: Path) -> None:
    with ScriptedServer(first_is_better) as server, ModelJudge.opened(settings(tmp_path, server, "ok")) as model:
        model.complete("候选人手机13812345678，邮箱 li.lei@example.com")
    told = str(server.requests)
    assert "13812345678" not in told
    assert "li.lei" not in told


def test_without_a_model_there_is_no_judge(tmp_path: Path) -> None:
    with pytest.raises(JudgeMissing), ModelJudge.opened(Settings(data_dir=tmp_path)):
        pass


def test_the_command_asks_the_configured_model_about_what_was_reworded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    case, before = "answers.copy_his_boss", tmp_path / "before.xz"
    write_baseline(Baseline(run="before", cases={case: Past(status="passed", scores={}, text="other words")}), before)
    with ScriptedServer(first_is_better) as server:
        monkeypatch.setenv("ADVISOR_DATA_DIR", str(tmp_path))
        monkeypatch.setenv("ADVISOR_MODEL", "compatible:ok")
        monkeypatch.setenv("ADVISOR_MODEL_BASE_URL", server.url)
        main(["answers", "--filter", case, "--engine", "playbook", "--judge", "--against", str(before), "--lang", "en"])
        # Once for its quality, twice for the pair in both orders.
        assert len(server.requests) == 3
        assert "other words" in str(server.requests[-1])
    assert "over 1" in capsys.readouterr().out
