"""A plan as an Excel workbook. The only file that knows openpyxl.

Cells that a spreadsheet would run as a formula are made harmless.
"""

from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from advisor.exports.layout import Bullets, Say, Table, blocks
from advisor.models.plan import Plan

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_FORBIDDEN_IN_TITLE = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_WIDEST, _NARROWEST = 60, 10


def to_sheet(plan: Plan, say: Say) -> bytes:
    """The plan as .xlsx bytes, one sheet a part."""
    book = Workbook()
    book.remove(book.worksheets[0])
    _fill(book.create_sheet(), Bullets(say("export.summary"), (plan.title, plan.summary, say("export.notice"))))
    for block in blocks(plan, say):
        _fill(book.create_sheet(), block)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _fill(sheet: Worksheet, block: Table | Bullets) -> None:
    # Excel allows 31 characters and few marks in a sheet's name.
    sheet.title = block.title.translate(_FORBIDDEN_IN_TITLE)[:31]
    rows = (block.head, *block.rows) if isinstance(block, Table) else tuple((line,) for line in block.lines)
    for row in rows:
        sheet.append([_harmless(cell) for cell in row])
    if isinstance(block, Table):
        sheet.freeze_panes = "A2"
        for cell in sheet[1]:
            cell.font = Font(bold=True)
    for number, column in enumerate(sheet.iter_cols(), start=1):
        longest = max(len(str(cell.value or "")) for cell in column)
        width = min(_WIDEST, max(_NARROWEST, longest * 2))
        sheet.column_dimensions[get_column_letter(number)].width = width
        for cell in column:
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
