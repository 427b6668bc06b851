"""The language of errors and pages: the body's `lang`, else the page's choice, else Accept-Language, else Chinese."""

import json

from fastapi import Request

from advisor.models.base import LANGS, Lang

_NO_BODY = b""


def request_language(request: Request) -> Lang:
    """The language this request is to be answered in."""
    for told in (_in_body(request), request.query_params.get("lang"), request.cookies.get("lang")):
        for lang in LANGS:
            if told == lang:
                return lang
    return _accepted(request.headers.get("accept-language", ""))


def _in_body(request: Request) -> str | None:
    raw = request.scope.get("advisor.body", _NO_BODY)
    if not raw.lstrip().startswith(b"{"):
        return None
    try:
        told = json.loads(raw).get("lang")
    except (ValueError, RecursionError, AttributeError):
        return None
    return told if isinstance(told, str) else None


def _accepted(header: str) -> Lang:
    """The better liked of our two languages; Chinese when neither is named."""
    liked: dict[str, float] = {}
    for part in header.split(","):
        name, _, rest = part.strip().partition(";")
        quality = rest.strip().removeprefix("q=")
        try:
            liked.setdefault(name.strip().lower()[:2], float(quality) if quality else 1.0)
        except ValueError:
            continue
    return "en" if liked.get("en", 0.0) > liked.get("zh", 0.0) else "zh"
