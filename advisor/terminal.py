"""Replies for people who read a terminal: colour, tables, and the sources at the end."""

from collections.abc import Callable, Mapping, Sequence
from functools import singledispatch

from pydantic import BaseModel
from rich.console import Console
from rich.markdown import Markdown
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from advisor.models.answer import Answer
from advisor.models.base import Lang
from advisor.models.draft import Draft
from advisor.models.plan import Plan, Step
from advisor.models.principal import KeyInfo
from advisor.models.search import SearchResult
from advisor.models.shared import Citation, Diagnosis, Refusal
from advisor.texts.catalogue import Catalogue

Say = Callable[..., str]
_PHASE_STYLE = "magenta"


def show(reply: BaseModel, catalogue: Catalogue) -> None:
    """Print one reply in its own language."""
    lang: Lang = getattr(reply, "lang", "zh")
    console = Console(highlight=False)

    def say(key: str, **values: object) -> str:
        return catalogue.say(lang, key, **values)

    refusal: Refusal | None = getattr(reply, "refusal", None)
    if refusal is not None:
        console.print(f"[yellow]{escape(say('cli.refused'))}[/]  {escape(refusal.message)}")
        _list(console, say("cli.follow_ups"), refusal.suggestions)
        return
    _show(reply, console, say)


def show_keys(keys: Sequence[KeyInfo], catalogue: Catalogue, lang: Lang) -> None:
    """Print the keys without their secrets."""
    if not keys:
        Console().print(catalogue.say(lang, "cli.no_keys"))
        return
    table = Table("id", "name", "scopes", "created", "revoked")
    for key in keys:
        table.add_row(key.id, escape(key.name), " ".join(key.scopes), key.created_at, "×" if key.revoked else "")
    Console().print(table)


@singledispatch
def _show(reply: BaseModel, console: Console, say: Say) -> None:  # noqa: ARG001  (the signature of the family)
    raise TypeError(type(reply))


@_show.register
def _(reply: Answer, console: Console, say: Say) -> None:
    console.print(Markdown(reply.answer))
    _list(console, say("cli.follow_ups"), reply.follow_ups)
    _sources(console, say, reply.citations)
    _notice(console, say, reply.provenance.degraded_reason)


@_show.register
def _(reply: Diagnosis, console: Console, say: Say) -> None:
    _diagnosis(console, say, reply)


@_show.register
def _(reply: Plan, console: Console, say: Say) -> None:
    console.rule(f"[bold]{escape(reply.title)}")
    console.print(escape(reply.summary))
    _diagnosis(console, say, reply.diagnosis)
    console.print(f"\n[bold]{escape(say('export.steps'))}[/]")
    for step in reply.steps:
        _step(console, say, step)
    ladder = [f"{e.level} {e.due.isoformat()}  {e.when} {e.action}" for e in reply.escalation]
    _list(console, say("export.escalation"), ladder)
    rows = [f"{r.hr_project} → {r.department_goal}: {r.value} ({r.ask})" for r in reply.value_linkage]
    _list(console, say("export.value_linkage"), rows)
    _list(console, say("export.metrics"), [f"{m.name}: {m.formula} {m.target}" for m in reply.metrics])
    _list(console, say("export.risks"), [risk.text for risk in reply.risks])
    _list(console, say("export.similar_cases"), [f"{c.title}: {c.outcome}" for c in reply.similar_cases])
    _list(console, say("export.assumptions"), reply.assumptions)
    _list(console, say("export.missing"), [missing.question for missing in reply.missing])
    _sources(console, say, reply.citations)
    _notice(console, say, reply.provenance.degraded_reason)
    console.print(f"[dim]{escape(say('cli.kept_as', id=reply.id))}[/]")


@_show.register
def _(reply: Draft, console: Console, say: Say) -> None:
    if reply.subject:
        console.print(f"[bold]{escape(say('cli.subject'))}[/]  {escape(reply.subject)}\n")
    console.print(escape(reply.text))
    for variant in reply.variants:
        console.rule(escape(f"{say('cli.variants')}: {variant.label}"), align="left")
        console.print(escape(variant.text))
    _list(console, say("cli.checks"), [f"{'✓' if c.passed else '✗'} {c.detail}" for c in reply.checks])
    _sources(console, say, reply.citations)
    _notice(console, say, reply.provenance.degraded_reason)


@_show.register
def _(reply: SearchResult, console: Console, say: Say) -> None:
    table = Table("", "score", "source", say("cli.hits"), show_lines=True)
    for number, hit in enumerate(reply.hits, start=1):
        text = f"{hit.title} · {hit.section}\n{hit.text}"
        table.add_row(str(number), f"{hit.score:.2f}", hit.source_id, escape(text))
    console.print(table)


def _step(console: Console, say: Say, step: Step) -> None:
    marks = "".join(f"[{ref}]" for ref in step.refs)
    who = f"{say(f'owner.{step.owner}')} · {say('export.minutes', n=step.effort_minutes)}"
    day = f"{step.due.isoformat()} {say(f'weekday.{step.due.weekday()}')}"
    console.print(
        f"\n  [cyan]{day}[/] [{_PHASE_STYLE}]{escape(say(f'phase.{step.phase}'))}[/]  [bold]{escape(step.title)}[/]"
    )
    for line in (f"{step.detail} {marks}", f"{who} · {say('export.done_when')}: {step.done_when}"):
        console.print(Padding(escape(line), (0, 0, 0, 4)))


def _diagnosis(console: Console, say: Say, reply: Diagnosis) -> None:
    unknown = say("cli.unknown")
    console.print(
        f"[bold]{say('cli.department')}[/] {escape(reply.department.name or unknown)}   "
        f"[bold]{say('cli.process')}[/] {escape(reply.process.name or unknown)}"
    )
    _list(console, say("cli.frictions"), [f"{f.name} {f.confidence:.0%}" for f in reply.frictions])
    causes = [f"{say(f'kind.{c.kind}')} · {c.name} {c.confidence:.0%}: {c.why}" for c in reply.root_causes]
    _list(console, say("cli.root_causes"), causes)
    asked = [f"{q.text} ({q.id}: {_options({o.id: o.text for o in q.options})})" for q in reply.questions]
    _list(console, say("cli.questions"), asked)
    _list(console, say("cli.risk_flags"), [f"{flag.name}: {flag.advice}" for flag in reply.risk_flags])


def _options(options: Mapping[str, str]) -> str:
    return " / ".join(f"{name}={text}" for name, text in options.items())


def _list(console: Console, title: str, lines: Sequence[str]) -> None:
    if lines:
        console.print(f"\n[bold]{escape(title)}[/]")
        for line in lines:
            console.print(f"  • {escape(line)}")


def _sources(console: Console, say: Say, citations: Sequence[Citation]) -> None:
    if citations:
        console.print(f"\n[bold]{escape(say('cli.sources'))}[/]")
        for c in citations:
            url = f" {c.url}" if c.url else ""
            console.print(f"  [dim]{escape(f'[{c.ref}] {c.title} · {c.section}: {c.quote}{url}')}[/]")


def _notice(console: Console, say: Say, degraded: str | None) -> None:
    if degraded:
        key = "degraded." + degraded.partition(":")[0]
        console.print(f"\n[yellow]{escape(say(key))}[/]")
    console.print(f"\n[dim]{escape(say('export.notice'))}[/]")
