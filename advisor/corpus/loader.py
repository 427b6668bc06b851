"""Loading knowledge folders: every problem at once, each with file and line, or one frozen Knowledge.

Later folders are laid over earlier ones item by item. Nothing half-valid ever leaves this module.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from advisor.corpus.knowledge import FOLDERS, LISTS, WORDINGS, Knowledge
from advisor.corpus.links import link_problems
from advisor.corpus.privacy import FILE, Layer, assemble
from advisor.corpus.source import Unreadable, duplicate_keys, line_of, parse, read_text, split_front_matter
from advisor.errors import KnowledgeInvalid, Problem
from advisor.models.base import Frozen
from advisor.models.deliverable import Wording
from advisor.models.knowledge import Item
from advisor.models.privacy import Privacy

_SUFFIX = {"guidance": ".md"}


@dataclass
class Loaded:
    """What has been read so far: values by folder and id, where each stands, and what was wrong."""

    values: dict[str, dict[str, Frozen]] = field(default_factory=dict)
    places: dict[tuple[str, str], tuple[Path, str, tuple[str | int, ...]]] = field(default_factory=dict)
    wording: dict[str, Wording] = field(default_factory=dict)
    privacy: list[Layer] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def report(self, path: Path, line: int, code: str, **params: object) -> None:
        """Keep one problem."""
        self.problems.append(Problem(path, line, code, tuple((k, str(v)) for k, v in params.items())))


def load(folders: Sequence[Path]) -> Knowledge:
    """All items of `folders`, the last folder winning. Raises KnowledgeInvalid with every problem found."""
    loaded = Loaded()
    for folder in folders:
        _read_folder(folder, loaded)
    privacy, problems = assemble(loaded.privacy)
    if not loaded.privacy:
        loaded.report(folders[0] / f"{FILE}.yaml", 0, "file_missing")
    knowledge = _assemble(loaded, privacy, fingerprint(folders))
    problems += loaded.problems + link_problems(knowledge, loaded.places)
    if problems:
        raise KnowledgeInvalid(sorted(problems, key=lambda p: (str(p.path), p.line, p.code)))
    return knowledge


def fingerprint(folders: Sequence[Path]) -> str:
    """Twelve hex digits over the names and bytes of every file; equal content gives an equal version."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in _files(folder):
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def _files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.suffix in {".yaml", ".md"} and p.name != "README.md")


def _read_folder(folder: Path, loaded: Loaded) -> None:
    if not folder.is_dir():
        loaded.report(folder, 0, "folder_missing")
        return
    seen: set[tuple[str, str]] = set()
    for path in _files(folder):
        kind = path.relative_to(folder).parts[0] if path.parent != folder else ""
        if kind in FOLDERS and path.suffix == _SUFFIX.get(kind, ".yaml"):
            _read_item(path, kind, seen, loaded)
        elif path.parent == folder and path.stem in LISTS:
            _read_list(path, seen, loaded)
        elif path.parent == folder and path.stem == "wording":
            _read_wording(path, loaded)
        elif path.parent == folder and path.stem == FILE:
            _read_privacy(path, loaded)
        else:
            loaded.report(path, 1, "file_unexpected")


def _read_item(path: Path, kind: str, seen: set[tuple[str, str]], loaded: Loaded) -> None:
    data, text = _data(path, loaded, prose=path.suffix == ".md")
    if data is None:
        return
    item = _validate(FOLDERS[kind], data, path, text, (), loaded)
    if not isinstance(item, Item):
        return
    if item.id != path.stem:
        loaded.report(path, line_of(text, ["id"]), "id_not_file_name", id=item.id)
    if (kind, item.id) in seen:
        loaded.report(path, line_of(text, ["id"]), "duplicate_id", id=item.id)
    seen.add((kind, item.id))
    _keep(kind, item.id, item, (path, text, ()), loaded)


def _read_list(path: Path, seen: set[tuple[str, str]], loaded: Loaded) -> None:
    data, text = _data(path, loaded)
    if data is None:
        return
    rows = data.get("items")
    if set(data) != {"items"} or not isinstance(rows, list):
        loaded.report(path, 1, "items_expected")
        return
    for index, row in enumerate(rows):
        value = _validate(LISTS[path.stem], row, path, text, ("items", index), loaded)
        if value is None:
            continue
        identity = str(getattr(value, "id", getattr(value, "level", index)))
        if (path.stem, identity) in seen:
            loaded.report(path, line_of(text, ["items", index]), "duplicate_id", id=identity)
        seen.add((path.stem, identity))
        _keep(path.stem, identity, value, (path, text, ("items", index)), loaded)


def _read_wording(path: Path, loaded: Loaded) -> None:
    data, text = _data(path, loaded)
    for key, rows in (data or {}).items():
        if key not in WORDINGS:
            loaded.report(path, line_of(text, [key]), "extra_forbidden", field=key)
            continue
        value = _validate(Wording, rows, path, text, (key,), loaded)
        if isinstance(value, Wording):
            before = loaded.wording.get(key, Wording())
            loaded.wording[key] = Wording(zh=before.zh + value.zh, en=before.en + value.en)


def _read_privacy(path: Path, loaded: Loaded) -> None:
    data, text = _data(path, loaded)
    if data is not None:
        loaded.privacy.append(Layer(path, text, data))


def _data(path: Path, loaded: Loaded, *, prose: bool = False) -> tuple[dict[str, Any] | None, str]:
    try:
        text = read_text(path)
        body = ""
        if prose:
            text, body, _ = split_front_matter(text)
        data = parse(text)
    except Unreadable as error:
        loaded.report(path, error.line, "unreadable", reason=error.reason)
        return None, ""
    if not isinstance(data, dict):
        loaded.report(path, 1, "mapping_expected")
        return None, text
    for key, line in duplicate_keys(text):
        loaded.report(path, line, "duplicate_key", key=key)
    if prose:
        data["body"] = _prose(body)
    return data, text


def _prose(body: str) -> dict[str, str]:
    """The two language parts of a guidance body, which begin with `# zh` and `# en`."""
    parts: dict[str, list[str]] = {}
    current: list[str] = []
    for line in body.splitlines():
        if line.strip() in {"# zh", "# en"}:
            current = parts.setdefault(line.strip()[2:], [])
        else:
            current.append(line)
    return {lang: "\n".join(lines).strip() for lang, lines in parts.items()}


def _validate(
    model: type[Frozen], data: Any, path: Path, text: str, prefix: tuple[str | int, ...], loaded: Loaded
) -> Frozen | None:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        for detail in error.errors(include_url=False, include_context=False):
            loc = prefix + detail["loc"]
            name = ".".join(str(part) for part in loc)
            loaded.report(path, line_of(text, loc), detail["type"], field=name)
        return None


def _keep(
    kind: str, identity: str, value: Frozen, place: tuple[Path, str, tuple[str | int, ...]], loaded: Loaded
) -> None:
    loaded.values.setdefault(kind, {})[identity] = value
    loaded.places[kind, identity] = place


def _assemble(loaded: Loaded, privacy: Privacy | None, version: str) -> Knowledge:
    groups: dict[str, Any] = {"privacy": privacy} | {
        kind: loaded.values.get(kind, {}) for kind in (*FOLDERS, "evidence")
    }
    rows: dict[str, Any] = {kind: tuple(loaded.values.get(kind, {}).values()) for kind in LISTS if kind != "evidence"}
    wordings: dict[str, Any] = {key: loaded.wording.get(key, Wording()) for key in WORDINGS}
    return Knowledge.model_construct(
        version=version,
        **groups,
        **rows,
        **wordings,
    )
