"""Text from people in the cells of a spreadsheet, where it must never be run.

A spreadsheet takes a cell that begins with ``=``, ``+``, ``-`` or ``@`` for a formula, whatever
quotes stand around it in the file, and a formula can start programs. CSV has one more trap: who
opens the file with semicolons or tabs between the cells gets new cells inside the text.

Examples
--------
>>> safe_cell("=HYPERLINK(0)"), safe_cell("Bok; =1+1"), safe_cell(-3.5)
("'=HYPERLINK(0)", "Bok; '=1+1", -3.5)
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import TypeVar

from geodata.text import clean

T = TypeVar("T")

_FORMULA = re.compile(r"(^|[;\t\r\n])(\s*)([=+\-@＝＋－＠])")


def safe_cell(value: T) -> T | str:
    """Return a value as it may stand in a cell of a CSV or XLSX file.

    Parameters
    ----------
    value
        Text gets an apostrophe before whatever would begin a formula, and loses its controls
        (:func:`clean`); everything else, such as a number, is returned as it is.
    """
    if not isinstance(value, str):
        return value
    return _FORMULA.sub(r"\1\2'\3", clean(value))


def csv_text(
    columns: Sequence[str], rows: Iterable[Sequence[object]], *, for_excel: bool = True
) -> bytes:
    """Return a table as CSV.

    Parameters
    ----------
    columns, rows
        The first row, and the others.
    for_excel
        Whether a Swedish Excel is to open it as it is, with semicolons and a byte order mark, or
        programs, with commas (RFC 4180) and no mark, which they read as part of the first name.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";" if for_excel else ",")
    writer.writerow(columns)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return file.getvalue().encode("utf-8-sig" if for_excel else "utf-8")
