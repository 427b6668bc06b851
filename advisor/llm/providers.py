"""Opening a model through LangChain. Vendor packages are extras and imported only when a model of theirs is opened.

Most providers speak OpenAI's protocol with small differences, which are data here. A provider that is not listed is
left to LangChain's own `init_chat_model`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from advisor.errors import NotReady
from advisor.llm.endpoint import Endpoint, Limits, Manner

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from openai import DefaultAsyncHttpxClient

Mode = Literal["json_schema", "tool", "json_object", "text"]
LADDER: tuple[Mode, ...] = ("json_schema", "tool", "json_object", "text")
# What a vendor's own class can do without its dialect being known to us.
_ANY_VENDOR: tuple[Mode, ...] = ("tool", "text")
# Local servers take any key, but the client wants one.
_NO_KEY = "none"


@dataclass(frozen=True)
class Dialect:
    """How an OpenAI-compatible provider differs from the others.

    `no_thinking` is what its request body must hold to switch thinking off, and `thinks` whether it thinks unless told
    not to, which spoils structured replies. `schema_without` are the keywords its schemas may not hold.
    """

    base_url: str | None
    no_thinking: Mapping[str, Any] = field(default_factory=dict)
    thinks: bool = False
    modes: tuple[Mode, ...] = LADDER
    schema_without: frozenset[str] = frozenset()


# These refuse json_schema; asking would cost a call each time nothing is remembered.
_NO_SCHEMA: tuple[Mode, ...] = ("tool", "json_object", "text")
_SWITCH = {"thinking": {"type": "disabled"}}
DIALECTS: Mapping[str, Dialect] = {
    "openai": Dialect(None, schema_without=frozenset({"maxLength"})),
    "compatible": Dialect(None),
    "vllm": Dialect("http://127.0.0.1:8000/v1", {"chat_template_kwargs": {"enable_thinking": False}}),
    "ollama": Dialect("http://127.0.0.1:11434/v1", {"reasoning_effort": "none"}),
    "deepseek": Dialect("https://api.deepseek.com", _SWITCH, thinks=True, modes=_NO_SCHEMA),
    "qwen": Dialect("https://dashscope.aliyuncs.com/compatible-mode/v1", {"enable_thinking": False}, thinks=True),
    "moonshot": Dialect("https://api.moonshot.cn/v1"),
    "zhipu": Dialect("https://open.bigmodel.cn/api/paas/v4", _SWITCH, thinks=True, modes=_NO_SCHEMA),
}


def modes_of(endpoint: Endpoint) -> tuple[Mode, ...]:
    """The ways of asking for a shape that are worth trying, best first."""
    dialect = DIALECTS.get(endpoint.provider)
    return dialect.modes if dialect else _ANY_VENDOR


def address_of(endpoint: Endpoint) -> str | None:
    """Where requests to this endpoint go; None where that is left to the vendor's package."""
    dialect = DIALECTS.get(endpoint.provider)
    return endpoint.base_url or (dialect.base_url if dialect else None)


@dataclass(frozen=True)
class Opened:
    """A model that can be called, and the client that is closed with it, where it is ours."""

    model: BaseChatModel
    client: DefaultAsyncHttpxClient | None = None


def open_model(endpoint: Endpoint, limits: Limits, manner: Manner) -> Opened:
    """The chat model of this endpoint. Raises NotReady when its package is missing or it cannot be opened."""
    try:
        dialect = DIALECTS.get(endpoint.provider)
        return _other(endpoint, limits, manner) if dialect is None else _compatible(endpoint, dialect, limits, manner)
    except Exception as error:  # a vendor's constructor may raise anything: import, value and settings errors
        raise NotReady("model_not_opened", model=endpoint.label, reason=type(error).__name__) from error


def _compatible(endpoint: Endpoint, dialect: Dialect, limits: Limits, manner: Manner) -> Opened:
    """The base class is used, not ChatOpenAI: it sends max_tokens, which every compatible server knows."""
    from langchain_openai.chat_models.base import BaseChatOpenAI
    from openai import DefaultAsyncHttpxClient, Timeout

    body = {**_thinking(dialect, manner), **manner.extra}
    timeout = Timeout(limits.total, connect=limits.connect)
    # Our own client: the library's is shared by all models of a process, and would be by loops that have ended.
    # A redirect is not followed: requests carry what was asked, and go where the operator said or nowhere.
    client = DefaultAsyncHttpxClient(timeout=timeout, follow_redirects=False)
    model = BaseChatOpenAI(
        model=endpoint.name,
        base_url=address_of(endpoint),
        api_key=endpoint.api_key or _NO_KEY,
        timeout=timeout,
        http_async_client=client,
        max_retries=0,
        max_tokens=limits.output_tokens,
        temperature=manner.temperature,
        stream_usage=True,
        extra_body=body or None,
    )
    return Opened(model, client)


def _thinking(dialect: Dialect, manner: Manner) -> Mapping[str, Any]:
    wanted = manner.thinking if manner.thinking is not None else not dialect.thinks
    return {} if wanted else dialect.no_thinking


def _other(endpoint: Endpoint, limits: Limits, manner: Manner) -> Opened:
    from langchain.chat_models import init_chat_model

    given: dict[str, Any] = {"base_url": endpoint.base_url, "api_key": endpoint.api_key}
    model: BaseChatModel = init_chat_model(
        endpoint.name,
        model_provider=endpoint.provider,
        temperature=manner.temperature,
        max_tokens=limits.output_tokens,
        timeout=limits.total,
        max_retries=0,
        **{name: value for name, value in given.items() if value},
    )
    return Opened(model)
