"""The words and options of the command line; what they do stands in cli.py.

Help texts come from the catalogue like every other sentence.
"""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from advisor.models.base import Lang
from advisor.models.taxonomy import TONES
from advisor.texts.catalogue import Catalogue

ADVICE = ("ask", "plan", "draft", "diagnose", "search")
EVAL = "eval"
Run = Callable[..., int]
# The text is read from standard input when this is given for it, or nothing is.
FROM_INPUT = "-"
_TEXT_FIELD = {"ask": "question", "search": "query"}


def make_parser(catalogue: Catalogue, lang: Lang, runs: Mapping[str, Run]) -> argparse.ArgumentParser:
    """The parser of the whole command; `runs` names what each command does."""

    def say(name: str) -> str:
        return catalogue.say(lang, f"cli.help.{name}")

    parser = argparse.ArgumentParser(prog="advisor", description=catalogue.say(lang, "cli.what"))
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in ADVICE:
        command = commands.add_parser(name, help=say(name))
        command.set_defaults(run=runs["advise"])
        if name == "draft":
            command.add_argument("kind", nargs="?", help=say("kind"))
        command.add_argument("text", nargs="?", default=FROM_INPUT, help=say("text"))
        command.add_argument("--json", action="store_true", help=say("json"))
        command.add_argument("--batch", metavar="FILE", help=say("batch"))
        command.add_argument("--lang", choices=["zh", "en"], help=say("lang"))
        command.add_argument("--department", help=say("department"))
        command.add_argument("--process", help=say("process"))
        if name in {"ask", "plan", "draft"}:
            command.add_argument("--engine", choices=["auto", "playbook", "llm"], help=say("engine"))
        if name in {"plan", "draft", "diagnose"}:
            _situation_options(command, say)
        if name == "plan":
            command.add_argument("--answer", type=_pair, action="append", metavar="ID=OPTION", help=say("answer"))
        if name == "draft":
            command.add_argument("--channel", help=say("channel"))
            command.add_argument("--slot", type=_pair, action="append", metavar="NAME=VALUE", help=say("slot"))
        if name == "search":
            command.add_argument("-k", type=int, help=say("k"))
    _house_commands(commands, say, runs)
    return parser


def parse(parser: argparse.ArgumentParser, arguments: Sequence[str] | None) -> argparse.Namespace:
    """The parsed arguments.

    What stands behind `eval` is its own command's and is handed on whole as `rest`. The text may stand behind the
    options, which argparse alone does not allow for `draft`.
    """
    said = list(sys.argv[1:] if arguments is None else arguments)
    if said[:1] == [EVAL]:
        return argparse.Namespace(**vars(parser.parse_args([EVAL])), rest=said[1:])
    given, rest = parser.parse_known_args(said)
    if len(rest) == 1 and not rest[0].startswith("-") and getattr(given, "text", None) == FROM_INPUT:
        given.text = rest[0]
    elif rest:
        parser.error(" ".join(rest))
    return given


def request_of(given: argparse.Namespace) -> dict[str, object]:
    """The request object these options describe; its text comes from standard input where none is given."""
    text = sys.stdin.read() if given.text == FROM_INPUT else given.text
    fields: dict[str, object] = {_TEXT_FIELD.get(given.command, "text"): text}
    for name in ("lang", "department", "process", "today", "tone", "kind", "channel", "k", "engine"):
        if getattr(given, name, None) is not None:
            fields[name] = getattr(given, name)
    if getattr(given, "fact", None):
        fields["facts"] = {name: _number_or_text(value) for name, value in given.fact}
    for name in ("slot", "answer"):
        if getattr(given, name, None):
            fields[f"{name}s"] = dict(getattr(given, name))
    if getattr(given, "to", None):
        fields["counterpart"] = {"name": given.to, "level": given.level}
    return fields


def _situation_options(command: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    command.add_argument("--to", metavar="NAME", help=say("to"))
    command.add_argument("--level", choices=["peer", "superior", "report"], help=say("level"))
    command.add_argument("--today", metavar="YYYY-MM-DD", help=say("today"))
    command.add_argument("--tone", choices=list(TONES), help=say("tone"))
    command.add_argument("--fact", type=_pair, action="append", metavar="NAME=VALUE", help=say("fact"))


def _house_commands(commands: Any, say: Callable[[str], str], runs: Mapping[str, Run]) -> None:
    serve = commands.add_parser("serve", help=say("serve"))
    serve.add_argument("--host", help=say("host"))
    serve.add_argument("--port", type=int, help=say("port"))
    serve.set_defaults(run=runs["serve"])
    commands.add_parser("index", help=say("index")).set_defaults(run=runs["index"])
    check = commands.add_parser("check", help=say("check"))
    check.add_argument("folders", nargs="*", type=Path, help=say("folders"))
    check.add_argument("--coverage", action="store_true", help=say("coverage"))
    check.add_argument("--json", action="store_true", help=say("coverage_json"))
    check.set_defaults(run=runs["check"])
    new = commands.add_parser("new", help=say("new"))
    new.add_argument("kind", help=say("item_kind"))
    new.add_argument("id", help=say("item_id"))
    new.add_argument("--in", dest="folder", type=Path, default=Path(), help=say("in"))
    new.set_defaults(run=runs["new"])
    commands.add_parser(EVAL, help=say("eval"), add_help=False).set_defaults(run=runs[EVAL])
    model = commands.add_parser("model", help=say("model"))
    model.add_argument("action", choices=["test"])
    model.add_argument("--json", action="store_true", help=say("json"))
    model.set_defaults(run=runs["model"])
    keys = commands.add_parser("keys", help=say("keys"))
    keys.add_argument("action", choices=["list", "create", "revoke"])
    keys.add_argument("name", nargs="?", default="key", help=say("key_name"))
    keys.add_argument("--admin", action="store_true", help=say("admin"))
    keys.set_defaults(run=runs["keys"])
    channels = commands.add_parser("channels", help=say("channels"))
    channels.add_argument("action", choices=["add", "list", "show", "origins", "rotate", "disable"])
    channels.add_argument("channel", nargs="?", help=say("channel_name"))
    channels.add_argument("origins", nargs="*", help=say("origins"))
    channels.add_argument("--scope", choices=["faq", "full"], default="full", help=say("channel_scope"))
    channels.add_argument("--identity", choices=["HS256", "RS256"], help=say("identity"))
    channels.add_argument("--public-key", type=Path, help=say("public_key"))
    channels.add_argument("--signed-in-only", action="store_true", help=say("signed_in_only"))
    channels.set_defaults(run=runs["channels"])
    export = commands.add_parser("export", help=say("export"))
    export.add_argument("plan", help=say("plan_id"))
    export.add_argument("--format", default="md", help=say("format"))
    export.add_argument("--out", type=Path, help=say("out"))
    export.set_defaults(run=runs["export"])


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name:
        raise argparse.ArgumentTypeError(text)
    return name, value


def _number_or_text(value: str) -> object:
    try:
        return float(value) if "." in value else int(value)
    except ValueError:
        return value
