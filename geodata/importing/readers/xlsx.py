"""XLSX reader: the cells of one sheet as they show, with their links and merged cells."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from openpyxl.utils.datetime import from_excel

from geodata.collection.field_headings import heading_field
from geodata.errors import GeodataError, Message
from geodata.importing.readers.archive import Archive
from geodata.importing.readers.table import (
    MAX_ROWS,
    MAX_TITLE_ROWS,
    MAX_WIDTH,
    Line,
    Table,
    from_cells,
    heading_index,
    too_many_rows,
)
from geodata.importing.readers.xlsx_parts import (
    BrokenError,
    SheetPart,
    Workbook,
    plain,
)
from geodata.importing.readers.xlsx_sheet import SheetParser
from geodata.text import clean

MAX_FILLED = 200_000
"""Cells that merged cells and links may reach: more are no table that people made."""


def read_xlsx(name: str, archive: Archive, sheet: str | None = None) -> Table:
    """Read a sheet: the one named, else the first that is not hidden and has values.

    Raises
    ------
    GeodataError
        If the file is broken, lacks the sheet or exceeds a limit; the message is in Swedish.
    """
    try:
        workbook = Workbook(name, archive)
        part = _sheet(name, workbook, sheet)
        cells = _Cells(workbook)
        SheetParser(cells).parse(workbook.part_data(part.path))
        cells.spread_merged()
        cells.put_links(workbook.links(part))
        cells.count_comments(workbook.comments(part))
    except (BrokenError, KeyError, zipfile.BadZipFile) as error:
        raise broken(name) from error
    table = from_cells(name, cells.lines)
    remarks = (*_unread_sheets(workbook, part), *cells.remarks(), *table.remarks)
    sheets = tuple(other.sheet for other in workbook.sheets)
    return replace(table, remarks=remarks, sheets=sheets, sheet=part.sheet.name)


def broken(name: str) -> GeodataError:
    """Return the error of a file that is no XLSX although it begins as one."""
    message = Message("Filen {file} går inte att läsa som XLSX. Spara om den i Excel.", file=name)
    return GeodataError(message)


def _sheet(name: str, workbook: Workbook, sheet: str | None) -> SheetPart:
    if sheet is not None:
        parts = [part for part in workbook.sheets if part.sheet.name == sheet]
    else:
        parts = [part for part in workbook.sheets if not part.sheet.hidden]
        parts = [part for part in parts if workbook.has_cells(part)] or parts
    if not parts:
        sheets = ", ".join(part.sheet.name for part in workbook.sheets) or "inga"
        message = Message(
            "Filen {file} har inget blad att läsa. Bladen är: {sheets}.", file=name, sheets=sheets
        )
        raise GeodataError(message)
    return parts[0]


def _unread_sheets(workbook: Workbook, part: SheetPart) -> Iterator[str]:
    others = [
        other.sheet for other in workbook.sheets if other is not part and workbook.has_cells(other)
    ]
    if others:
        names = (f"{s.name} (dolt)" if s.hidden else s.name for s in others[:20])
        yield Message(
            "Bara bladet {sheet} är läst. Det finns fler: {sheets}.",
            sheet=part.sheet.name,
            sheets=", ".join(names),
        )


@dataclass
class _Cells:
    """The cells of a sheet while they are read."""

    workbook: Workbook
    lines: list[Line] = field(default_factory=list)
    _merged: list[str] = field(default_factory=list)
    _linked: list[tuple[str, str]] = field(default_factory=list)
    _links: dict[tuple[int, int], str] = field(default_factory=dict)
    _line: Line = field(default_factory=lambda: Line(1, {}))
    _at: int = 0
    _hidden: int = 0
    _comments: int = 0
    _hidden_columns: list[range] = field(default_factory=list)

    def start_row(self, number: str) -> None:
        """Begin a row, whose number may be missing."""
        self._at = 0
        if _are_numbers(number):
            self._line.number = int(number)

    def end_row(self, *, hidden: bool) -> None:
        """End a row; one without values is none."""
        line, self._line = self._line, Line(self._line.number + 1, {})
        if line.cells:
            self.lines.append(line)
            self._hidden += hidden
        if len(self.lines) > MAX_ROWS + MAX_TITLE_ROWS:
            raise too_many_rows(self.workbook.name)

    def hide_columns(self, first: str, last: str) -> None:
        """Take in the numbers of hidden columns."""
        if len(self._hidden_columns) < MAX_WIDTH and _are_numbers(first, last):
            self._hidden_columns.append(range(int(first) - 1, int(last)))

    def add_merged(self, ref: str) -> None:
        """Take in a range of merged cells."""
        if len(self._merged) < MAX_FILLED:
            self._merged.append(ref)

    def add_link(self, ref: str, relation: str) -> None:
        """Take in the relation that has the address of linked cells."""
        if len(self._linked) < MAX_FILLED:
            self._linked.append((ref, relation))

    def add_cell(self, attributes: Mapping[str, str], texts: Mapping[str, str]) -> None:
        """Take in a cell, by its attributes and the texts of its ``v``, ``t`` and ``f``."""
        column = _column(attributes.get("r", "").rstrip("0123456789"))
        at = self._at if column is None else column
        self._at = at + 1
        value = texts.get("v", "")
        if "f" in texts:
            self._read_formula(texts["f"], value, at)
        text = self._value(attributes, value, at) if value else plain(texts.get("t", ""))
        if text := _trimmed(text):
            # One beyond all columns that are looked at is an excess cell of its row.
            self._line.cells[min(at, MAX_WIDTH)] = text

    def _read_formula(self, formula: str, value: str, at: int) -> None:
        if address := re.match(r'HYPERLINK\("([^"]+)"', formula):
            self._links[self._line.number, at] = address[1]
        if not value:
            how = Message("Öppna filen i Excel och spara den")
            self._remark(at, Message("formeln har inget värde"), how)

    def _value(self, cell: Mapping[str, str], value: str, at: int) -> str:
        kind = cell.get("t", "n")
        if kind == "s":
            return _shared(self.workbook.texts, value)
        if kind == "e":
            what = Message("cellen visar felet {error}, som inte är något värde", error=value[:20])
            self._remark(at, what, Message("Rätta cellen i Excel"))
            return ""
        if kind == "b":
            return "ja" if value in ("1", "true") else "nej"
        if kind == "d":
            return value[:10]
        return self._number(value, cell.get("s", "")) if kind == "n" else plain(value)

    def _number(self, value: str, style: str) -> str:
        """Return a number as it shows: dates as ISO, whole numbers without decimals."""
        try:
            number = float(value)
            if style.isdecimal() and int(style) in self.workbook.date_styles:
                return _date(number, self.workbook.epoch)
        except (ValueError, OverflowError):
            return value
        return str(int(number)) if number.is_integer() else str(number)

    def _remark(self, at: int, what: str, how: str) -> None:
        self._line.remarks.append((at, what, how))

    def spread_merged(self) -> None:
        """Put the text of merged cells in each row that they reach over."""
        filled = 0
        for ref in self._merged:
            first, last, at = _reach(ref)
            lines = self._lines_between(first, last)
            top = lines[0] if lines and lines[0].number == first else None
            if top is None or at not in top.cells:
                continue
            for line in lines[1:]:
                line.cells.setdefault(at, top.cells[at])
            filled += len(lines)
            if filled > MAX_FILLED:
                return

    def put_links(self, targets: Mapping[str, str]) -> None:
        """Put the addresses that cells link to in their column, or in one of its own.

        A column of addresses shows words instead of them; another column's words stay.
        """
        for ref, relation in self._linked:
            first, last, at = _reach(ref)
            if relation in targets and len(self._links) < MAX_FILLED:
                lines = self._lines_between(first, last)
                self._links |= {(line.number, at): targets[relation] for line in lines}
        heading = self._heading()
        by_number = {line.number: line for line in self.lines}
        columns = _LinkColumns(heading)
        for (number, at), address in self._links.items():
            line = by_number.get(number)
            if line and number > heading.number and address != line.cells.get(at):
                columns.put(line, at, address)

    def count_comments(self, refs: Iterable[str]) -> None:
        """Count the comments, but those that explain a heading."""
        heading = self._heading().number
        self._comments = sum(_position(ref)[0] != heading for ref in refs)

    def _heading(self) -> Line:
        return self.lines[heading_index(self.lines)] if self.lines else self._line

    def _lines_between(self, first: int, last: int) -> list[Line]:
        start = bisect_left(self.lines, first, key=_line_number)
        return self.lines[start : bisect_right(self.lines, last, key=_line_number)]

    def remarks(self) -> Iterator[str]:
        """Yield the remarks on the sheet as a whole."""
        if self._hidden:
            yield Message("{n} dolda rader är också lästa.", n=self._hidden)
        if self._comments:
            yield Message("Kommentarer vid celler läses inte. Här finns {n}.", n=self._comments)
        headings = self._heading().cells.items()
        columns = [text for at, text in headings if any(at in r for r in self._hidden_columns)]
        if columns:
            names = ", ".join(columns)[:200]
            yield Message("Dolda kolumner är också lästa: {columns}.", columns=names)


@dataclass
class _LinkColumns:
    """The columns that links are put in: the cell's own, or a new one beside the others."""

    heading: Line
    _new: dict[int, int] = field(default_factory=dict)

    def put(self, line: Line, at: int, address: str) -> None:
        """Put an address that a cell links to in its line."""
        own = heading_field(self.heading.cells.get(at, "")) == "source_url"
        if own and line.cells.get(at):
            what = Message("cellens länk är läst i stället för ”{text}”", text=line.cells[at][:60])
            line.remarks.append((at, what, ""))
        line.cells[at if own else self._column(at)] = address

    def _column(self, at: int) -> int:
        if at not in self._new:
            self._new[at] = max(self.heading.cells, default=-1) + 1
            self.heading.cells[self._new[at]] = self._name(at)
        return self._new[at]

    def _name(self, at: int) -> str:
        heading = self.heading.cells.get(at, "")
        fields = {heading_field(text) for text in self.heading.cells.values()}
        of_source = heading_field(heading) == "source_title" and "source_url" not in fields
        return "Länk" if of_source else f"Länk i {heading or f'kolumn {at + 1}'}"


