"""The judge of what a model wrote: each sentence is kept as it is, or not shown; nothing is mended into truth."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from advisor.guardrails.plain import cleaned, has_link, is_in
from advisor.guardrails.support import Support
from advisor.language.sentences import sentences_of
from advisor.models.base import Lang

# Risky is what the screen would refuse, or wording that blames or threatens.
Risky = Callable[[str, Lang], bool]


@dataclass
class Judge:
    """Judges one reply; `dropped` counts the sentences and marks that were not shown."""

    support: Support
    risky: Risky
    lang: Lang
    # What the caller told: facts in it may be repeated.
    request: str
    dropped: int = 0
    _joint: str = field(init=False)

    def __post_init__(self) -> None:
        self._joint = " " if self.lang == "en" else ""

    def kept(self, text: str, sources: Sequence[str], longest: int) -> str:
        """The sentences of `text` that may be shown, in order, in at most `longest` characters; may be empty."""
        plain = cleaned(text)
        self.dropped += plain.marks
        said: list[str] = []
        for sentence in sentences_of(plain.text):
            whole = self._joint.join([*said, sentence])
            if len(whole) <= longest and self._may_be_shown(sentence, sources):
                said.append(sentence)
            else:
                self.dropped += 1
        return self._joint.join(said)

    def _may_be_shown(self, sentence: str, sources: Sequence[str]) -> bool:
        return (
            bool(sources)
            and not has_link(sentence)
            and is_in(sentence, self.lang)
            and self.support.supported(sentence, [*sources, self.request])
            and not self.risky(sentence, self.lang)
        )
