"""What the model is asked for in an answer, read line by line while it comes in: judged once, told when it is whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

from advisor.answering.context import AnswerContext
from advisor.corpus.material import Material
from advisor.guardrails.judge import Judge
from advisor.models.base import Lang
from advisor.models.events import Delta, Part
from advisor.models.writing import Shape

# Characters a line may have: five steps and the lines around them stay within the answer's limit.
_LONGEST_LINE: Mapping[Lang, int] = {"zh": 120, "en": 360}


class Line(Shape):
    """One line and the labels of the material it rests on."""

    text: Annotated[str, Field(max_length=600)]
    sources: Annotated[tuple[str, ...], Field(max_length=4)]


class Lines(Shape):
    """What the model is asked for."""

    conclusion: Line
    steps: Annotated[tuple[Line, ...], Field(max_length=7)]
    department: Annotated[tuple[Line, ...], Field(max_length=2)]
    avoid: Annotated[tuple[Line, ...], Field(max_length=3)]


_ORDER: tuple[tuple[str, Part], ...] = (
    ("conclusion", "conclusion"),
    ("steps", "step"),
    ("department", "department"),
    ("avoid", "avoid"),
)


@dataclass(frozen=True)
class Shown:
    """A line as it is shown: its text, and the source ids it rests on."""

    text: str
    source_ids: tuple[str, ...]


class Reading:
    """The model's lines as they come in: each judged once, and told as soon as it is whole."""

    def __init__(self, context: AnswerContext, material: Material, judge: Judge) -> None:
        self._context, self._material, self.judge = context, material, judge
        self._judged: dict[tuple[str, tuple[str, ...]], Shown] = {}
        self._told = 0

    def hear(self, growing: Mapping[str, Any]) -> None:
        """Tell the lines of a growing object that will not change any more."""
        whole: list[tuple[Part, Any]] = []
        for position, (name, part) in enumerate(_ORDER):
            value = growing.get(name)
            lines = value if isinstance(value, list) else [value] if isinstance(value, dict) else []
            later = any(after in growing for after, _ in _ORDER[position + 1 :])
            whole += [(part, line) for line in (lines if later else lines[:-1])]
        for part, line in whole[self._told :]:
            try:
                shown = self.shown(Line.model_validate(line))
            except ValueError:
                continue
            if shown.text:
                self._context.asked.listener.tell(Delta(part=part, text=shown.text))
        self._told = max(self._told, len(whole))

    def shown(self, line: Line) -> Shown:
        """What of a line may be shown; an empty text when nothing may."""
        key = (line.text, line.sources)
        if key not in self._judged:
            cited = self._material.cited(line.sources)
            self.judge.dropped += len(set(line.sources)) - len(cited)
            text = self.judge.kept(line.text, [piece.text for piece in cited], _LONGEST_LINE[self._context.lang])
            self._judged[key] = Shown(text, tuple(piece.source_id for piece in cited))
        return self._judged[key]

    def all_shown(self, lines: tuple[Line, ...]) -> list[Shown]:
        """The lines of which something may be shown."""
        return [shown for shown in map(self.shown, lines) if shown.text]

    @property
    def share(self) -> float:
        """How many of the lines written may be shown."""
        return sum(bool(shown.text) for shown in self._judged.values()) / max(1, len(self._judged))
