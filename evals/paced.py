"""A server whose replies take their time, as those of a slow model do: streams can be held open and timed.

Every status it tells carries the moment it was told. The HTTP face is started by name, never imported.
"""

import sys
import time
from collections.abc import Generator
from dataclasses import fields, replace
from importlib import import_module
from itertools import repeat

import uvicorn

from advisor.bootstrap import Application, build
from advisor.chat.assistant import Assistant, Begun, Signal, never
from advisor.models.turn import ChatEvent, Status
from advisor.settings import Settings

# One event a stream and this many seconds.
EVERY_SECONDS = 0.5
_LEVEL = "error"


class PacedAssistant(Assistant):
    """An assistant that thinks aloud, for a while, before it replies."""

    seconds: float = 0.0

    def events(self, begun: Begun, stopped: Signal = never, gone: Signal = never) -> Generator[ChatEvent]:
        """The turn, with timed statuses behind its meta."""
        told = super().events(begun, stopped, gone)
        yield next(told)
        for pause in repeat(EVERY_SECONDS, int(self.seconds / EVERY_SECONDS)):
            time.sleep(pause)
            yield Status(stage="composing", text=str(time.time_ns()))
        yield from told


def main(seconds: float) -> None:
    """Serve until stopped, each reply taking this long."""
    application = paced(build(Settings()), seconds)
    sessions = import_module("api.sessions").Sessions(application.now)
    app = import_module("api.app").create_app(application, sessions)
    application.storage.keys.create("bench", ("advise",), application.now(), secret=application.settings.admin_key)
    uvicorn.run(app, host="127.0.0.1", port=application.settings.port, log_level=_LEVEL)


def paced(application: Application, seconds: float) -> Application:
    """The application with an assistant that takes so many seconds a reply."""
    plain = application.assistant
    slow = PacedAssistant(**{field.name: getattr(plain, field.name) for field in fields(plain)})
    object.__setattr__(slow, "seconds", seconds)
    return replace(application, new_assistant=lambda: slow)


if __name__ == "__main__":
    main(float(sys.argv[1]))
