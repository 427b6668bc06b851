"""How long redacting takes: `python -m evals.bench_redaction`. Ten kilobytes of questions, with personal data between.

Reported twice: with a number and a mailbox in every fifth question, and with both in each.
"""

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table

from advisor.corpus.loader import load
from advisor.guardrails.redaction.redactor import Redactor
from advisor.models.base import LANGS, Lang
from advisor.settings import Settings
from evals.timing import milliseconds, spread
from evals.utterances import utterances

_BYTES = 10_000
_ROUNDS = 200
# As many names as a large company has, so that looking them up is measured too.
_ROSTER = 50_000
_OUTSIDE_TEXT = 0x4E00


def redaction() -> list[tuple[str, str, str]]:
    """Rows of the table: what, p50 / p95, the bar."""
    redactor = Redactor(load([Settings().content_dir / "knowledge"]).privacy, frozenset(_names()))
    rows = []
    for lang in LANGS:
        for every in (5, 1):
            text = _text(lang, every)
            count = len(redactor.findings(text))
            times = milliseconds(redactor.redact, [text] * _ROUNDS)
            rows.append((f"redact 10 kB ({lang}, {count} findings), p50 / p95", spread(times), "5 ms"))
    return rows


def _text(lang: Lang, every: int) -> str:
    """Questions of one language, with personal data after every few of them, cut at ten kilobytes."""
    lines = []
    for number, said in enumerate(u.text for u in utterances("friction", "dev") if u.lang == lang):
        personal = f" 138{number:08d}, li.wei{number}@example.com" if number % every == 0 else ""
        lines.append(said + personal)
    whole = "\n".join(lines)
    repeated = whole * (_BYTES // len(whole.encode()) + 1)
    return repeated.encode()[:_BYTES].decode(errors="ignore")


def _names() -> Iterator[str]:
    for number in range(_ROSTER):
        yield chr(_OUTSIDE_TEXT + number % 97) + chr(_OUTSIDE_TEXT + 100 + number // 97) + chr(_OUTSIDE_TEXT + 999)


def main() -> None:
    """Measure and print."""
    table = Table("what", "measured", "asked")
    for row in redaction():
        table.add_row(*row)
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
