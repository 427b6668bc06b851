"""Pages: Jinja2 with autoescaping, words from the catalogue, nothing loaded from elsewhere."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from advisor.errors import AdvisorError
from advisor.models.base import Lang
from advisor.texts.catalogue import Catalogue
from advisor.wordings import validation_lines

_TEMPLATES = Path(__file__).parent / "templates"


class Views:
    """Renders pages in one of the two languages."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._environment = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def page(self, name: str, lang: Lang, status: int = 200, **values: Any) -> HTMLResponse:
        """The page of that name."""
        values.setdefault("error", None)

        def say(key: str, **more: object) -> str:
            return self._catalogue.say(lang, key, **more)

        html = self._environment.get_template(f"{name}.html").render(lang=lang, say=say, **values)
        return HTMLResponse(html, status, {"Content-Language": lang})

    def told(self, error: AdvisorError | ValidationError, lang: Lang) -> str:
        """What went wrong, in one sentence."""
        if isinstance(error, ValidationError):
            return " ".join(said for _, said in validation_lines(error, self._catalogue, lang))
        return self._catalogue.say(lang, f"error.{error.code}", **error.params)

    async def in_thread(self, work: Callable[..., HTMLResponse], *arguments: Any) -> HTMLResponse:
        """Run blocking work off the event loop."""
        return await run_in_threadpool(work, *arguments)
