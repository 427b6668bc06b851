"""A plan as Markdown."""

from advisor.exports.layout import Bullets, Say, Table, blocks
from advisor.models.plan import Plan


def to_markdown(plan: Plan, say: Say) -> bytes:
    """The plan as UTF-8 Markdown, with the notice that a machine made it."""
    parts = [f"# {plan.title}", plan.summary]
    for block in blocks(plan, say):
        parts.append(f"## {block.title}")
        parts.append(_table(block) if isinstance(block, Table) else _bullets(block))
    parts.append(f"---\n{say('export.notice')}")
    return ("\n\n".join(parts) + "\n").encode()


def _bullets(block: Bullets) -> str:
    return "\n".join(f"- {_one_line(line)}" for line in block.lines)


def _table(block: Table) -> str:
    lines = [block.head, tuple("---" for _ in block.head), *block.rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return _one_line(text).replace("|", "\\|")


def _one_line(text: str) -> str:
    return " ".join(text.split())