def _are_numbers(*texts: str) -> bool:
    return all(text.isdecimal() and len(text) < 10 for text in texts)


def _line_number(line: Line) -> int:
    return line.number


def _trimmed(text: str) -> str:
    # Most cells are plain, and cleaning takes as long as reading them.
    return text.strip() if text.isascii() and text.isprintable() else str(clean(text)).strip()


def _shared(texts: Sequence[str], value: str) -> str:
    return texts[int(value)] if value.isdecimal() and int(value) < len(texts) else ""


def _date(number: float, epoch: dt.datetime) -> str:
    value = from_excel(number, epoch)
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return value.isoformat("minutes") if isinstance(value, dt.time) else str(number)


@lru_cache(MAX_WIDTH)
def _column(letters: str) -> int | None:
    """Return the position from 0 of the column with letters such as ``AB``, None if it is none."""
    if not re.fullmatch("[A-Z]{1,3}", letters):
        return None
    column = 0
    for letter in letters:
        column = 26 * column + ord(letter) - 64
    return column - 1


def _position(ref: str) -> tuple[int, int | None]:
    """Return row from 1 and column from 0 of a cell such as ``B2`` or ``$B$2``."""
    match = re.fullmatch(r"([A-Z]{1,3})(\d{1,9})", ref.replace("$", ""))
    return (int(match[2]), _column(match[1])) if match else (0, None)


def _reach(ref: str) -> tuple[int, int, int]:
    """Return first and last row, and first column, of a range such as ``B2:C9``."""
    first, _, last = ref.partition(":")
    (top, at), (bottom, _) = _position(first), _position(last or first)
    return top, bottom, -1 if at is None else at
