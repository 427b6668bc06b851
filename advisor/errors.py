"""The errors this service can raise; every one carries a stable code and the values its text needs.

    AdvisorError
    ├── InvalidInput          what was sent cannot be used; the caller can mend it
    ├── NotFound              nothing here under that id, for this tenant
    ├── NotAuthenticated      no key, or not one of ours
    ├── NotAllowed            the key may not do this
    ├── RateLimited           too much at once; `retry_after` says when to come back, in seconds
    │   └── Overloaded        no room for another stream
    ├── KnowledgeInvalid      a knowledge folder has problems; all of them are listed
    ├── StorageUnavailable    the database or the data directory cannot be used
    ├── NotReady              a part that the request needs is missing
    └── ModelUnavailable      the model did not write what was asked; the floor answers (models.writing)

The texts stand in prompts/messages/<lang>.yaml under `error.<code>`; no code here knows HTTP.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


class AdvisorError(Exception):
    """Base of the tree: `code` names the text to show, `params` fill it."""

    code = "internal"

    def __init__(self, code: str | None = None, **params: object) -> None:
        self.code = code or type(self).code
        self.params = params
        super().__init__(f"{self.code} {params}" if params else self.code)


class InvalidInput(AdvisorError):
    """What was sent cannot be used; `field` names the part to mend."""

    code = "invalid_input"

    def __init__(self, code: str, field: str, **params: object) -> None:
        super().__init__(code, **params)
        self.field = field


class NotFound(AdvisorError):
    """Nothing here under that id, or it belongs to somebody else: the two look the same."""

    code = "not_found"


class NotAuthenticated(AdvisorError):
    """No key came with the request, or not one of ours."""

    code = "not_authenticated"


class NotAllowed(AdvisorError):
    """The key is good but may not do this."""

    code = "not_allowed"


class RateLimited(AdvisorError):
    """Too much was asked in too short a time; `retry_after` is in seconds."""

    code = "rate_limited"

    def __init__(self, retry_after: int, code: str | None = None) -> None:
        super().__init__(code, retry_after=retry_after)
        self.retry_after = retry_after


class Overloaded(RateLimited):
    """Everything is in use; `retry_after` is in seconds."""

    code = "overloaded"


class StorageUnavailable(AdvisorError):
    """The database or the data directory cannot be used; the reason is in the params."""

    code = "storage_unavailable"


class NotReady(AdvisorError):
    """A part that the request needs is missing."""

    code = "not_ready"


@dataclass(frozen=True)
class Problem:
    """One fault in a knowledge folder: where it stands, what is wrong, and the values that say so."""

    path: Path
    line: int
    code: str
    params: tuple[tuple[str, str], ...] = ()


class KnowledgeInvalid(AdvisorError):
    """A knowledge folder has problems; `problems` holds all of them, in file and line order."""

    code = "knowledge_invalid"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(count=len(problems))
        self.problems = tuple(problems)
