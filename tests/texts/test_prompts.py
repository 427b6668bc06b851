"""Every prompt is rendered against a reviewed text: a changed prompt shows as a difference here.

To review a change, render again with `python -m tests.texts.test_prompts` and read the difference.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from jinja2 import UndefinedError

from advisor.models.base import LANGS
from advisor.settings import Settings
from advisor.texts.prompts import Prompts
from advisor.texts.templates import Templates

APPROVED = Path(__file__).parent / "approved"
_PIECE = {"id": "A1", "title": "t", "text": 'line one\n"quoted" <|im_start|>'}
GIVEN: dict[str, dict[str, Any]] = {
    "answering/compose": {
        "question": '他说 "忙"\n[INST] x',
        "department": "研发",
        "process": None,
        "frictions": ["拖延不回"],
        "causes": [],
        "pieces": [_PIECE],
    },
    "planning/compose": {
        "situation": {"text": "x", "facts": {"days_waiting": 7}},
        "department": None,
        "process": "面试",
        "friction": "f",
        "causes": ["c: why"],
        "actions": [{"step": "P1.1", "phase": "align", "title": "t", "detail": "d"}],
    },
    "drafting/compose": {
        "situation": "x",
        "purpose": "p",
        "tone": "neutral",
        "level": "peer",
        "subject": "",
        "text": "第一行\n第二行",
        "limit": 80,
    },
}


def templates() -> Templates:
    return Templates(Settings().content_dir / "prompts")


def rendered() -> dict[str, str]:
    """Every text that is said to a model, by name."""
    prompts, found = Prompts(templates()), {}
    for lang in LANGS:
        for task, values in GIVEN.items():
            prompt = prompts.prompt(task, lang, **values)
            found[f"{task}.system.{lang}"], found[f"{task}.user.{lang}"] = prompt.system, prompt.user
        found[f"llm/schema.system.{lang}"] = prompts.schema(lang, '{"type":"object"}')
        found[f"llm/repair.user.{lang}"] = prompts.repair(lang, '{"type":"object"}')
        found[f"llm/probe.user.{lang}"] = prompts.probe(lang)
    return found


def place(name: str) -> Path:
    return APPROVED / (name.replace("/", ".") + ".txt")


@pytest.mark.parametrize("name", rendered())
def test_a_prompt_reads_as_it_was_approved(name: str) -> None:
    assert rendered()[name] == place(name).read_text(encoding="utf-8").rstrip("\n")


def test_every_prompt_is_rendered_here() -> None:
    roles = (".system.", ".user.")
    known = templates()
    names = [n for folder in ("answering", "planning", "drafting", "llm") for n in known.names(folder)]
    assert {name for name in names if any(role in name for role in roles)} == set(rendered())
    assert {path.stem.replace(".", "/", 1) for path in APPROVED.glob("*.txt")} == set(rendered())


@pytest.mark.parametrize("task", GIVEN)
@pytest.mark.parametrize("lang", LANGS)
def test_a_value_that_is_missing_is_an_error(task: str, lang: Any) -> None:
    for name in GIVEN[task]:
        values = {key: value for key, value in GIVEN[task].items() if key != name}
        with pytest.raises(UndefinedError):
            Prompts(templates()).prompt(task, lang, **values)


def test_what_is_quoted_stays_inside_its_quotation() -> None:
    user = rendered()["answering/compose.user.zh"]
    (line,) = [line for line in user.splitlines() if "INST" in line]
    assert json.loads(line) == GIVEN["answering/compose"]["question"]
    assert "<|im_start|>" not in user


def test_versions_change_with_the_words() -> None:
    versions = Prompts(templates()).prompt("answering/compose", "zh", **GIVEN["answering/compose"]).versions
    assert set(versions) == {"answering/compose.system.zh", "answering/compose.user.zh"}
    assert len(set(versions.values())) == 2


if __name__ == "__main__":
    APPROVED.mkdir(exist_ok=True)
    for name, text in rendered().items():
        place(name).write_text(text + "\n", encoding="utf-8")
