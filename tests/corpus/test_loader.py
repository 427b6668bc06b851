from pathlib import Path

import pytest

from advisor.corpus.loader import fingerprint, load
from advisor.errors import KnowledgeInvalid, Problem
from advisor.settings import Settings

BUILT_IN = Settings().content_dir / "knowledge"
ROOT_CAUSE = """id: {id}
code: W1
kind: unwilling
name: {{zh: 看不到价值, en: Sees no value}}
sources: [practice]
meaning: {{zh: 意思, en: meaning}}
remedy: {{zh: 化解, en: remedy}}
signal: {{zh: 信号, en: signal}}
"""


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return folder


def problems(*folders: Path) -> list[Problem]:
    with pytest.raises(KnowledgeInvalid) as raised:
        load([BUILT_IN, *folders])
    return list(raised.value.problems)


def codes(*folders: Path) -> set[str]:
    return {problem.code for problem in problems(*folders)}


def test_the_built_in_knowledge_has_no_problems() -> None:
    assert load([BUILT_IN]).version == fingerprint([BUILT_IN])


def test_an_unknown_key_is_told_with_its_file_and_line(tmp_path: Path) -> None:
    folder = write(tmp_path, "root_causes/w1.yaml", ROOT_CAUSE.format(id="w1") + "colour: red\n")
    (problem,) = problems(folder)
    assert (problem.code, problem.line, problem.path.name) == ("extra_forbidden", 9, "w1.yaml")


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    write(tmp_path, "root_causes/w1.yaml", ROOT_CAUSE.format(id="w1").replace(", en: meaning", ""))
    write(tmp_path, "root_causes/w9.yaml", ROOT_CAUSE.format(id="other"))
    write(tmp_path, "plays/bad.yaml", "id: [")
    write(tmp_path, "surprise.yaml", "a: 1")
    assert {"missing", "id_not_file_name", "unreadable", "file_unexpected"} <= codes(tmp_path)


def test_a_key_that_stands_twice_is_told(tmp_path: Path) -> None:
    folder = write(tmp_path, "root_causes/w1.yaml", ROOT_CAUSE.format(id="w1") + "code: W2\n")
    assert "duplicate_key" in codes(folder)


def test_a_link_that_leads_nowhere_is_told(tmp_path: Path) -> None:
    folder = write(tmp_path, "root_causes/w1.yaml", ROOT_CAUSE.format(id="w1").replace("practice", "EV-999"))
    (problem,) = problems(folder)
    assert (problem.code, dict(problem.params)["target"]) == ("dangling_link", "EV-999")


def test_an_ask_may_stand_in_one_item_only(tmp_path: Path) -> None:
    ask = load([BUILT_IN]).plays["two_way_sla"].asks.zh[0]
    text = ROOT_CAUSE.format(id="w1") + f'asks: {{zh: ["{ask}"], en: []}}\n'
    assert "repeated_ask" in codes(write(tmp_path, "root_causes/w1.yaml", text))


def test_a_wrong_encoding_and_a_missing_folder_are_told(tmp_path: Path) -> None:
    (tmp_path / "plays").mkdir()
    (tmp_path / "plays" / "gbk.yaml").write_bytes("id: 研发".encode("gbk"))
    assert {"unreadable", "folder_missing"} <= codes(tmp_path, tmp_path / "nowhere")


def test_a_bad_date_is_told(tmp_path: Path) -> None:
    risks = "items: [{id: x, name: {zh: 一, en: a}, advice: {zh: 一, en: a}, triggers: {}, checked_on: soon}]"
    assert "date_from_datetime_parsing" in codes(write(tmp_path, "risks.yaml", risks))


def test_a_later_folder_is_laid_over_item_by_item(tmp_path: Path) -> None:
    folder = write(tmp_path, "root_causes/w1.yaml", ROOT_CAUSE.format(id="w1").replace("意思", "我们公司的说法"))
    laid = load([BUILT_IN, folder])
    assert laid.root_causes["w1"].meaning.zh == "我们公司的说法"
    assert laid.root_causes["w2"] == load([BUILT_IN]).root_causes["w2"]
