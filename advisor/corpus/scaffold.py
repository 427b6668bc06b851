"""A new item's files, with every field and a hint in each; they are valid and show where words are missing."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from advisor.errors import InvalidInput

Render = Callable[[str], str]
_SLUG = re.compile(r"[a-z][a-z0-9_]*")
_EVIDENCE = re.compile(r"[A-Z]+-\d{2,3}")


@dataclass(frozen=True)
class Kind:
    """How a kind of item is written: its files, what its id looks like, and whether it is a row of a list."""

    files: tuple[str, ...]
    id: re.Pattern[str] = _SLUG
    row: bool = False


def _row(file: str, identity: re.Pattern[str] = _SLUG) -> Kind:
    return Kind((f"{file}.yaml",), identity, row=True)


# How each kind is called when one is made. A root cause cannot be: the eleven codes are the diagnosis itself.
KINDS: Mapping[str, Kind] = {
    "department": Kind(("departments/{id}.yaml",)),
    "friction": Kind(("frictions/{id}.yaml",)),
    "process": Kind(("processes/{id}.yaml",)),
    "play": Kind(("plays/{id}.yaml",)),
    "guidance": Kind(("guidance/{id}.md",)),
    "faq": Kind(("faq/{id}.yaml",)),
    "case": Kind(("cases/{id}.yaml",)),
    "deliverable": Kind(("deliverables/{id}.yaml", "drafting/{id}.zh.jinja2", "drafting/{id}.en.jinja2")),
    "evidence": _row("evidence", _EVIDENCE),
    "risk": _row("risks"),
    "counterweight": _row("counterweights"),
    "refusal": _row("refusals"),
}


def new_item(name: str, item_id: str, folder: Path, render: Render) -> tuple[Path, ...]:
    """Write the files of a new item of kind `name` and return their paths; a row is added to its list.

    `render` gives the text of a scaffold by name. Raises InvalidInput for an unknown kind, an id that does not fit, or
    a file or row that is there already.
    """
    kind = KINDS.get(name)
    if kind is None:
        raise InvalidInput("unknown_item_kind", "kind", value=name, known=", ".join(KINDS))
    if not kind.id.fullmatch(item_id):
        raise InvalidInput("not_a_slug" if kind.id is _SLUG else "not_an_evidence_id", "id", value=item_id)
    paths = tuple(folder / file.format(id=item_id) for file in kind.files)
    _refuse_to_overwrite(paths, item_id, kind)
    for path, scaffold in zip(paths, (name, f"{name}.zh", f"{name}.en"), strict=False):
        path.parent.mkdir(parents=True, exist_ok=True)
        text = render(scaffold) + "\n"
        path.write_text(_with_row(path, text) if kind.row else text, encoding="utf-8")
    return paths


def left_to_write(folder: Path, hint: str) -> int:
    """How often `hint`, which stands in a scaffold where words are to be written, stands in the files of a folder."""
    files = (path for path in folder.rglob("*") if path.suffix in {".yaml", ".md", ".jinja2"})
    return sum(path.read_text(encoding="utf-8").count(hint) for path in files)


def _with_row(path: Path, row: str) -> str:
    before = path.read_text(encoding="utf-8") if path.exists() else "items:\n"
    return f"{before}  {row}"


def _refuse_to_overwrite(paths: tuple[Path, ...], item_id: str, kind: Kind) -> None:
    for path in paths:
        if path.exists() and (not kind.row or re.search(rf"^\s*- id: {item_id}$", path.read_text("utf-8"), re.M)):
            raise InvalidInput("file_exists", "id", path=path)
