"""Templates: the strict Jinja2 files under prompts/. The only file that knows jinja2's text side.

A variable that was not given is an error. User text is only ever a value, never a template.
"""

import hashlib
from functools import cached_property
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound

from advisor.texts.quoting import quoted


class Templates:
    """The text templates of some folders, by name without the `.jinja2` ending; the first folder that has one wins."""

    def __init__(self, *folders: Path) -> None:
        self._folders = folders

    def render(self, name: str, **values: object) -> str:
        """The template filled and stripped. Raises jinja2's UndefinedError when a value is missing."""
        return self._environment.get_template(f"{name}.jinja2").render(**values).strip()

    def source(self, name: str) -> str:
        """The template as written."""
        loader = FileSystemLoader(self._folders)
        return loader.get_source(self._environment, f"{name}.jinja2")[0]

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
            {
                path.relative_to(root).as_posix().removesuffix(".jinja2")
                for root in self._folders
                for path in (root / folder).glob("*.jinja2")
            }
        )

    def version(self, name: str) -> str:
        """Twelve hex digits of the template's hash."""
        return hashlib.sha256(self.source(name).encode()).hexdigest()[:12]

    @cached_property
    def _environment(self) -> Environment:
        environment = Environment(
            loader=FileSystemLoader(self._folders),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=False,  # noqa: S701  (plain text for messages and prompts; pages have an environment of their own)
        )
        environment.filters["quoted"] = quoted
        return environment
