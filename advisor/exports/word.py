"""A plan or a conversation as a Word document. The only file that knows python-docx."""

from io import BytesIO

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Pt

from advisor.exports.layout import Bullets, Said, Say, Table, blocks
from advisor.models.plan import Plan

_FONT, _HAN_FONT = "Calibri", "Microsoft YaHei"


def to_word(plan: Plan, say: Say) -> bytes:
    """The plan as .docx bytes, landscape for the sake of the step table."""
    document = Document()
    _set_up(document)
    document.add_heading(plan.title, level=1)
    document.add_paragraph(plan.summary)
    for block in blocks(plan, say):
        document.add_heading(block.title, level=2)
        if isinstance(block, Bullets):
            for line in block.lines:
                document.add_paragraph(line, style="List Bullet")
        else:
            _add_table(document, block)
    document.add_paragraph(say("export.notice"))
    document.core_properties.title = plan.title
    document.core_properties.comments = say("export.notice")
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _set_up(document: DocumentType) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    style = document.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(10)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _HAN_FONT)


def _add_table(document: DocumentType, block: Table) -> None:
    table = document.add_table(rows=1, cols=len(block.head), style="Table Grid")
    for cell, text in zip(table.rows[0].cells, block.head, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    for row in block.rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def said_in_word(title: str, parts: Said, say: Say) -> bytes:
    """A conversation as .docx bytes."""
    document = Document()
    _set_up(document)
    document.add_heading(_printable(title), level=1)
    for head, text, sources in parts:
        document.add_heading(head, level=2)
        for line in filter(None, text.splitlines()):
            document.add_paragraph(_printable(line.replace("**", "")))
        for line in sources.lines if sources else ():
            document.add_paragraph(_printable(line), style="List Bullet")
    document.add_paragraph(say("notice"))
    document.core_properties.title = _printable(title)
    document.core_properties.comments = say("notice")
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _printable(text: str) -> str:
    """The text without characters that XML cannot hold."""
    return "".join(char for char in text if char.isprintable() or char == "\t")
