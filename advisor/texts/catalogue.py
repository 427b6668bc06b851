"""The catalogue: every short sentence the service says in its own voice, in both languages.

Keys are dotted paths into prompts/messages/<lang>.yaml. A key or a value that is missing is an error, never an empty
string.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from advisor.models.base import LANGS, Lang, Text

# A SafeLoader, in C where there is one: the catalogue is read at every start.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Catalogue:
    """The messages of both languages, loaded once."""

    def __init__(self, folder: Path) -> None:
        self._messages: dict[Lang, dict[str, str]] = {
            lang: dict(_flat(_read(folder / f"{lang}.yaml"))) for lang in LANGS
        }

    def say(self, lang: Lang, key: str, **values: object) -> str:
        """The message with its `{name}` places filled. Raises KeyError for an unknown key or a missing value."""
        return self._messages[lang][key].format_map(values)

    def has(self, key: str) -> bool:
        """Whether there is a message of that key."""
        return all(key in messages for messages in self._messages.values())

    def keys(self, lang: Lang) -> frozenset[str]:
        """All keys of one language."""
        return frozenset(self._messages[lang])

    def group(self, prefix: str) -> Mapping[str, Text]:
        """The messages under `prefix.`, by the rest of their key."""
        start = prefix + "."
        return {
            key.removeprefix(start): Text(zh=said, en=self._messages["en"][key])
            for key, said in self._messages["zh"].items()
            if key.startswith(start)
        }


def _read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506  (a SafeLoader)


def _flat(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _flat(value, f"{path}.{key}" if path else str(key))
    else:
        yield path, str(node)
