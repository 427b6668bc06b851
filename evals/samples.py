"""Printed samples: the replies to a list of requests, as people would see them, in docs/samples.

`python -m evals.samples` writes them again. The day and the ids are fixed: the same knowledge and model give the same
pages, and a page that changes shows what a change of either does to a reader.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import yaml

from advisor.bootstrap import Application, build
from advisor.exports.formats import export
from advisor.models.answer import Answer
from advisor.models.base import Frozen
from advisor.models.draft import Draft
from advisor.models.plan import Plan
from advisor.models.requests import AnswerRequest, DraftRequest, PlanRequest
from advisor.models.shared import Citation
from advisor.settings import Settings
from evals.keep import Forgetful

LIST = Path(__file__).parent / "datasets" / "samples.yaml"
FOLDER = Path("docs/samples")
Say = Callable[..., str]
_SHORT = 400


class Sample(Frozen):
    """One request with the name of its page."""

    id: str
    kind: Literal["plan", "answer", "draft"]
    request: dict[str, object]


class Samples(Frozen):
    """The requests and the moment at which they are made."""

    now: datetime
    samples: tuple[Sample, ...]


def read() -> Samples:
    """The list of requests."""
    return Samples.model_validate(yaml.safe_load(LIST.read_text(encoding="utf-8")))


def pages() -> Iterator[tuple[str, str]]:
    """The name and the text of every page."""
    listed, numbers = read(), count(1)
    with TemporaryDirectory() as folder:
        app = build(
            Settings(data_dir=Path(folder)),
            now=lambda: listed.now,
            new_id=lambda: f"sample-{next(numbers)}",
            replies=lambda _: Forgetful(),
        )
        for sample in listed.samples:
            yield f"{sample.id}.md", _page(sample, app)
        app.close()


def _page(sample: Sample, app: Application) -> str:
    reply = _reply(sample, app)
    say = partial(app.catalogue.say, reply.lang)
    asked = yaml.safe_dump(sample.request, allow_unicode=True, sort_keys=False, width=100).strip()
    parts = [f"```yaml\n{asked}\n```"]
    if reply.refusal is not None:
        parts += [reply.refusal.message]
    elif isinstance(reply, Plan):
        content, _ = export(reply, "md", say)
        parts += [content.decode().strip()]
    elif isinstance(reply, Answer):
        parts += [reply.answer, _bullets(say("cli.follow_ups"), reply.follow_ups), _sources(say, reply.citations)]
    else:
        parts += _draft(reply, say)
    return "\n\n".join(part for part in parts if part) + "\n"


def _reply(sample: Sample, app: Application) -> Plan | Answer | Draft:
    if sample.kind == "plan":
        return app.advisor.plan(PlanRequest.model_validate(sample.request))
    if sample.kind == "answer":
        return app.advisor.answer(AnswerRequest.model_validate(sample.request))
    return app.advisor.draft(DraftRequest.model_validate(sample.request))


def _draft(draft: Draft, say: Say) -> list[str]:
    subject = f"**{say('cli.subject')}** {draft.subject}" if draft.subject else ""
    # The tones of a long text differ in a sentence or two; only short ones are worth reading side by side.
    shown = [variant for variant in draft.variants if len(variant.text) <= _SHORT]
    variants = [f"### {variant.label}\n\n{_quoted(variant.text)}" for variant in shown]
    checks = [f"{'✓' if check.passed else '✗'} {check.detail}" for check in draft.checks]
    return [
        subject,
        _quoted(draft.text),
        *variants,
        _bullets(say("cli.checks"), checks),
        _bullets(say("export.why"), draft.why.splitlines()),
        _sources(say, draft.citations),
    ]


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def _bullets(title: str, lines: tuple[str, ...] | list[str]) -> str:
    return f"## {title}\n\n" + "\n".join(f"- {line}" for line in lines) if lines else ""


def _sources(say: Say, citations: tuple[Citation, ...]) -> str:
    return _bullets(say("cli.sources"), [f"[{c.ref}] {c.title} · {c.section}: {c.quote}" for c in citations])


def main() -> None:
    """Write every page and remove those that are no longer listed."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    written = dict(pages())
    for path in FOLDER.glob("*.md"):
        if path.name not in written:
            path.unlink()
    for name, text in written.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
