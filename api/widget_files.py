"""The widget's built files, served to pages of any origin: they hold nothing of anybody's.

A name with a hash in it never changes what it means, so it may be kept for ever; the loader is asked for again soon.
"""

import gzip
import hashlib
import re
from functools import lru_cache
from pathlib import Path

from fastapi import Response
from starlette.datastructures import Headers

from advisor.errors import NotFound

_FOLDER = Path(__file__).parent / "static" / "widget"
_NAMED = re.compile(r"loader\.js|manifest\.json|hrp-[0-9a-f]{8,64}\.js")
_FOR_EVER, _SOON = "public, max-age=31536000, immutable", "public, max-age=300"
_KINDS = {".js": "text/javascript; charset=utf-8", ".json": "application/json"}


def file_reply(name: str, asked: Headers) -> Response:
    """The file of that name, compressed where the reader takes it so, or 304 when it has it. Raises NotFound."""
    if not _NAMED.fullmatch(name) or not (_FOLDER / name).is_file():
        raise NotFound("route_not_found")
    plain, packed, tag = _read(name, (_FOLDER / name).stat().st_mtime_ns)
    headers = {
        "ETag": tag,
        "Cache-Control": _FOR_EVER if name.startswith("hrp-") else _SOON,
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Access-Control-Allow-Origin": "*",
        "Vary": "Accept-Encoding",
    }
    if asked.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    if "gzip" in asked.get("accept-encoding", ""):
        return Response(packed, media_type=_KINDS[Path(name).suffix], headers={**headers, "Content-Encoding": "gzip"})
    return Response(plain, media_type=_KINDS[Path(name).suffix], headers=headers)


@lru_cache(maxsize=8)
def _read(name: str, changed: int) -> tuple[bytes, bytes, str]:
    plain = (_FOLDER / name).read_bytes()
    return plain, gzip.compress(plain, mtime=0), f'"{hashlib.sha256(plain).hexdigest()[:32]}"'
