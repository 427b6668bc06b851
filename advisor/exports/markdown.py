"""A plan or a conversation as Markdown."""

from advisor.exports.layout import Bullets, Said, Say, Table, blocks
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


def said_in_markdown(title: str, parts: Said, say: Say) -> bytes:
    """A conversation as UTF-8 Markdown. What people typed is quoted, so that it cannot pass for the advisor's text."""
    blocks = [f"# {_one_line(title)}"]
    for head, text, sources in parts:
        blocks.append(f"## {head}")
        blocks.append("\n".join(f"> {line}" for line in text.splitlines()))
        if sources is not None:
            blocks.append(f"**{sources.title}**\n\n{_bullets(sources)}")
    blocks.append(f"---\n{say('notice')}")
    return ("\n\n".join(blocks) + "\n").encode()
