"""Templates: the strict Jinja2 files under prompts/. The only file that knows jinja2's text side.

A variable that was not given is an error. User text is only ever a value, never a template.
"""

import hashlib
from functools import cached_property
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound

from advisor.texts.quoting import quoted


class Templates:
    """The text templates of one folder, by name without the `.jinja2` ending."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def render(self, name: str, **values: object) -> str:
        """The template filled and stripped. Raises jinja2's UndefinedError when a value is missing."""
        return self._environment.get_template(f"{name}.jinja2").render(**values).strip()

    def source(self, name: str) -> str:
        """The template as written."""
        return (self._folder / f"{name}.jinja2").read_text(encoding="utf-8")

    def exists(self, name: str) -> bool:
        """Whether there is such a template."""
        try:
            self._environment.get_template(f"{name}.jinja2")
        except TemplateNotFound:
            return False
        return True

    def names(self, folder: str) -> list[str]:
        """The templates under one folder, sorted."""
        return sorted(
            path.relative_to(self._folder).as_posix().removesuffix(".jinja2")
            for path in (self._folder / folder).glob("*.jinja2")
        )

    def version(self, name: str) -> str:
        """Twelve hex digits of the template's hash."""
        return hashlib.sha256(self.source(name).encode()).hexdigest()[:12]

    @cached_property
    def _environment(self) -> Environment:
        environment = Environment(
            loader=FileSystemLoader(self._folder),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=False,  # noqa: S701  (plain text for messages and prompts; pages have an environment of their own)
        )
        environment.filters["quoted"] = quoted
        return environment
