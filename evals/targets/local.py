"""The application in this process, with a fixed clock, keeping nothing."""

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from advisor.bootstrap import TIME_ZONE, Application, build
from advisor.errors import AdvisorError
from advisor.models.base import Frozen
from advisor.settings import Settings
from evals.cases import REQUESTS, Door
from evals.claims import judged
from evals.keep import Forgetful
from evals.reference import reference_of
from evals.targets.target import TargetFailed, Told

# Replies are dated from here, so that the same code gives the same reply on any day.
MOMENT = datetime(2026, 11, 23, 9, 0, tzinfo=TIME_ZONE)
_USES: Mapping[Door, Callable[[Application, Any], Any]] = {
    "diagnose": lambda app, request: app.advisor.diagnose(request),
    "plan": lambda app, request: app.advisor.plan(request),
    "answer": lambda app, request: app.advisor.answer(request),
    "draft": lambda app, request: app.advisor.draft(request),
    "search": lambda app, request: app.advisor.search(request),
    "ground": lambda _, request: judged(request),
}


class LocalTarget:
    """Every door, and the checker's own."""

    def __init__(self, app: Application) -> None:
        self._app, self.reference = app, reference_of(app)
        self.doors: frozenset[Door] = frozenset(REQUESTS)

    @classmethod
    def open(cls, settings: Settings) -> "LocalTarget":
        """The application of these settings. Raises AdvisorError when it cannot be built."""
        return cls(build(settings, now=lambda: MOMENT, new_id=lambda: "measured", replies=lambda _: Forgetful()))

    def identity(self) -> Mapping[str, str]:
        """The kind, and the knowledge it works from."""
        return {"target": "local", "knowledge_version": self._app.knowledge.version}

    def ask(self, door: Door, request: Frozen) -> Told:
        """The reply of the use case. Raises TargetFailed with the service's own code."""
        began = time.perf_counter()
        try:
            reply = _USES[door](self._app, request)
        except AdvisorError as error:
            raise TargetFailed(error.code, str(error)) from error
        except Exception as error:  # whatever breaks in the service is what a case is to find
            raise TargetFailed("crashed", f"{type(error).__name__}: {error}"[:300]) from error
        return Told(reply, (time.perf_counter() - began) * 1000)

    def close(self) -> None:
        """Let the application go."""
        self._app.close()
