"""The committed files are what the source gives, small, and free of ways to turn text into code."""

import base64
import gzip
import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FRONT = ROOT / "frontend" / "widget"
BUILT = ROOT / "api" / "static" / "widget"
MANIFEST: dict[str, Any] = json.loads((BUILT / "manifest.json").read_text(encoding="utf-8"))
SOURCES = sorted(path for path in (FRONT / "src").rglob("*") if path.is_file())
RAW = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|\bFunction\(|srcdoc|DOMParser|javascript:"
)
AXE = "c6dd52160e3d41a0f0b32b74"


def source_hash() -> str:
    digest = hashlib.sha384()
    for path in [*SOURCES, FRONT / "package-lock.json"]:
        digest.update(f"{path.relative_to(FRONT).as_posix()}\n".encode() + path.read_bytes())
    return digest.hexdigest()


@pytest.mark.parametrize("path", [*SOURCES, *BUILT.glob("*.js")], ids=lambda path: path.name)
def test_no_text_becomes_markup_or_code(path: Path) -> None:
    assert not RAW.findall(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("name", "limit"), [(MANIFEST["bundle"], 40 * 1024), (MANIFEST["loader"], 3 * 1024)])
def test_what_a_page_loads_is_small(name: str, limit: int) -> None:
    assert len(gzip.compress((BUILT / name).read_bytes(), 9)) <= limit


@pytest.mark.parametrize("name", list(MANIFEST["files"]))
def test_the_manifest_tells_the_hash_of_each_file(name: str) -> None:
    digest = base64.b64encode(hashlib.sha384((BUILT / name).read_bytes()).digest()).decode()
    assert MANIFEST["files"][name]["integrity"] == f"sha384-{digest}"


def test_nothing_else_is_served() -> None:
    assert {path.name for path in BUILT.iterdir()} == {*MANIFEST["files"], "manifest.json"}


def test_the_loader_names_the_bundle_and_its_hash() -> None:
    loader = (BUILT / MANIFEST["loader"]).read_text(encoding="utf-8")
    assert MANIFEST["bundle"] in loader
    assert MANIFEST["files"][MANIFEST["bundle"]]["integrity"] in loader


def test_the_files_were_built_from_this_source() -> None:
    assert MANIFEST["sources"] == source_hash(), "run make widget"


def test_the_words_are_those_of_the_catalogue() -> None:
    words = json.loads((FRONT / "src" / "words.json").read_text(encoding="utf-8"))
    for lang in ("zh", "en"):
        catalogue = yaml.safe_load((ROOT / "prompts" / "messages" / f"{lang}.yaml").read_text(encoding="utf-8"))
        assert words[lang] == catalogue["widget"]


def test_every_word_is_used_and_every_used_word_exists() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in SOURCES if path.suffix == ".ts")
    words = json.loads((FRONT / "src" / "words.json").read_text(encoding="utf-8"))["en"]
    groups = {key for key, value in words.items() if isinstance(value, dict)}
    assert not [key for key in words if key not in groups and f'"{key}"' not in code]
    assert not [key for key in groups if f'"{key}"' not in code and f"{key}.${{" not in code]
    said = set(re.findall(r'(?:say|words)\("([a-z_.]+)"', code))
    assert said
    assert not [key for key in said if key.split(".")[0] not in words]


def test_no_chinese_stands_in_the_source() -> None:
    han = re.compile(r"[\u4e00-\u9fff]")
    assert not [path.name for path in SOURCES if path.suffix == ".ts" and han.search(path.read_text(encoding="utf-8"))]


def test_the_lock_pins_exactly_and_names_no_host() -> None:
    package = json.loads((FRONT / "package.json").read_text(encoding="utf-8"))
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in package["devDependencies"].values())
    assert '"resolved"' not in (FRONT / "package-lock.json").read_text(encoding="utf-8")


@pytest.mark.skipif(
    shutil.which("node") is None or not (FRONT / "node_modules").is_dir(),
    reason="Node and the build's packages are not here (npm ci in frontend/widget); the source hash above still holds",
)
def test_building_again_gives_the_same_bytes(tmp_path: Path) -> None:
    subprocess.run(["node", "build.mjs", str(tmp_path / "built")], cwd=FRONT, check=True, capture_output=True)  # noqa: S607
    for path in BUILT.iterdir():
        assert (tmp_path / "built" / path.name).read_bytes() == path.read_bytes()


def test_the_checker_of_accessibility_is_the_published_one() -> None:
    axe = ROOT / "tests" / "widget" / "vendor" / "axe.min.js"
    assert hashlib.sha384(axe.read_bytes()).hexdigest()[:24] == AXE
