"""The knobs of the language model; without ADVISOR_MODEL there is none and nothing of it is loaded."""

from typing import Annotated, Any

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

_Seconds = Annotated[float, Field(gt=0, le=600)]
_NAME = r"^[a-z][a-z0-9_]*:\S+$"
ModelName = Annotated[str, Field(pattern=_NAME)]


class FallbackModel(BaseModel):
    """Another model to ask when the first does not answer; what is not given is the first one's."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: ModelName
    base_url: str | None = None
    api_key: SecretStr | None = None


class ModelSettings(BaseSettings):
    """Read from the environment with the prefix ADVISOR_MODEL_."""

    model_config = SettingsConfigDict(env_prefix="ADVISOR_MODEL_", frozen=True, extra="ignore", populate_by_name=True)

    name: ModelName | None = Field(default=None, validation_alias=AliasChoices("ADVISOR_MODEL"))
    """The model as provider:name; none when it is not set."""
    base_url: str | None = None
    """Where the model is; the provider's own address when it is not set."""
    api_key: SecretStr | None = None
    """The key for it."""
    fallbacks: Annotated[tuple[FallbackModel, ...], NoDecode] = ()
    """Models to ask next: a comma-separated list of provider:name, or a JSON list of objects."""
    temperature: Annotated[float, Field(ge=0, le=2)] = 0.2
    """How freely the model writes."""
    thinking: bool | None = None
    """Whether the model may think first; when it is not set, models that would think unasked are told not to."""
    stream: bool = True
    """Whether replies are streamed from the model; false for servers that cannot."""
    extra: dict[str, Any] = Field(default_factory=dict)
    """A JSON object merged into every request body."""
    connect_seconds: _Seconds = 5.0
    """The longest a connection may take."""
    first_token_seconds: _Seconds = 20.0
    """The longest wait for the first token."""
    between_tokens_seconds: _Seconds = 15.0
    """The longest gap between two tokens."""
    total_seconds: _Seconds = 60.0
    """The longest a request may take upstream, retries included."""
    context_tokens: Annotated[int, Field(ge=2048, le=2_000_000)] = 8192
    """How many tokens the model takes, prompt and reply together."""
    output_tokens: Annotated[int, Field(ge=256, le=100_000)] = 2048
    """How many tokens a reply may have."""
    daily_tokens: Annotated[int, Field(ge=0)] | None = None
    """How many tokens a tenant may use on a day; no limit when it is not set."""
    prices: dict[str, tuple[float, float]] = Field(default_factory=dict)
    """A JSON object of provider:name to the price of a million tokens in and out."""
    cache_size: Annotated[int, Field(ge=0, le=100_000)] = 256
    """How many replies are remembered, in memory."""

    @field_validator("name", mode="before")
    @classmethod
    def _blank_is_none(cls, value: object) -> object:
        return value or None

    @field_validator("fallbacks", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        import json

        if not isinstance(value, str):
            return value
        if value.lstrip().startswith("["):
            return json.loads(value)
        return tuple({"model": name.strip()} for name in value.split(",") if name.strip())
