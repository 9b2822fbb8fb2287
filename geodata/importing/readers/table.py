"""Table that every reader returns: columns, rows and remarks, within the limits.

:func:`from_cells` finds the headings of a sheet's cells, and :func:`from_features` the columns of
features. Both leave out what exceeds ``MAX_COLUMNS`` and say so.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from geodata.collection.field_headings import heading_field
from geodata.errors import GeodataError, Message
from geodata.importing.readers.encodings import repaired
from geodata.opendata.formula_guard import plain_cell
from geodata.text import clean

MAX_ROWS = 20_000
MAX_CELL = 100_000
MAX_COLUMNS = 100
MAX_WIDTH = 2_000
"""Columns that are looked at, to choose ``MAX_COLUMNS`` of them."""
MAX_TITLE_ROWS = 20
"""Lines at the start of a sheet among which its headings are looked for."""

Geometry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark on a row: its column, the fault and the remedy, as far as possible Messages."""

    column: str
    what: str
    how: str = ""

    def __str__(self) -> str:
        where = f"{self.column}: " if self.column else ""
        return f"{where}{self.what}." + (f" {self.how}." if self.how else "")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as spreadsheet programs show it, its values by column, its geometry.

    ``values`` are text, or JSON if the file is GeoJSON; ``geometry`` is GeoJSON in the file's own
    CRS. ``problem`` says why the row cannot be used and ``remedy`` how to mend it; ``remarks`` are
    about a row that can. All are in Swedish.
    """

    number: int
    values: dict[str, Any]
    geometry: Geometry | None = None
    problem: str = ""
    remedy: str = ""
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook; ``hidden`` ones are read only if they are chosen."""

    name: str
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A file's columns in order, and its rows except empty ones.

    ``remarks`` are about the file as a whole, in Swedish. ``sheets`` are those that can be chosen,
    and ``sheet`` is the name of the one read; both are empty if the file has no sheets.
    """

    file: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    remarks: tuple[str, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    sheet: str = ""


def unread_remark(parts: Collection[str]) -> list[str]:
    """Return the remark on the parts of a file that no column has, none if there are none."""
    if not parts:
        return []
    text = _shortened(", ".join(islice(parts, 30)), 300)
    return [Message("Det här i filen läses inte: {parts}", parts=text)]


# Cells


@dataclass(slots=True)
class Line:
    """One line of a sheet: its texts by position from 0, without the empty ones."""

    number: int
    cells: dict[int, str]
    problem: str = ""
    remedy: str = ""
    remarks: list[tuple[int, str, str]] = field(default_factory=list)
    """Position, fault and remedy of each remark."""


def from_cells(name: str, lines: Iterable[Line]) -> Table:
    """Return the table of a sheet's lines: title lines, headings, rows.

    Raises
    ------
    GeodataError
        If there are more than ``MAX_ROWS`` rows.
    """
    filled = [*islice((line for line in lines if line.cells), MAX_ROWS + MAX_TITLE_ROWS + 1)]
    at = heading_index(filled)
    rows = filled[at + 1 :]
    if len(rows) > MAX_ROWS:
        raise too_many_rows(name)
    headings = _headings(filled[at].cells if filled else {})
    counts = Counter(position for line in rows for position in line.cells if position in headings)
    columns, remarks = _limited(headings, counts)
    table_rows = tuple(_row(line, columns, len(headings)) for line in rows)
    return Table(name, tuple(columns.values()), table_rows, (*_titles(filled[: at + 1]), *remarks))


def too_many_rows(name: str) -> GeodataError:
    """Return the error of a file with more than ``MAX_ROWS`` rows."""
    return GeodataError(
        Message("Filen {file} har fler än {n} rader. Dela upp den.", file=name, n=MAX_ROWS)
    )


def heading_index(lines: Sequence[Line]) -> int:
    """Return which line has the headings: the first, or one below lines with fewer cells.

    A line further down has them if it has two headings that are known or, below a line with a
    single cell, as many cells as most lines.
    """
    most = 0
    for at, line in enumerate(lines[:MAX_TITLE_ROWS]):
        fields = {heading_field(text) for text in line.cells.values()} - {None}
        if len(line.cells) > most and len(fields) > 1:
            return at
        most = max(most, len(line.cells))
    head = lines[:MAX_TITLE_ROWS]
    usual = Counter(len(line.cells) for line in head).most_common(1)[0][0] if head else 0
    if usual < 2 or len(head[0].cells) > 1:
        return 0
    return next(at for at, line in enumerate(head) if len(line.cells) > 1)


def _titles(lines: Sequence[Line]) -> list[str]:
    """Return the remark on the lines above the headings, which are the last of ``lines``."""
    if len(lines) < 2:
        return []
    texts = " ".join(text for line in lines[:-1] for text in line.cells.values())
    return [
        Message(
            "Rubrikerna står på rad {row}. Det ovanför läses inte: {text}",
            row=lines[-1].number,
            text=_shortened(texts, 80),
        )
    ]


def _shortened(text: str, length: int) -> str:
    text = " ".join(text[: 4 * length].split())
    return text if len(text) <= length else f"{text[: length - 1]}…"


def _headings(cells: Mapping[int, str]) -> dict[int, str]:
    """Return unique column names by position: empty and repeated ones get a number."""
    names: dict[int, str] = {}
    used: set[str] = set()
    for at in range(min(max(cells, default=-1) + 1, MAX_WIDTH)):
        heading = heading_text(cells.get(at, "")) or f"Kolumn {at + 1}"
        names[at] = f"{heading} ({at + 1})" if heading in used else heading
        used.add(names[at])
    return names


def heading_text(text: str) -> str:
    r"""Return a heading in one line of at most 100 characters, as it was before a second encoding.

    Examples
    --------
    >>> heading_text("KÃ¤llans\nnamn")
    'Källans namn'
    """
    return repaired(" ".join(text.split())[:100])[0]


def _limited(names: Mapping[int, str], counts: Counter[int]) -> tuple[dict[int, str], list[str]]:
    """Return at most ``MAX_COLUMNS`` columns, known and filled ones first, and the remark."""
    if len(names) <= MAX_COLUMNS:
        return dict(names), []
    ranks = sorted(names, key=lambda at: (heading_field(names[at]) is None, -counts[at], at))
    columns = {at: names[at] for at in sorted(ranks[:MAX_COLUMNS])}
    unread = [names[at] for at in sorted(ranks[MAX_COLUMNS:])]
    text = _shortened(", ".join(unread[:20]), 200)
    message = Message(
        "Filen har {n} kolumner. De här {m} läses inte: {columns}",
        n=len(names),
        m=len(unread),
        columns=text,
    )
    return columns, [message]


def _row(line: Line, columns: Mapping[int, str], width: int) -> Row:
    # Without an apostrophe there is none to take away.
    values = {
        columns[at]: plain_cell(text) if "'" in text else text
        for at, text in sorted(line.cells.items())
        if at in columns
    }
    remarks = [Remark(columns.get(at, ""), *remark) for at, *remark in line.remarks]
    problem, remedy = (line.problem, line.remedy) if line.problem else _excess(line, width)
    return Row(line.number, values, None, problem, remedy, tuple(remarks))


def _excess(line: Line, width: int) -> tuple[str, str]:
    """Return what a line has too much of and the remedy, two empty texts if nothing."""
    if max(line.cells) >= width:
        what = Message("raden har fler celler än de {n} rubrikerna", n=width)
        return what, Message("Sätt citattecken om text med skiljetecken")
    if any(len(text) > MAX_CELL for text in line.cells.values()):
        what = Message("en cell har mer än {n} tecken", n=MAX_CELL)
        return what, Message("Korta texten")
    return "", ""


# Features


@dataclass(frozen=True, slots=True)
class FileFeature:
    """One object of a map file: its values by property, its geometry, and the remarks on it."""

    values: dict[str, Any]
    geometry: Geometry | None
    remarks: tuple[Remark, ...] = ()
    problem: str = ""
    remedy: str = ""


def layer_feature(values: Mapping[str, Any], geometry: Geometry | None) -> FileFeature:
    """Return a row of a database's layer as a feature: ISO dates, whole numbers as such."""
    texts = {column: _value_text(value) for column, value in values.items()}
    return FileFeature({column: text for column, text in texts.items() if text}, geometry)


