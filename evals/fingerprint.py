"""What a reply depends on, as one short hash: when nothing of it changed, the reply need not be asked for again."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from advisor.settings import Settings

_LIBRARIES = (
    "chinesecalendar",
    "jinja2",
    "numpy",
    "opencc",
    "pydantic",
    "rjieba",
    "tantivy",
    "tokenizers",
    "langchain",
)
_CODE = Path(__file__).parent.parent / "advisor"
# Words of the reports and of the judge: no reply depends on them.
_OURS = "evals"


def fingerprint(settings: Settings, engine: str | None, moment: str) -> str:
    """Sixteen hex digits over code, model, prompts, knowledge, libraries, engine and the moment of dating."""
    digest = hashlib.sha256()
    content = settings.content_dir
    for folder in (_CODE, content / "prompts", content / "knowledge", *settings.knowledge_dirs):
        for path in _files(folder):
            if folder.name == "prompts" and path.relative_to(folder).parts[0] == _OURS:
                continue
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    known = {"engine": engine, "moment": moment, "python": sys.version, "embedding": settings.embedding_model}
    digest.update(json.dumps({**known, **_versions()}, sort_keys=True).encode())
    return digest.hexdigest()[:16]


def prompt_hashes(folder: Path) -> Mapping[str, str]:
    """Twelve hex digits of each prompt's hash, by its name; what is only for people reading a report is left out."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        for path in _files(folder)
        if path.suffix == ".jinja2"
    }


def checkout() -> Mapping[str, str | bool | None]:
    """The git commit and whether anything is changed beside it; None outside a checkout."""
    sha = _git("rev-parse", "HEAD")
    return {"git_sha": sha, "git_dirty": bool(_git("status", "--porcelain")) if sha else None}


def _git(*arguments: str) -> str | None:
    command = ["git", "-C", str(_CODE.parent), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=10)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()


def _files(folder: Path) -> Iterable[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)


def _versions() -> dict[str, str]:
    found = {}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "-"
    return found
