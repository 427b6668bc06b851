"""How models are asked: providers, schemas, ways, and what is known of failures."""

from pathlib import Path
from typing import Annotated, Any

import pytest
from pydantic import Field, SecretStr, ValidationError

from advisor.errors import NotReady
from advisor.llm.endpoint import Endpoint, Limits, Manner
from advisor.llm.failures import Failure, failure_of
from advisor.llm.providers import DIALECTS, modes_of, open_model
from advisor.llm.structured import ModeMemory, bound, schema_of
from advisor.model_settings import ModelSettings
from advisor.models.writing import Shape

HERE = Endpoint("vllm", "m", "http://127.0.0.1:1/v1", "secret-key")


class Inner(Shape):
    text: Annotated[str, Field(max_length=20)]
    sources: tuple[str, ...]


class Outer(Shape):
    first: Inner
    rest: tuple[Inner, ...]
    step: str


@pytest.mark.parametrize("provider", [*DIALECTS, "anthropic"])
def test_every_provider_opens_without_a_call(provider: str) -> None:
    opened = open_model(Endpoint(provider, "some-model", None, "secret-key"), Limits(), Manner())
    assert "secret-key" not in repr(opened)
    assert modes_of(Endpoint(provider, "m"))[-1] == "text"


def test_a_missing_package_is_named_without_its_path() -> None:
    with pytest.raises(NotReady) as raised:
        open_model(Endpoint("mistralai", "m", None, "k"), Limits(), Manner())
    assert raised.value.params == {"model": "mistralai:m", "reason": "ImportError"}


@pytest.mark.parametrize(
    ("provider", "thinking", "sent"),
    [
        ("qwen", None, {"enable_thinking": False}),
        ("qwen", True, None),
        ("vllm", None, None),
        ("vllm", False, {"chat_template_kwargs": {"enable_thinking": False}}),
        ("deepseek", None, {"thinking": {"type": "disabled"}}),
    ],
)
def test_thinking_is_switched_off_where_it_would_spoil_shapes(provider: str, thinking: Any, sent: Any) -> None:
    model: Any = open_model(Endpoint(provider, "m"), Limits(), Manner(thinking=thinking)).model
    assert model.extra_body == sent
    asked: Any = bound(model, "json_object", "t", {})
    assert asked.kwargs["extra_body"] == {**(sent or {}), "response_format": {"type": "json_object"}}


def test_a_schema_is_closed_and_flat() -> None:
    schema = schema_of(Outer, {"sources": ("A1", "A2"), "step": ("P1",)}, HERE)
    inner = schema["properties"]["first"]
    assert inner["additionalProperties"] is False
    assert inner["required"] == ["text", "sources"]
    assert inner["properties"]["sources"]["items"] == {"type": "string", "enum": ["A1", "A2"]}
    assert inner["properties"]["text"] == {"type": "string", "maxLength": 20}
    assert schema["properties"]["rest"]["items"] == inner
    assert schema["properties"]["step"] == {"type": "string", "enum": ["P1"]}
    assert "$ref" not in str(schema)
    assert "maxLength" not in str(schema_of(Outer, {}, Endpoint("openai", "m")))


def test_what_worked_is_remembered_on_disk_by_endpoint(tmp_path: Path) -> None:
    path = tmp_path / "modes.json"
    ModeMemory(path).remember(HERE, "json_object")
    assert ModeMemory(path).ladder(HERE) == ("json_object", "text")
    assert ModeMemory(path).ladder(Endpoint("vllm", "m", "http://elsewhere/v1"))[0] == "json_schema"
    assert "secret-key" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("content", ["", "[]", "{not json", '{"vllm:m@http://127.0.0.1:1/v1": "nonsense"}'])
def test_a_spoilt_memory_begins_at_the_top(tmp_path: Path, content: str) -> None:
    path = tmp_path / "modes.json"
    path.write_text(content, encoding="utf-8")
    assert ModeMemory(path).ladder(HERE)[0] == "json_schema"


class _Status(Exception):
    def __init__(self, code: int, **headers: str) -> None:
        self.status_code = code
        self.response = type("Response", (), {"headers": headers})()


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (TimeoutError(), "model_timeout"),
        (ConnectionRefusedError(), "model_unreachable"),
        (_Status(403), "model_unauthorized"),
        (_Status(429), "model_rate_limited"),
        (_Status(502), "model_error"),
        (ValueError("html"), "model_invalid"),
    ],
)
def test_failures_are_told_apart(error: Exception, reason: str) -> None:
    assert failure_of(error).reason == reason


def test_only_passing_failures_are_tried_again() -> None:
    assert Failure("model_error", 503).worth_retrying
    assert not Failure("model_error", 400).worth_retrying
    assert not Failure("model_unauthorized", 401).worth_retrying
    assert failure_of(_Status(429, **{"retry-after": "7"})).retry_after == 7.0
    assert failure_of(_Status(429, **{"retry-after": "Wed, 21 Oct"})).retry_after is None


def test_settings_name_the_model_and_its_fallbacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_MODEL", "deepseek:chat")
    monkeypatch.setenv("ADVISOR_MODEL_API_KEY", "secret-key")
    monkeypatch.setenv("ADVISOR_MODEL_FALLBACKS", "qwen:plus, ollama:small")
    monkeypatch.setenv("ADVISOR_MODEL_PRICES", '{"deepseek:chat": [2, 8]}')
    settings = ModelSettings()
    assert str(settings.name) == "deepseek:chat"
    assert [other.model for other in settings.fallbacks] == ["qwen:plus", "ollama:small"]
    assert settings.prices == {"deepseek:chat": (2.0, 8.0)}
    assert "secret-key" not in repr(settings)


def test_a_fallback_may_have_a_place_and_key_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(
        "ADVISOR_MODEL_FALLBACKS", '[{"model": "vllm:m", "base_url": "http://gpu:8000/v1", "api_key": "k"}]'
    )
    (other,) = ModelSettings().fallbacks
    assert (other.base_url, other.api_key) == ("http://gpu:8000/v1", SecretStr("k"))


@pytest.mark.parametrize("name", ["gpt", "Deep:seek", ":m", "x:"])
def test_a_model_without_a_provider_is_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        ModelSettings(name=name)


def test_no_model_is_configured_by_an_empty_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_MODEL", "")
    assert ModelSettings().name is None
