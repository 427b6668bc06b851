"""House rules no linter knows: one door per library, no words for users in code, small files."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted(p for folder in ("advisor", "api", "evals") for p in (ROOT / folder).rglob("*.py"))
# What trains the bundled models; never imported at run time.
_TRAINING = ("training", "network", "running", "tuning", "school", "goals", "rounds", "english", "opinions")
# Every third-party library has one home, which also translates its errors.
DOORS = {
    "chromadb": {"advisor/retrieval/chroma.py"},
    "tantivy": {"advisor/retrieval/lexical.py"},
    "sentence_transformers": {"advisor/retrieval/embedding.py", "advisor/retrieval/training.py"},
    "torch": {f"advisor/retrieval/{name}.py" for name in _TRAINING},
    "onnxruntime": {"advisor/retrieval/reader.py", "advisor/retrieval/running.py"},
    "rjieba": {"advisor/retrieval/tokens.py"},
    "snowballstemmer": {"advisor/retrieval/tokens.py"},
    "tokenizers": {
        f"advisor/retrieval/{name}.py" for name in ("embedding", "training", "network", "reader", "running", "english")
    },
    "transformers": {"advisor/retrieval/english.py"},
    "opencc": {"advisor/language/folding.py"},
    "chinese_calendar": {"advisor/workdays.py"},
    "docx": {"advisor/exports/word.py"},
    "openpyxl": {"advisor/exports/sheet.py"},
    "jwt": {"advisor/channels/identity.py"},
    "icalendar": {"advisor/exports/calendar.py"},
    "httpx": {"evals/targets/http.py", "evals/bench_http.py"},
    "playwright": {"evals/browser.py"},
    "prometheus_client": {"api/metrics.py"},
}
HOMES: dict[str, str | tuple[str, ...]] = {
    "sqlalchemy": "advisor/storage/",
    "alembic": "advisor/storage/",
    "fastapi": "api/",
    "starlette": "api/",
    # The evals measure LangChain's own retrievers beside ours.
    "langchain": "advisor/llm/",
    "langchain_core": ("advisor/llm/", "evals/"),
    "langchain_openai": "advisor/llm/",
    "langchain_anthropic": "advisor/llm/",
    "langsmith": "advisor/llm/",
    "openai": "advisor/llm/",
    "anthropic": "advisor/llm/",
}
_HAN = re.compile(r"[\u4e00-\u9fff]")
# Han characters that are data about the language, not words for users.
_LANGUAGE_DATA = {
    "advisor/language/numbers.py",
    "advisor/language/patterns.py",
    "advisor/language/shadow.py",
    "advisor/drafting/checks.py",
    "advisor/diagnosis/told.py",
    "advisor/guardrails/grounding.py",
    "advisor/guardrails/plain.py",
    "advisor/language/sentences.py",
}
# Places where text could run as code or leave unescaped.
_RAW = re.compile(r"(?<![\w.])(?:eval\(|exec\(|pickle\b|trust_remote_code|mark_safe|Markup\()")


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def strings_of(path: Path) -> Iterator[str]:
    """String constants that are not docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_library_is_imported_only_through_its_door(path: Path) -> None:
    name = name_of(path)
    for module in imports_of(path):
        assert name in DOORS.get(module, {name}), f"{module} has its home in {DOORS[module]}"
        assert name.startswith(HOMES.get(module, "")), f"{module} has its home in {HOMES[module]}"


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_no_chinese_sentence_stands_in_code(path: Path) -> None:
    if name_of(path) not in _LANGUAGE_DATA:
        assert not [text for text in strings_of(path) if _HAN.search(re.sub(r"[\u3400\u9fff\\-]", "", text))]


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_module_states_its_law_and_stays_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text))
    assert len(text.splitlines()) <= 330


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_no_text_is_run_as_code(path: Path) -> None:
    assert not _RAW.search(path.read_text(encoding="utf-8"))


def test_every_setting_stands_in_the_docs() -> None:
    from advisor.model_settings import ModelSettings
    from advisor.settings import Settings

    told = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    names = [f"ADVISOR_{name.upper()}" for name in Settings.model_fields if name != "llm"]
    names += [
        "ADVISOR_MODEL",
        *(f"ADVISOR_MODEL_{name.upper()}" for name in ModelSettings.model_fields if name != "name"),
    ]
    assert not [name for name in names if f"`{name}`" not in told]
