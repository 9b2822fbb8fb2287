"""Formula guard for spreadsheets: cells of CSV and XLSX that no program can run.

A spreadsheet program takes a cell that begins with ``=``, ``+``, ``-`` or ``@`` for a formula, with
or without quotes around it in the file, and a formula can start programs. CSV has one more trap:
a program that is set to semicolons or tabs between cells finds new cells inside the text.

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

_START = r"(^\s*|;\s*|(?<![\s;])[^\S\t\r\n]*[\t\r\n]\s*)"
"""Start of a cell: white space is tried from its first character only, so in linear time."""
_FORMULA = re.compile(_START + r"('*[=+\-@＝＋－＠])")
_GUARDED = re.compile(_START + r"'('*[=+\-@＝＋－＠])")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def safe_cell(value: T) -> T | str:
    """Return a value that is safe in a cell of a CSV or XLSX file.

    Parameters
    ----------
    value
        Text gets an apostrophe before whatever would begin a formula, and loses its control
        characters (:func:`clean`); any other value, such as a number, is returned unchanged.
    """
    if not isinstance(value, str):
        return value
    return _FORMULA.sub(r"\1'\2", clean(value))


def xlsx_cell(value: T) -> T | str:
    """Return a :func:`safe_cell` whose text an XLSX reader takes as it is.

    XLSX writes a character as ``_xHHHH_``, so a text that says that needs its underscore escaped.

    Examples
    --------
    >>> xlsx_cell("_x000D_"), xlsx_cell("a_xyz_"), xlsx_cell("=1")
    ('_x005F_x000D_', 'a_xyz_', "'=1")
    """
    cell = safe_cell(value)
    return _ESCAPE.sub("_x005F_", cell) if isinstance(cell, str) else cell


def plain_cell(text: str) -> str:
    """Return the text that :func:`safe_cell` guarded, without its apostrophes.

    Examples
    --------
    >>> plain_cell(safe_cell("=1; '-1")), plain_cell("- Post")
    ("=1; '-1", '- Post')
    """
    return _GUARDED.sub(r"\1\2", text)


def csv_text(
    columns: Sequence[str], rows: Iterable[Sequence[object]], *, for_excel: bool = True
) -> bytes:
    """Return a table as CSV.

    Parameters
    ----------
    columns, rows
        The first row, and the others.
    for_excel
        True: semicolons and a byte order mark, which a Swedish Excel needs to open the file. False:
        commas (RFC 4180) and no mark, which programs would read as part of the first name.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";" if for_excel else ",")
    writer.writerow(columns)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return file.getvalue().encode("utf-8-sig" if for_excel else "utf-8")
