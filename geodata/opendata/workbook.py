"""Sheets of a workbook for people: bold headings, widths, a filter row and a fixed first column."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from geodata.opendata.formula_guard import xlsx_cell
from geodata.opendata.table_column import Cell

if TYPE_CHECKING:
    from openpyxl import Workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""Media type of a workbook."""
ROW_POINTS = 60
"""Height of a row of long texts: four lines, so that a table can be looked over."""


def new_workbook() -> Workbook:
    """Return an empty workbook that is written row by row: 20,000 rows take little memory."""
    # A third of a second to import, which the rest of the app does without.
    from openpyxl import Workbook

    return Workbook(write_only=True)


def to_bytes(book: Workbook) -> bytes:
    """Return a workbook as the bytes of its file."""
    book.save(file := io.BytesIO())
    return file.getvalue()


def add_table(
    book: Workbook,
    title: str,
    columns: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[Cell]],
    *,
    row_points: int | None = None,
    links: Sequence[int] = (),
) -> None:
    """Append a sheet with a table to a workbook.

    Parameters
    ----------
    book
        From :func:`new_workbook`.
    title
        Name of the sheet, at most 31 characters.
    columns
        Heading and width, in characters, of each column.
    rows
        The cells of each row. No text becomes a formula.
    row_points
        Height of each row in points, with texts broken into lines; None leaves it to the program.
    links
        Positions of the columns that hold web addresses, to be followed with a click.
    """
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "B2"
    for letter, (_heading, width) in zip(_letters(len(columns)), columns, strict=True):
        sheet.column_dimensions[letter].width = width
    bold, wrapped, linked = _styles(sheet)
    sheet.append([_styled(sheet, heading, bold) for heading, _width in columns])
    count = 1
    for count, row in enumerate(rows, start=2):
        if row_points:
            sheet.row_dimensions[count].height = row_points
        cells = [_styled(sheet, cell, wrapped if row_points else None) for cell in row]
        for at in links:
            if cells[at] is not None:
                cells[at] = _styled(sheet, row[at], linked)
                cells[at].hyperlink = str(row[at])
        sheet.append(cells)
    sheet.auto_filter.ref = f"A1:{_letters(len(columns))[-1]}{count}"


def _letters(count: int) -> list[str]:
    from openpyxl.utils import get_column_letter

    return [get_column_letter(at) for at in range(1, count + 1)]


def _styles(sheet: Any) -> tuple[Any, Any, Any]:
    """Return the styles of headings, of long texts and of links."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    fonts = (Font(bold=True), Font(), Font(color="0F5C43", underline="single"))
    cells = [WriteOnlyCell(sheet, "") for _font in fonts]
    for cell, font in zip(cells, fonts, strict=True):
        cell.font = font
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    bold, wrapped, linked = (cell._style for cell in cells)
    return bold, wrapped, linked


def _styled(sheet: Any, value: Cell, style: Any) -> Any:
    """Return a cell with a style of :func:`_styles`, the bare value if it needs none.

    Each style is looked up once: setting font and alignment of each cell takes four times as long.
    """
    value = exact(xlsx_cell(value))
    if value is None or style is None:
        return value
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value)
    cell._style = style
    return cell


def exact(cell: Cell) -> Cell:
    """Return a number as text if openpyxl, which writes 16 digits, would change it."""
    return repr(cell) if isinstance(cell, float) and float(f"{cell:.16g}") != cell else cell
