"""A flood of model outputs, mutated from good ones and made up: nothing of it makes a bad reply."""

import json
import random
import string
from typing import Any

import pytest

from tests.llm.author import good_reply
from tests.llm.conftest import Modelled
from tests.llm.seen import KINDS, ask, faults
from tests.llm.server import ScriptedServer

# With three kinds of replies and two languages, a thousand outputs in all.
_EACH = 167
_WORDS = [
    "[3]",
    "【2】",
    "https://evil.example",
    "<script>",
    "3.14",
    "50%",
    "明天",
    "下周三",
    "next Friday",
    "九十九",
    "\u0000",
    "{{7*7}}",
]


class Mutator:
    """Writes good replies and spoils them, in a way that depends on the seed alone."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311  (for tests)

    def __call__(self, body: dict[str, Any]) -> str:
        text = good_reply(body)
        spoil = self._random.choice([self._cut, self._swap, self._salt, self._values, self._noise, self._nest])
        return spoil(text)

    def _cut(self, text: str) -> str:
        start = self._random.randrange(len(text))
        return text[:start] + text[start + self._random.randrange(1, 30) :]

    def _swap(self, text: str) -> str:
        chars = list(text)
        for _ in range(self._random.randrange(1, 6)):
            a, b = (self._random.randrange(len(chars)) for _ in range(2))
            chars[a], chars[b] = chars[b], chars[a]
        return "".join(chars)

    def _salt(self, text: str) -> str:
        """Made-up things inside the texts, the JSON staying whole."""
        return json.dumps(self._each(json.loads(text), self._salted), ensure_ascii=False)

    def _salted(self, text: str) -> str:
        at = self._random.randrange(len(text) + 1)
        return text[:at] + self._random.choice(_WORDS) + text[at:]

    def _values(self, text: str) -> str:
        """Values of the wrong kind, and keys that are missing."""
        found = json.loads(text)
        name = self._random.choice(list(found))
        found[name] = self._random.choice([None, 7, [], {}, "x", [[]], [None], True, -1.5, {"text": 1}])
        if self._random.random() < 0.3:
            del found[name]
        return json.dumps(found, ensure_ascii=False)

    def _noise(self, _: str) -> str:
        alphabet = string.printable + "部门简历面试〔〕「」😀\u202e\ufeff"
        return "".join(self._random.choice(alphabet) for _ in range(self._random.randrange(400)))

    def _nest(self, text: str) -> str:
        return self._random.choice(["[" * 3000, '{"a":' * 3000, text * 3, f"[{text}]", f'"{text}"', "{" + text])

    def _each(self, node: Any, change: Any) -> Any:
        if isinstance(node, dict):
            return {key: self._each(value, change) for key, value in node.items()}
        if isinstance(node, list):
            return [self._each(value, change) for value in node]
        return change(node) if isinstance(node, str) and self._random.random() < 0.4 else node


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_no_output_makes_a_bad_reply(modelled: Modelled, server: ScriptedServer, kind: str, lang: str) -> None:
    advisor = modelled("ok")
    written_by = {"llm": 0, "playbook": 0}
    for number in range(_EACH):
        server.author = Mutator(number)
        reply = ask(advisor, kind, lang)
        assert faults(reply) == [], (number, faults(reply))
        assert "evil.example" not in reply.model_dump_json(), number
        written_by[reply.provenance.engine] += 1
    assert min(written_by.values()) > 0, "the flood must reach both makers"
