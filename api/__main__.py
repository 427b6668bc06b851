"""Start the server: check that it may listen, show the console link once, run."""

import sys
from datetime import datetime
from types import FrameType

import uvicorn

from advisor.bootstrap import TIME_ZONE, build, storage_for
from advisor.errors import AdvisorError, KnowledgeInvalid, NotAllowed
from advisor.logs import configure_logs
from advisor.settings import Settings
from advisor.texts.catalogue import Catalogue
from advisor.wordings import problem_line, system_language
from api.app import create_app
from api.sessions import Sessions
from api.turns import Turns

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_FAILED = 1
# A client that sends nothing, or stays silent between requests, is let go after this many seconds.
_IDLE_SECONDS = 15
# How long a stopping server waits for requests that are being worked on.
_DRAIN_SECONDS = 25


def main() -> int:
    """Serve until stopped; 1 when the service cannot start, with the reason on standard error."""
    settings, lang = Settings(), system_language()
    configure_logs(settings.log_level, sys.stderr)
    catalogue = Catalogue(settings.content_dir / "prompts" / "messages")
    try:
        made = _ensure_admin_key(settings)
        application = build(settings, hold_index=True)
    except KnowledgeInvalid as error:
        for problem in error.problems:
            print(problem_line(problem, catalogue, lang), file=sys.stderr)
        return _FAILED
    except AdvisorError as error:
        print(catalogue.say(lang, f"error.{error.code}", **error.params), file=sys.stderr)
        return _FAILED
    configure_logs(settings.log_level, sys.stderr, application.redactor.for_log)
    sessions = Sessions(application.now)
    if made:
        print(catalogue.say(lang, "cli.key_made", secret=made), flush=True)
    url = f"http://{settings.host}:{settings.port}/login?ticket={sessions.ticket()}"
    print(catalogue.say(lang, "cli.console", url=url), flush=True)
    app = create_app(application, sessions)
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_level="warning",
        log_config=None,
        timeout_keep_alive=_IDLE_SECONDS,
        timeout_graceful_shutdown=_DRAIN_SECONDS,
        server_header=False,
    )
    _Server(config, app.state.turns).run()
    return 0


class _Server(uvicorn.Server):
    """A server that lets the listeners of unfinished replies go when it is asked to stop: they come back elsewhere."""

    def __init__(self, config: uvicorn.Config, turns: Turns) -> None:
        super().__init__(config)
        self._turns = turns

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._turns.leave()
        super().handle_exit(sig, frame)


def _ensure_admin_key(settings: Settings) -> str | None:
    """The admin key when it was made just now. Raises NotAllowed for an open address without any key."""
    keys, now = storage_for(settings).keys, datetime.now(TIME_ZONE)
    if settings.admin_key:
        keys.create("admin", ("advise", "admin"), now, secret=settings.admin_key)
        return None
    if keys.any_active():
        return None
    if settings.host not in _LOOPBACK:
        raise NotAllowed("open_without_key")
    return keys.create("admin", ("advise", "admin"), now)


if __name__ == "__main__":
    sys.exit(main())
