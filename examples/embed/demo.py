"""Two pages of a pretend intranet with the advisor embedded: `make demo`, then open the link it prints.

The pages are served from another port than the advisor, as a company's intranet is; their server signs who is there
with the channel's secret, the way `docs/embed.md` shows. Everything is kept in a folder that goes away at the end.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
import sys
import tempfile
import threading
import time
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import uvicorn

from advisor.bootstrap import build
from advisor.models.channel import ChannelIn
from advisor.models.principal import HOME_TENANT
from advisor.settings import Settings
from api.app import create_app
from api.sessions import Sessions

PAGES = Path(__file__).parent
SERVICE_PORT = int(os.environ.get("ADVISOR_PORT", "8000"))
PAGES_PORT = int(os.environ.get("DEMO_PORT", "8001"))
LIFE_SECONDS = 120


def signed(secret: str, audience: str, subject: str) -> str:
    """An identity token: who is there, for two minutes and for one use."""
    now = int(time.time())
    claims = {"sub": subject, "aud": audience, "iat": now, "exp": now + LIFE_SECONDS, "jti": secrets.token_urlsafe(16)}
    head, body = (_base64(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims))
    seal = hmac.new(secret.encode(), f"{head}.{body}".encode(), hashlib.sha256).digest()
    return f"{head}.{body}.{_base64(seal)}"


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Intranet(BaseHTTPRequestHandler):
    """The pages, with the channel filled in, and the identity of whoever is signed in (here always the same person)."""

    def __init__(self, key: str, secret: str, *given: object) -> None:
        self.key, self.secret = key, secret
        super().__init__(*given)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """A page, or the identity."""
        name = self.path.strip("/") or "index.html"
        if name == "identity":
            self._send(json.dumps({"token": signed(self.secret, self.key, "demo")}).encode(), "application/json")
        elif name in {"index.html", "hostile.html"}:
            text = (PAGES / name).read_text(encoding="utf-8")
            filled = text.replace("__SERVICE__", f"http://127.0.0.1:{SERVICE_PORT}").replace("__CHANNEL__", self.key)
            self._send(filled.encode(), "text/html; charset=utf-8")
        else:
            self.send_error(404)

    def _send(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the library's name)
        """Say nothing."""


def main() -> int:
    """Serve until stopped."""
    page = f"http://localhost:{PAGES_PORT}"
    with tempfile.TemporaryDirectory() as folder:
        application = build(Settings(data_dir=Path(folder), port=SERVICE_PORT), hold_index=True)
        made = application.channels.create(
            HOME_TENANT, ChannelIn(name="demo", origins=(page,), anonymous=False, identity="HS256")
        )
        handler = partial(Intranet, made.channel.public_key, made.secret or "")
        pages = ThreadingHTTPServer(("127.0.0.1", PAGES_PORT), handler)
        threading.Thread(target=pages.serve_forever, daemon=True).start()
        print(page, flush=True)
        app = create_app(application, Sessions(application.now))
        uvicorn.run(app, host="127.0.0.1", port=SERVICE_PORT, log_level="warning")
    return 0


if __name__ == "__main__":
    sys.exit(main())
