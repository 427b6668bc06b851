"""What a pretend service is told to do: turns as steps, pages of a host, and what it saw."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

_SCRIPTS = Path(__file__).parent / "datasets" / "widget"

Event = dict[str, Any]


@dataclass
class Cut:
    """The line breaks here, once; whoever asks for the rest gets it."""

    used: bool = False


@dataclass(frozen=True)
class Hold:
    """Nothing comes until the gate opens."""

    gate: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True)
class Problem:
    """An answer that is an error."""

    status: int
    code: str
    headers: Mapping[str, str] = field(default_factory=dict)


Step = Event | Cut | Hold


@dataclass(frozen=True)
class Page:
    """A page of the host: what it says and the headers it says it under."""

    html: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Seen:
    """A request that arrived."""

    method: str
    path: str
    body: Any
    headers: Mapping[str, str]


def scripts(lang: str) -> dict[str, Any]:
    """The turns of one language by name."""
    read: dict[str, Any] = yaml.safe_load((_SCRIPTS / f"{lang}.yaml").read_text(encoding="utf-8"))
    return read
