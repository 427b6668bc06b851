"""What was spent, for whom and on which day; and whether there is room for one more call.

A call is reserved at its largest possible size before it is made and settled at its real size after. Settled calls are
lines of one file per day, so that a budget outlives a restart and is shared by all processes of one data directory.
"""

import json
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import structlog

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Entry:
    """One call: for whom, to which model, how it ended ("ok" or a reason), its tokens, money and milliseconds."""

    tenant: str
    model: str
    task: str
    outcome: str
    tokens_in: int
    tokens_out: int
    cost: float | None
    ms: float


@dataclass
class Spent:
    """A tenant's day so far."""

    calls: int = 0
    tokens: int = 0
    cost: float = 0.0
    ms: float = 0.0
    failed: int = 0

    def add(self, entry: Entry) -> None:
        """Count one more call."""
        self.calls += 1
        self.tokens += entry.tokens_in + entry.tokens_out
        self.cost += entry.cost or 0.0
        self.ms += entry.ms
        self.failed += entry.outcome != "ok"


class Ledger:
    """The day's spending of every tenant. `daily_tokens` None means no limit."""

    def __init__(self, folder: Path, now: Callable[[], datetime], daily_tokens: int | None) -> None:
        self._folder, self._now, self._limit = folder, now, daily_tokens
        self._lock = threading.Lock()
        self._day = ""
        self._read_to = 0
        self._spent: dict[str, Spent] = {}
        self._reserved: dict[str, int] = defaultdict(int)
        self._followers: list[Callable[[Entry], None]] = []

    def follow(self, hear: Callable[[Entry], None]) -> None:
        """Let `hear` know of every call that is settled from now on."""
        self._followers.append(hear)

    def reserve(self, tenant: str, tokens: int) -> bool:
        """Set `tokens` aside for a call about to be made; False, and nothing set aside, when the day has no room."""
        with self._lock:
            self._catch_up()
            taken = self._spent.get(tenant, Spent()).tokens + self._reserved[tenant]
            if self._limit is not None and taken + tokens > self._limit:
                return False
            self._reserved[tenant] += tokens
            return True

    def settle(self, reserved: int, entry: Entry) -> None:
        """Give the reservation back and write down what the call really took."""
        with self._lock:
            self._reserved[entry.tenant] -= reserved
            self._catch_up()
            self._write(entry)
        log.info("model_call", **asdict(entry))
        for hear in self._followers:
            hear(entry)

    def today(self) -> dict[str, Spent]:
        """Every tenant's day so far."""
        with self._lock:
            self._catch_up()
            return dict(self._spent)

    def _path(self) -> Path:
        return self._folder / f"spent-{self._day}.jsonl"

    def _catch_up(self) -> None:
        """Read what this and other processes have written since the last look; a new day begins with nothing."""
        day = self._now().date().isoformat()
        if day != self._day:
            self._day, self._read_to, self._spent = day, 0, {}
        try:
            with self._path().open("rb") as file:
                file.seek(self._read_to)
                for line in file:
                    if not line.endswith(b"\n"):
                        break
                    self._read_to += len(line)
                    self._count(line)
        except OSError:
            return

    def _count(self, line: bytes) -> None:
        try:
            entry = Entry(**json.loads(line))
        except (ValueError, TypeError):
            return
        self._spent.setdefault(entry.tenant, Spent()).add(entry)

    def _write(self, entry: Entry) -> None:
        line = json.dumps(asdict(entry), ensure_ascii=False).encode() + b"\n"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with self._path().open("ab") as file:
                file.write(line)
        except OSError as error:
            # The call was made and counts, even where it cannot be written down.
            self._spent.setdefault(entry.tenant, Spent()).add(entry)
            log.warning("ledger_not_written", reason=type(error).__name__)
