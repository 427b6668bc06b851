"""The two shapes every model here is made of.

Values are frozen and refuse unknown fields: a misspelt key is an error, never silence.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = ("zh", "en")


class Frozen(BaseModel):
    """A value: it cannot change and carries only the fields it declares."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Text(Frozen):
    """One thing said in both languages; neither may be empty."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def in_(self, lang: Lang) -> str:
        """The words in `lang`."""
        return self.zh if lang == "zh" else self.en


class Words(Frozen):
    """A list of expressions for each language (aliases, asks, vocabulary); the lists need not pair up."""

    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()

    def in_(self, lang: Lang) -> tuple[str, ...]:
        """The expressions in `lang`."""
        return self.zh if lang == "zh" else self.en

    def all(self) -> tuple[str, ...]:
        """The expressions of both languages, Chinese first."""
        return self.zh + self.en
