"""Every knob, read once at the roots (bootstrap, api/app, cli, evals) and nowhere else."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from advisor.model_settings import ModelSettings

_PACKAGE = Path(__file__).parent
# In a wheel the content lies inside the package; in a checkout, beside it.
CONTENT = _PACKAGE / "content" if (_PACKAGE / "content").is_dir() else _PACKAGE.parent


class Settings(BaseSettings):
    """Read from the environment with the prefix ADVISOR_; keyword arguments win."""

    model_config = SettingsConfigDict(env_prefix="ADVISOR_", frozen=True, extra="ignore")

    data_dir: Path = Path("var")
    """Where the database and the caches live."""
    knowledge_dirs: Annotated[tuple[Path, ...], NoDecode] = ()
    """Folders laid over the built-in knowledge, item by item, the last winning; separated by the path separator."""
    eval_dirs: Annotated[tuple[Path, ...], NoDecode] = ()
    """Folders of further eval cases, measured beside the built-in ones; separated by the path separator."""
    database_url: str | None = None
    """SQLAlchemy URL; SQLite under `data_dir` when it is not set."""
    embedding_model: str | None = None
    """A sentence-transformers model, by name or path; the bundled one when it is not set."""
    admin_key: str | None = None
    """The admin key; made at first start when it is not set."""
    host: str = "127.0.0.1"
    """The address to listen on; anything but loopback needs a key that exists already."""
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    """The port to listen on."""
    log_level: str = "INFO"
    """How much is logged."""
    llm: ModelSettings = Field(default_factory=ModelSettings)
    """The language model, read from ADVISOR_MODEL and the variables that begin so."""
    roster: Path | None = None
    """A file of people's names, one a line, that are hidden wherever personal data is."""
    streams: Annotated[int, Field(ge=1, le=10_000)] = 600
    """How many replies of conversations may be open at once; more are asked to come back."""
    public_url: Annotated[str | None, Field(pattern=r"^https?://[^/\s?#]+$")] = None
    """Where people reach the pages, scheme and host alone; plans in a conversation then link there."""
    turns: Annotated[int, Field(ge=1, le=1_000)] = 8
    """How many of them are worked on at once; the others wait their turn. Raise it when a slow model writes."""
    threads: Annotated[int, Field(ge=1, le=256)] = 8
    """How many requests are worked on at once."""

    @field_validator("knowledge_dirs", "eval_dirs", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        import os

        return tuple(part for part in value.split(os.pathsep) if part) if isinstance(value, str) else value

    @property
    def content_dir(self) -> Path:
        """Where the built-in knowledge and prompts lie."""
        return CONTENT

    @property
    def model_dir(self) -> Path:
        """Where the bundled model lies."""
        return _PACKAGE / "retrieval" / "bundled"
