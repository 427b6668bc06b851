"""A deployed service, through its public endpoints alone. The only file of the measurement that knows httpx.

A source that our own files do not know, or know in other words, is looked up through the service's search.
"""

import time
from collections.abc import Mapping
from typing import Any

import httpx

from advisor.language.folding import bare
from advisor.models.base import Frozen, Lang
from advisor.models.shared import Citation
from evals.cases import Door
from evals.reference import Reference
from evals.scorers.score import Reply
from evals.targets.target import REPLIES, TargetFailed, Told

_PATHS: Mapping[Door, str] = {
    "diagnose": "/v1/diagnoses",
    "plan": "/v1/plans",
    "answer": "/v1/answers",
    "draft": "/v1/drafts",
    "search": "/v1/search",
}
_SECONDS = 120.0
_LOOKED_THROUGH = 20
_OK = 300


class HttpTarget:
    """The endpoints of one address."""

    def __init__(self, url: str, key: str, reference: Reference) -> None:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._client = httpx.Client(base_url=url, headers=headers, timeout=_SECONDS)
        self._url, self.reference = url, reference
        self.doors: frozenset[Door] = frozenset(_PATHS)
        self._version = ""

    def identity(self) -> Mapping[str, str]:
        """The address and, once something was answered, the knowledge it works from."""
        return {"target": self._url, "knowledge_version": self._version}

    def ask(self, door: Door, request: Frozen) -> Told:
        """The reply of the endpoint; unknown fields are passed over, since fields may be added."""
        began = time.perf_counter()
        body = self._post(_PATHS[door], request.model_dump(mode="json", exclude_none=True))
        ms = (time.perf_counter() - began) * 1000
        try:
            reply: Any = REPLIES[door].model_validate(body, extra="ignore")
        except ValueError as error:
            raise TargetFailed("not_the_contract", str(error)[:500]) from error
        self._version = getattr(getattr(reply, "provenance", None), "knowledge_version", self._version)
        return Told(reply, ms, self._unknown(reply))

    def close(self) -> None:
        """Let the connections go."""
        self._client.close()

    def _post(self, path: str, body: Mapping[str, Any]) -> Any:
        try:
            response = self._client.post(path, json=body)
            told = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise TargetFailed("unreachable", type(error).__name__) from error
        if response.status_code >= _OK:
            raise TargetFailed(str(told.get("code", response.status_code)), str(told.get("detail", "")))
        return told

    def _unknown(self, reply: Reply) -> dict[str, str]:
        """The texts of cited sources in which we cannot find the quotation ourselves."""
        citations: tuple[Citation, ...] = getattr(reply, "citations", ())
        lang: Lang = getattr(reply, "lang", "zh")
        found: dict[str, str] = {}
        for each in citations:
            if bare(each.quote) not in bare(self.reference.text(each.source_id, lang)):
                body = {"query": each.quote or each.title, "k": _LOOKED_THROUGH, "lang": lang}
                hits = self._post(_PATHS["search"], body).get("hits", [])
                texts = [f"{hit['title']}\n{hit['text']}" for hit in hits if hit["source_id"] == each.source_id]
                found[each.source_id] = "\n".join(texts)
        return found
