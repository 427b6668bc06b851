"""Who writes the scripted server's good replies: realistic words for whatever the prompt asks, in its language.

Answers and drafts were written by hand for the situations in `situations.py`; plans are worded from what is on offer.
"""

import json
from pathlib import Path
from typing import Any

from advisor.language.detection import language_of

_REPLIES = Path(__file__).parent / "replies"
_LEAD = {"zh": "结合您说的情况，", "en": "In the situation you describe: "}
_SHOWN = 7


def good_reply(body: dict[str, Any]) -> str:
    """A reply any good model could have given to this request."""
    system, user = (str(message["content"]) for message in body["messages"][:2])
    asked = system + user
    lang = language_of(system.split("{")[0])
    if (
        '"ready"' in json.dumps(body.get("tools") or body.get("response_format") or "")
        or "A1。" in asked
        or "to A1" in asked
    ):
        return '{"word": "ready", "sources": ["A1"]}'
    quoted = [json.loads(line) for line in user.splitlines() if line.startswith(("{", '"'))]
    actions = [each for each in quoted if isinstance(each, dict) and "step" in each]
    if actions:
        return _plan(actions, user, lang)
    kind = "answer" if any(isinstance(each, dict) and "id" in each for each in quoted) else "draft"
    return (_REPLIES / f"{kind}.{lang}.json").read_text(encoding="utf-8")


def _plan(actions: list[dict[str, str]], user: str, lang: str) -> str:
    """The first steps on offer, each led in by a phrase, under a title made of department and matter."""
    told = next(line for line in user.splitlines() if line.startswith(("部门：", "department:")))
    department, process, friction = (
        json.loads(part.split("：", 1)[1] if lang == "zh" else part.split(": ", 1)[1])
        for part in told.replace("; ", "；").split("；")[:3]
    )
    first = friction.split("。")[0] if lang == "zh" else friction.split(". ")[0].rstrip(".")
    title = f"{department or ''}{process or ''}" if lang == "zh" else f"{department or ''}: {process or ''}"
    steps = [
        {"step": each["step"], "title": each["title"], "detail": _LEAD[lang] + each["detail"]}
        for each in actions[:_SHOWN]
    ]
    return json.dumps(
        {"title": title, "summary": first + ("。" if lang == "zh" else "."), "steps": steps}, ensure_ascii=False
    )
