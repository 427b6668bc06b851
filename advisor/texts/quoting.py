"""Quoting: text of others inside a prompt is data. It stands as one JSON string that nothing in it can end."""

import json
import re

from advisor.language.folding import visible

# Openings of role tags and special tokens: models are trained to obey them wherever they stand.
_TAG = re.compile(r"[<\[](?=[|/]?\s*(?:\||/?[A-Za-z_]+[|>\]]))")


def quoted(value: object) -> str:
    """`value` as JSON, without characters nobody sees, its role tags spelled so that they are only letters."""
    # `str` makes a missing value raise, as everywhere in a strict template.
    written = visible(json.dumps(value, ensure_ascii=False, default=str))
    # Only inside strings may a bracket be followed so; JSON's own brackets are followed by quotes, digits or braces.
    return _TAG.sub(lambda found: f"\\u{ord(found.group()):04x}", written)
