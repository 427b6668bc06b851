"""Asking for a shape: the ladder of ways, from a schema the server enforces down to plain text.

What an endpoint understands is found once and remembered on disk; a way that needs the schema in the prompt gets it
there.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import structlog

from advisor.llm.endpoint import Endpoint
from advisor.llm.providers import DIALECTS, Mode, modes_of
from advisor.models.writing import Shape

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk
    from langchain_core.runnables import Runnable

log = structlog.get_logger(__name__)

Schema = dict[str, Any]
# Ways in which the server does not enforce the schema, so that the prompt must tell it.
TOLD: frozenset[Mode] = frozenset({"json_object", "text"})
_NOISE = frozenset({"title", "default", "$defs", "description"})


def schema_of(shape: type[Shape], choices: Mapping[str, tuple[str, ...]], endpoint: Endpoint) -> Schema:
    """The JSON schema of a shape, closed: no other fields, none left out, string fields in `choices` only of those."""
    dialect = DIALECTS.get(endpoint.provider)
    without = _NOISE | (dialect.schema_without if dialect else frozenset())
    whole = shape.model_json_schema()
    return cast(Schema, _closed(whole, whole.get("$defs", {}), choices, without))


def bound(model: BaseChatModel, mode: Mode, name: str, schema: Schema) -> Runnable[Any, AIMessageChunk]:
    """The model asked in that way."""
    if mode == "text":
        return cast("Runnable[Any, AIMessageChunk]", model)
    if mode == "tool":
        tool = {"type": "function", "function": {"name": name, "description": name, "parameters": schema}}
        return cast("Runnable[Any, AIMessageChunk]", model.bind_tools([tool], tool_choice=name))
    wanted: Schema = {"type": "json_object"}
    if mode == "json_schema":
        wanted = {"type": "json_schema", "json_schema": {"name": name, "strict": True, "schema": schema}}
    # In the body rather than as LangChain's own argument: that one parses, and raises where we can still mend.
    body = {**(getattr(model, "extra_body", None) or {}), "response_format": wanted}
    return cast("Runnable[Any, AIMessageChunk]", model.bind(extra_body=body))


class ModeMemory:
    """Which way of asking each endpoint understands. May be used from any thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._known: dict[str, str] = _read(path)

    def ladder(self, endpoint: Endpoint) -> tuple[Mode, ...]:
        """The ways to try, beginning with the one that worked."""
        modes = modes_of(endpoint)
        known = self._known.get(endpoint.id)
        return modes[modes.index(known) :] if known in modes else modes

    def remember(self, endpoint: Endpoint, mode: Mode) -> None:
        """Begin with `mode` from now on: it worked, or those above it are not understood."""
        with self._lock:
            if self._known.get(endpoint.id) == mode:
                return
            self._known[endpoint.id] = mode
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                fresh = self._path.with_suffix(".new")
                fresh.write_text(json.dumps(self._known, indent=1), encoding="utf-8")
                fresh.replace(self._path)
            except OSError as error:
                log.warning("modes_not_written", reason=type(error).__name__)

    def forget(self, endpoint: Endpoint) -> None:
        """Begin at the top again."""
        with self._lock:
            self._known.pop(endpoint.id, None)


def _read(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(mode) for name, mode in found.items()} if isinstance(found, dict) else {}


def _closed(
    node: Any, known: Mapping[str, Any], choices: Mapping[str, tuple[str, ...]], without: frozenset[str]
) -> Any:
    """The schema with its references put in place, its objects closed and its choices listed."""
    if isinstance(node, list):
        return [_closed(each, known, choices, without) for each in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _closed(known[node["$ref"].rsplit("/", 1)[-1]], known, choices, without)
    made = {key: _closed(value, known, choices, without) for key, value in node.items() if key not in without}
    if "properties" in node:
        made["properties"] = {
            name: _chosen(_closed(value, known, choices, without), choices.get(name))
            for name, value in node["properties"].items()
        }
        made |= {"required": list(node["properties"]), "additionalProperties": False}
    return made


def _chosen(node: Schema, values: tuple[str, ...] | None) -> Schema:
    if values is None:
        return node
    if node.get("type") == "array":
        return {**node, "items": {"type": "string", "enum": list(values)}}
    return {"type": "string", "enum": list(values)}
