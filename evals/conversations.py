"""Whole conversations, played turn by turn: what was told is kept, nothing is asked twice, wishes are understood.

    python -m evals.conversations

A script says what is said and what must then be true; playing it gives one score a measure, each with its reasons. The
gate: every score is 1. Replies go to a folder that is thrown away.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import yaml
from pydantic import Field

from advisor.bootstrap import Application, build
from advisor.chat.memory import Memory
from advisor.models.base import Frozen, Lang
from advisor.models.conversation import ChatRequest, Message, message_of
from advisor.models.principal import HOME_TENANT, Principal
from advisor.models.turn import ChatEvent, Intent, obeys_grammar
from advisor.settings import Settings
from evals.targets.local import MOMENT

FOLDER = Path(__file__).parent / "datasets" / "conversations"
MEASURES = ("slots_kept", "asked_once", "understood", "cited", "grammar")
# Turns that advise nothing need no source.
_WITHOUT_ADVICE = {"small_talk", "refusal"}
_HOLDER = Principal(tenant_id=HOME_TENANT, scopes=frozenset({"advise"}))


class ScriptTurn(Frozen):
    """What is said, or which option of the first open question is chosen, and what must then be true."""

    say: str | None = None
    choose: int | None = None
    intent: Intent
    card: str | None = None
    told: str | None = None
    """`step 2` or `rung S1`: the part of the last plan that the reply must tell; `rung` for any."""
    known: dict[str, str] = Field(default_factory=dict)
    forgotten: tuple[str, ...] = ()
    """What belongs to the matter before and need not be known any more."""


class Script(Frozen):
    """One conversation."""

    id: str
    lang: Lang
    turns: Annotated[tuple[ScriptTurn, ...], Field(min_length=20)]


@dataclass
class Score:
    """A measure over a conversation: the share of turns that were right, and what was wrong with the others."""

    right: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def value(self) -> float:
        """The share, 1 when nothing was measured."""
        return self.right / (self.right + len(self.wrong)) if self.right or self.wrong else 1.0

    def add(self, good: bool, why: str) -> None:  # noqa: FBT001  (what was seen)
        """Count one turn."""
        if good:
            self.right += 1
        else:
            self.wrong.append(why)


def scripts() -> Iterator[Script]:
    """The scripts of both languages."""
    for path in sorted(FOLDER.glob("*.yaml")):
        yield Script.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


def play(application: Application, script: Script) -> dict[str, Score]:
    """Every measure of one script."""
    scores = {name: Score() for name in MEASURES}
    player = _Player(application)
    must: dict[str, str] = {}
    asked: set[str] = set()
    for number, turn in enumerate(script.turns, start=1):
        message, events = player.take(turn)
        at = f"{script.id} turn {number} ({turn.say or turn.choose})"
        must = {name: value for name, value in must.items() if name not in turn.forgotten} | turn.known
        known = player.known()
        off = {name: known.get(name) for name, value in must.items() if known.get(name) != value}
        scores["slots_kept"].add(not off, f"{at}: {off} instead of {must}")
        again = asked & {question.id for question in message.questions}
        asked |= {question.id for question in message.questions}
        scores["asked_once"].add(not again and len(message.questions) <= 3, f"{at}: {again}")
        scores["grammar"].add(obeys_grammar(events), at)
        scores["understood"].add(_understood(turn, message, player), f"{at}: {message.intent}, {message.text[:80]}")
        if turn.intent not in _WITHOUT_ADVICE:
            scores["cited"].add(bool(message.citations), at)
    return scores


class _Player:
    """One side of a conversation."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._conversation: str | None = None
        self._last: Message | None = None
        self.plan_message: Message | None = None

    def take(self, turn: ScriptTurn) -> tuple[Message, tuple[ChatEvent, ...]]:
        """Say what the script says."""
        said, answers = turn.say or "", None
        if turn.choose is not None and self._last is not None and self._last.questions:
            question = self._last.questions[0]
            option = question.options[turn.choose]
            said, answers = option.text, {question.id: option.id}
        request = ChatRequest(message=said or "-", conversation_id=self._conversation, answers=answers)
        begun = self._application.assistant.begin(request, _HOLDER)
        events = tuple(self._application.assistant.events(begun))
        self._conversation = begun.meta.conversation_id
        self._last = message_of(begun.meta.message_id, "complete", begun.meta.created_at, events)
        if self._last.plan is not None:
            self.plan_message = self._last
        return self._last, events

    def known(self) -> dict[str, str]:
        """What the conversation knows, as text."""
        kept = self._application.storage.turns(_HOLDER.owner).memory(self._conversation or "")
        memory = Memory.model_validate_json(kept or "{}").model_dump(mode="json")
        return {name: str(value) for name, value in memory.items() if value is not None}


def _understood(turn: ScriptTurn, message: Message, player: _Player) -> bool:
    cards = {"plan": message.plan, "draft": message.draft, None: True}
    return message.intent == turn.intent and bool(cards.get(turn.card)) and _told(turn, message, player)


def _told(turn: ScriptTurn, message: Message, player: _Player) -> bool:
    plan = player.plan_message.plan if player.plan_message else None
    if turn.told is None or plan is None:
        return turn.told is None
    what, _, which = turn.told.partition(" ")
    if what == "step":
        return plan.steps[int(which) - 1].why in message.text
    return any(rung.action in message.text for rung in plan.escalation if which in {"", rung.level})


def main() -> int:
    """Print every score; 1 when one is below 1."""
    failed = False
    with TemporaryDirectory() as folder:
        application = build(Settings(data_dir=Path(folder)), now=lambda: MOMENT)
        for script in scripts():
            for name, score in play(application, script).items():
                print(f"{script.lang} {name}: {score.value:.2f} ({score.right + len(score.wrong)})")
                for why in score.wrong:
                    failed = True
                    print(f"  {why}")
        application.close()
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
