"""Loading the privacy policy: the files of all folders laid over each other key by key, then checked as one.

A list or a word in a later file replaces the earlier one; a mapping is laid over. A fault is told where it was written.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError

from advisor.corpus.source import Loc, line_of
from advisor.errors import Problem
from advisor.models.privacy import Kind, Privacy

FILE = "privacy"


@dataclass(frozen=True)
class Layer:
    """One privacy file as it was read."""

    path: Path
    text: str
    data: dict[str, Any]

    def has(self, loc: Loc) -> bool:
        """Whether something is written at `loc` here."""
        node: Any = self.data
        try:
            for part in loc:
                node = node[part]
        except (KeyError, IndexError, TypeError):
            return False
        return True


def assemble(layers: Sequence[Layer]) -> tuple[Privacy | None, list[Problem]]:
    """The policy of all layers, or None with what is wrong; without any layer there is no policy at all."""
    merged: dict[str, Any] = {}
    for layer in layers:
        merged = _laid_over(merged, layer.data)
    try:
        privacy = Privacy.model_validate(merged)
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=False)
        return None, [_problem(layers, tuple(detail["loc"]), detail["type"]) for detail in details if layers]
    missing = [kind for kind in get_args(Kind) if kind not in privacy.kinds]
    return privacy, [_problem(layers, ("kinds", kind), "missing") for kind in missing]


def _laid_over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    result = dict(below)
    for key, value in above.items():
        old = result.get(key)
        result[key] = _laid_over(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return result


def _problem(layers: Sequence[Layer], loc: tuple[str | int, ...], code: str) -> Problem:
    """The problem at the last file that wrote the value or, where none did, its nearest parent."""
    layer = next(_writers(layers, loc))
    name = ".".join(str(part) for part in loc if part != "[key]")
    return Problem(layer.path, line_of(layer.text, loc), code, (("field", name),))


def _writers(layers: Sequence[Layer], loc: tuple[str | int, ...]) -> Iterator[Layer]:
    for length in range(len(loc), -1, -1):
        yield from (layer for layer in reversed(layers) if layer.has(loc[:length]))
