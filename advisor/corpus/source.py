"""Reading one YAML source and knowing on which line each of its values stands.

Parsing for data uses the fast loader; lines are worked out only when something is wrong.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Loc = Sequence[str | int]


class Unreadable(Exception):
    """The text is not YAML; `line` says where reading stopped."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line, self.reason = line, reason


def parse(text: str) -> Any:
    """The data in `text`. Raises Unreadable with the line."""
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506  (a SafeLoader, in C where there is one)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise Unreadable(mark.line + 1 if mark else 1, error.problem or "") from error
    except yaml.YAMLError as error:
        raise Unreadable(1, "") from error


def line_of(text: str, loc: Loc) -> int:
    """The 1-based line of the value at `loc`, or of the nearest parent that exists."""
    node = yaml.compose(text, Loader=_Loader)
    line = 1
    for part in loc:
        child = _child(node, part)
        if child is None:
            break
        node, line = child
    return line


def duplicate_keys(text: str) -> list[tuple[str, int]]:
    """Keys that stand twice in one mapping, with the line of the second; YAML itself keeps the last in silence."""
    found: list[tuple[str, int]] = []
    _collect_duplicates(yaml.compose(text, Loader=_Loader), found)
    return found


def split_front_matter(text: str) -> tuple[str, str, int]:
    """The YAML between the two `---` lines, the prose under it, and the line on which the prose begins."""
    lines = text.splitlines()
    if not lines or lines[0].strip() != "---":
        raise Unreadable(1, "front matter")
    for number, line in enumerate(lines[1:], start=1):
        if line.strip() == "---":
            # One blank line in place of the opening fence keeps the line numbers of the file.
            return "\n" + "\n".join(lines[1:number]), "\n".join(lines[number + 1 :]), number + 2
    raise Unreadable(len(lines), "front matter")


def read_text(path: Path) -> str:
    """The file as UTF-8. Raises Unreadable when it is not."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable(1, "UTF-8") from error


def _child(node: yaml.Node | None, part: str | int) -> tuple[yaml.Node, int] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(part):
                return value, key.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part], node.value[part].start_mark.line + 1
    return None


def _collect_duplicates(node: yaml.Node | None, found: list[tuple[str, int]]) -> None:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                found.append((str(key.value), key.start_mark.line + 1))
            seen.add(key.value)
            _collect_duplicates(value, found)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            _collect_duplicates(value, found)
