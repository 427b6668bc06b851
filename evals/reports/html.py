"""The report for a reader: one page that needs nothing else, under a policy that lets only its own script run."""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

from advisor.models.base import LANGS
from evals.words import Words

_ASSETS = Path(__file__).parent / "assets"
_GROUPS = ("report", "score", "suite")


def html(report: dict[str, Any], words: Words) -> str:
    """The page, in both languages; it opens in that of `words`."""
    style, script = (_ASSETS / "page.css").read_text("utf-8"), (_ASSETS / "page.js").read_text("utf-8")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    data = {"lang": words.lang, "words": _words(words), **report}
    places = {
        "LANG": words.lang,
        "POLICY": policy,
        "TITLE": words.say("report.title"),
        "STYLE": style,
        "DATA": _safe(json.dumps(data, ensure_ascii=False)),
        "SCRIPT": script,
    }
    page = (_ASSETS / "page.html").read_text("utf-8")
    head, *rest = page.split("@@")
    return head + "".join(places.get(part, part) for part in rest)


def _words(words: Words) -> dict[str, dict[str, str]]:
    """Every word of the page in both languages, by its key."""
    return {
        lang: {f"{group}.{key}": text.in_(lang) for group in _GROUPS for key, text in words.own.group(group).items()}
        for lang in LANGS
    }


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _safe(text: str) -> str:
    """JSON that cannot end its own element."""
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
