"""CSV reader: delimiter, quotes and headings as people's programs write them."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from geodata.collection.field_headings import heading_field
from geodata.errors import GeodataError, Message
from geodata.importing.readers.encodings import Text
from geodata.importing.readers.table import (
    MAX_CELL,
    MAX_ROWS,
    MAX_TITLE_ROWS,
    MAX_WIDTH,
    Line,
    Table,
    from_cells,
    too_many_rows,
)

DELIMITERS = (";", "\t", ",", "|")
SAMPLE_LINES = 50
MAX_LINES = 10 * MAX_ROWS
"""Lines that are looked at, empty ones too."""


def read_csv(name: str, text: Text) -> Table:
    """Read CSV with any of ``DELIMITERS``, or the one that a first line ``sep=`` gives.

    Raises
    ------
    GeodataError
        If a quote is never closed, or a limit is exceeded; the message is in Swedish.
    """
    first, _, rest = text.content.partition("\n")
    separator = re.fullmatch(r'"?sep=(.)"?[;,\s]*', first)
    content = rest if separator else text.content
    # Spreadsheet programs write a million empty rows after the last one.
    content = content.rstrip(" \n" + "".join(DELIMITERS))
    mark = separator[1] if separator else _delimiter(content)
    lines = _lines(name, content, mark, 2 if separator else 1)
    return from_cells(name, (_with_strays(line, text) for line in lines))


def _delimiter(text: str) -> str:
    """Return the delimiter between headings that are known.

    Without any, it is the one that splits most of the first lines into the same number of cells.
    """

    def rank(mark: str) -> tuple[int, int, int]:
        reader = csv.reader(io.StringIO(text.lstrip()[:50_000], newline=""), delimiter=mark)
        try:
            lines = [line for line in islice(reader, SAMPLE_LINES) if any(line)]
        except csv.Error:
            return 0, 0, 0
        headings = max(map(_heading_count, lines[:MAX_TITLE_ROWS]), default=0)
        counts = Counter(map(len, lines))
        most = max(((width - 1) * number for width, number in counts.items()), default=0)
        return headings if headings > 1 else 0, most, -DELIMITERS.index(mark)

    return max(DELIMITERS, key=rank)


def _heading_count(cells: Sequence[str]) -> int:
    return len({heading_field(cell) for cell in cells[:MAX_WIDTH] if len(cell) < 100} - {None})


class _Recorder:
    """Iterator of physical lines that remembers those of the record being read."""

    def __init__(self, text: str) -> None:
        self._lines = io.StringIO(text, newline="")
        self.record: list[str] = []

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.record.append(line)
            yield line


def _lines(name: str, text: str, mark: str, first: int) -> Iterator[Line]:
    recorder = _Recorder(text)
    reader = csv.reader(recorder, delimiter=mark)
    number, width = first, 0
    while True:
        recorder.record.clear()
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise _unreadable(name, number) from error
        if cells is None:
            return
        if number > MAX_LINES:
            raise too_many_rows(name)
        # The csv module has a limit too, but any other library may have changed it for all.
        if any(len(cell) > MAX_CELL for cell in cells):
            raise _unreadable(name, number)
        line = _line(number, cells)
        width = width or len(line.cells)
        if any('"' in part for part in recorder.record):
            _check_quotes(name, line, recorder.record, mark, width)
        yield line
        number += 1


def _line(number: int, cells: Iterable[str]) -> Line:
    # One beyond all columns that are looked at is an excess cell of its row.
    filled = ((at, cell.strip()) for at, cell in enumerate(cells) if cell)
    return Line(number, {min(at, MAX_WIDTH): text for at, text in filled if text})


def _unreadable(name: str, number: int) -> GeodataError:
    message = Message(
        "Filen {file} går inte att läsa som CSV vid rad {line}. Se efter citattecken där.",
        file=name,
        line=number,
    )
    return GeodataError(message)


def _check_quotes(name: str, line: Line, record: list[str], mark: str, width: int) -> None:
    """Refuse a file with a quote open at its end, and a line whose quote hides other lines."""
    if len(list(csv.reader([*record, "\n", "x"], delimiter=mark))) == 1:
        raise _open_quote(name, line)
    if _is_strict(record, mark):
        counts = [part.count(mark) for part in record[1:-1]]
        if width > 3 and width - 1 in counts:
            line.problem = Message("en cell har flera rader som ser ut som egna rader")
            line.remedy = Message("Se efter citattecknen")
        elif any(count >= max(width - 1, 3) for count in counts):
            what = Message("en cell har flera rader som ser ut som egna rader")
            line.remarks.append((0, what, Message("Se efter citattecknen")))
    elif len(record) > 1:
        line.problem = Message(
            "ett citattecken stängs först {n} rader längre ned, så de raderna är inte lästa",
            n=len(record) - 1,
        )
        line.remedy = Message("Ta bort citattecknet eller skriv det dubbelt")
    else:
        what = Message("citattecken inne i en cell kan ha fallit bort")
        line.remarks.append((0, what, Message("Skriv dem dubbelt")))


def _is_strict(record: list[str], mark: str) -> bool:
    try:
        list(csv.reader(record, delimiter=mark, strict=True))
    except csv.Error:
        return False
    return True


def _open_quote(name: str, line: Line) -> GeodataError:
    cell = line.cells[max(line.cells)] if line.cells else ""
    message = Message(
        "Filen {file} har ett citattecken på rad {row} som aldrig stängs, framför ”{text}”. "
        "Allt efter det hamnar i samma cell. Ta bort det, eller skriv ett till där texten slutar.",
        file=name,
        row=line.number,
        text=cell.partition("\n")[0][:40],
    )
    return GeodataError(message)


def _with_strays(line: Line, text: Text) -> Line:
    """Return a line with the bytes read that are not of the file's encoding, and a remark."""
    if text.stray_encoding:
        for at, cell in line.cells.items():
            line.cells[at] = text.read_strays(cell)
            if line.cells[at] != cell:
                what = Message(
                    "tecken som inte är UTF-8 är lästa: ”{text}”", text=line.cells[at][:60]
                )
                line.remarks.append((at, what, Message("Se efter att det blev rätt")))
    return line
