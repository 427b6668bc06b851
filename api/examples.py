"""The examples shown in the OpenAPI document, read from prompts/examples/requests.yaml."""

from typing import Any

import yaml

from advisor.settings import CONTENT


def _load() -> dict[str, Any]:
    path = CONTENT / "prompts" / "examples" / "requests.yaml"
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


_EXAMPLES = _load()
DIAGNOSIS: Any = _EXAMPLES["diagnosis"]
PLAN: Any = _EXAMPLES["plan"]
ANSWER: Any = _EXAMPLES["answer"]
DRAFT: Any = _EXAMPLES["draft"]
SEARCH: Any = _EXAMPLES["search"]
