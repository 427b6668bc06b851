"""Replies remembered: the same question to the same model on behalf of the same tenant costs nothing twice.

In memory only: what a customer asked is not written to disk for speed.
"""

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

Key = str


class Cache:
    """The last replies, at most `size`. May be used from any thread."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[Key, dict[str, Any]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key) -> dict[str, Any] | None:
        """The reply under that key, None when there is none."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: Key, reply: dict[str, Any]) -> None:
        """Remember a reply, forgetting the one not asked for longest."""
        with self._lock:
            self._kept[key] = reply
            self._kept.move_to_end(key)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)


def key_of(endpoint: str, tenant: str, messages: Sequence[str], schema: Mapping[str, Any], temperature: float) -> Key:
    """The key of a question: everything that the reply depends on, and the tenant it belongs to."""
    asked = json.dumps([endpoint, tenant, list(messages), schema, temperature], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(asked.encode("utf-8", "surrogatepass")).hexdigest()