def _value_text(value: object) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(clean(str(value))).strip()


def from_features(name: str, features: Iterable[FileFeature], remarks: Iterable[str] = ()) -> Table:
    """Return the table of a map file's objects, numbered from 1.

    Raises
    ------
    GeodataError
        If there are more than ``MAX_ROWS`` objects.
    """
    features = list(islice(features, MAX_ROWS + 1))
    if len(features) > MAX_ROWS:
        message = Message(
            "Filen {file} har fler än {n} objekt. Dela upp den.", file=name, n=MAX_ROWS
        )
        raise GeodataError(message)
    counts = Counter(column for feature in features for column in feature.values)
    properties = dict(enumerate(islice(counts, MAX_WIDTH)))
    headings = _headings(properties)
    columns, unread = _limited(headings, Counter({at: counts[p] for at, p in properties.items()}))
    names = {properties[at]: column for at, column in columns.items()}
    rows = tuple(_feature_row(at, f, names) for at, f in enumerate(features, start=1))
    return Table(name, tuple(columns.values()), rows, (*remarks, *unread))


def _feature_row(number: int, feature: FileFeature, columns: Mapping[str, str]) -> Row:
    values = {columns[name]: value for name, value in feature.values.items() if name in columns}
    return Row(number, values, feature.geometry, feature.problem, feature.remedy, feature.remarks)
