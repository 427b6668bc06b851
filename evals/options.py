"""The options of `advisor eval`; what they do stands in __main__.py. Help texts come from the catalogue."""

import argparse
from pathlib import Path

from evals.words import Words


def run_parser(words: Words) -> argparse.ArgumentParser:
    """The parser of a run."""

    def say(name: str) -> str:
        return words.say(f"help.{name}")

    parser = argparse.ArgumentParser(prog="advisor eval", description=say("what"))
    parser.add_argument("suites", nargs="*", metavar="SUITE", help=say("suites"))
    parser.add_argument("--engine", choices=["auto", "playbook", "llm"], help=say("engine"))
    parser.add_argument("--against", metavar="BASELINE", help=say("against"))
    parser.add_argument("--repeat", type=_count, default=1, metavar="N", help=say("repeat"))
    parser.add_argument("--filter", metavar="TAG", help=say("filter"))
    parser.add_argument("--resume", action="store_true", help=say("resume"))
    parser.add_argument("--rescore", nargs="?", const="", metavar="RUN", help=say("rescore"))
    parser.add_argument("--url", help=say("url"))
    parser.add_argument("--key", default="", help=say("key"))
    parser.add_argument("--cases", type=Path, action="append", default=[], metavar="DIR", help=say("cases"))
    parser.add_argument("--workers", type=_count, default=0, metavar="N", help=say("workers"))
    parser.add_argument("--no-cache", action="store_true", help=say("no_cache"))
    parser.add_argument("--judge", action="store_true", help=say("judge"))
    parser.add_argument("--judge-gates", action="store_true", help=say("judge_gates"))
    parser.add_argument("--out", type=Path, metavar="DIR", help=say("out"))
    parser.add_argument("--check", action="store_true", help=say("check"))
    parser.add_argument("--lang", choices=["zh", "en"], help=say("lang"))
    return parser


def accept_parser(words: Words) -> argparse.ArgumentParser:
    """The parser of `accept`."""
    parser = argparse.ArgumentParser(prog="advisor eval accept")
    parser.add_argument("run", nargs="?", metavar="RUN", help=words.say("help.run"))
    parser.add_argument("--to", type=Path, metavar="FILE", help=words.say("help.to"))
    return parser


def promote_parser(words: Words) -> argparse.ArgumentParser:
    """The parser of `promote`."""
    parser = argparse.ArgumentParser(prog="advisor eval promote")
    parser.add_argument("reply", metavar="ID", help=words.say("help.reply"))
    parser.add_argument("--reason", help=words.say("help.reason"))
    parser.add_argument("--to", type=Path, metavar="DIR", help=words.say("help.to"))
    return parser


def _count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(text)
    return value
