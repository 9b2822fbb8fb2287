r"""Readers of import files: CSV, XLSX, GeoJSON, KML, GPX and GeoPackage as one table of text.

The format is detected from the content, not the name. Files are untrusted: size, rows, columns,
unpacked size and XML references are limited.

Examples
--------
>>> table = read_table("byar.csv", "Namn;Kommun\nMacken;Norsjö\n".encode())
>>> table.columns, table.rows[0].number, table.rows[0].values["Kommun"]
(('Namn', 'Kommun'), 2, 'Norsjö')
"""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError

import nh3
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from openpyxl import load_workbook

from geodata.errors import GeodataError, Message
from geodata.importing.gpkg_reader import is_gpkg, read_gpkg
from geodata.opendata.spreadsheet import plain_cell
from geodata.text import clean

MAX_BYTES = 5_000_000
MAX_ROWS = 20_000
MAX_CELL = 100_000
MAX_COLUMNS = 100
MAX_UNPACKED_BYTES = 60_000_000
MAX_UNPACKED_PARTS = 500
ENDINGS = ("csv", "txt", "tsv", "xlsx", "geojson", "json", "kml", "gpx", "gpkg")

Geometry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as spreadsheet programs show it, its values by column, its geometry.

    ``values`` are text, or JSON if the file is GeoJSON; ``geometry`` is GeoJSON in the file's own
    CRS. ``problem`` says why the row cannot be used, in Swedish.
    """

    number: int
    values: dict[str, Any]
    geometry: Geometry | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A file's columns in order, and its rows except empty ones."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(file: str, data: bytes) -> Table:
    """Read a file as a table.

    Parameters
    ----------
    file
        The file's name, for messages.
    data
        Its content, at most ``MAX_BYTES``.

    Raises
    ------
    GeodataError
        If it cannot be read or exceeds a limit; the message is in Swedish.
    """
    name = Path(file).name[:200]
    if len(data) > MAX_BYTES:
        raise GeodataError(Message("Filen {file} är större än 5 MB. Dela upp den.", file=name))
    if not data.strip():
        raise GeodataError(Message("Filen {file} är tom.", file=name))
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if data.startswith(b"PK"):
        columns, rows = _spreadsheet(name, data)
    elif is_gpkg(data):
        features = read_gpkg(name, data, MAX_ROWS + 1)
        columns, rows = _from_features(name, (_layer_feature(*pair) for pair in features))
    elif start == b"<":
        columns, rows = _from_features(name, _xml_features(name, data))
    elif start == b"{":
        columns, rows = _from_features(name, _json_features(name, data))
    else:
        columns, rows = _separated(name, data)
    if not rows:
        raise GeodataError(Message("Filen {file} har inga rader under rubrikerna.", file=name))
    return Table(name, columns, rows)


# Tables of cells


Content = tuple[tuple[str, ...], tuple[Row, ...]]
"""Columns and rows."""


def _from_cells(name: str, lines: Iterable[tuple[int, Sequence[str]]]) -> Content:
    """Split lines into headings, the first line that is not empty, and rows."""
    filled = ((number, cells) for number, cells in lines if any(cells))
    _, heading = next(filled, (0, ()))
    columns = _headings(name, heading)
    rows = list(islice(filled, MAX_ROWS + 1))
    if len(rows) > MAX_ROWS:
        message = Message(
            "Filen {file} har fler än {n} rader. Dela upp den.", file=name, n=MAX_ROWS
        )
        raise GeodataError(message)
    return columns, tuple(_row(number, cells, columns) for number, cells in rows)


def _row(number: int, cells: Sequence[str], columns: tuple[str, ...]) -> Row:
    extra = [cell for cell in cells[len(columns) :] if cell]
    problem = Message("raden har fler celler än de {n} rubrikerna", n=len(columns)) if extra else ""
    values = dict(zip(columns, map(plain_cell, cells), strict=False))
    return Row(number, {column: text for column, text in values.items() if text}, problem=problem)


def _headings(name: str, cells: Sequence[str]) -> tuple[str, ...]:
    """Return unique column names: empty and repeated ones get a number."""
    last = max((at for at, cell in enumerate(cells, start=1) if cell), default=0)
    if last > MAX_COLUMNS:
        message = Message(
            "Filen {file} har fler än {n} kolumner. Ta bort några.", file=name, n=MAX_COLUMNS
        )
        raise GeodataError(message)
    names: list[str] = []
    for at, cell in enumerate(cells[:last], start=1):
        heading = " ".join(cell.split())[:100] or f"Kolumn {at}"
        names.append(f"{heading} ({at})" if heading in names else heading)
    return tuple(names)


def _separated(name: str, data: bytes) -> Content:
    text = _decoded(name, data)
    first, _, rest = text.partition("\n")
    separator = re.fullmatch(r"sep=(.)\s*", first)
    mark = separator[1] if separator else _delimiter(text)
    reader = csv.reader(io.StringIO(rest if separator else text, newline=""), delimiter=mark)
    numbered = enumerate(reader, start=2 if separator else 1)
    try:
        return _from_cells(name, ((at, [_bounded(cell) for cell in line]) for at, line in numbered))
    except csv.Error as error:
        message = Message(
            "Filen {file} går inte att läsa som CSV vid rad {line}. Se efter citattecken där.",
            file=name,
            line=reader.line_num,
        )
        raise GeodataError(message) from error


def _bounded(text: str) -> str:
    # The csv module has a limit too, but any other library may have changed it for all.
    if len(text) > MAX_CELL:
        raise csv.Error(len(text))
    return text.strip()


def _decoded(name: str, data: bytes) -> str:
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ("utf-16",) if wide else ("utf-8-sig", "cp1252", "latin-1")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return str(clean(text)).replace("\r\n", "\n").replace("\r", "\n")
        break
    message = Message(
        "Filen {file} är inget av det som kan läsas: {endings}.",
        file=name,
        endings=", ".join(ENDINGS),
    )
    raise GeodataError(message)


def _delimiter(text: str) -> str:
    """Return the delimiter that splits the first line into most cells."""

    def cells(mark: str) -> int:
        return len(next(csv.reader(io.StringIO(text.lstrip()[:20_000]), delimiter=mark), []))

    return max((";", "\t", ",", "|"), key=cells)


def _spreadsheet(name: str, data: bytes) -> Content:
    try:
        _check_archive(name, data)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = next(iter(book.worksheets))
        # The size declared in a sheet is untrusted.
        sheet.reset_dimensions()
        lines = sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS + 1, max_row=3 * MAX_ROWS)
        filled = ((at, line) for at, line in enumerate(lines, start=1) if any(line))
        return _from_cells(name, ((at, [_cell(value) for value in line]) for at, line in filled))
    except GeodataError:
        raise
    # openpyxl trusts what it reads, so a broken file can make it raise nearly anything.
    except Exception as error:
        message = Message(
            "Filen {file} går inte att läsa som XLSX. Spara om den i Excel.", file=name
        )
        raise GeodataError(message) from error


def _check_archive(name: str, data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
    # zipfile itself never unpacks more of a part than its declared size.
    size = sum(part.file_size for part in parts)
    if size > MAX_UNPACKED_BYTES or len(parts) > MAX_UNPACKED_PARTS:
        message = Message(
            "Filen {file} packar upp sig till orimligt mycket. Spara om den i Excel.", file=name
        )
        raise GeodataError(message)


def _cell(value: object) -> str:
    """Return a spreadsheet value as text: ISO dates, whole numbers without decimals."""
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(clean(str(value))).strip()


# Features


@dataclass(frozen=True, slots=True)
class _Feature:
    values: dict[str, Any]
    geometry: Geometry | None


def _from_features(name: str, features: Iterable[_Feature]) -> Content:
    features = list(islice(features, MAX_ROWS + 1))
    if len(features) > MAX_ROWS:
        message = Message(
            "Filen {file} har fler än {n} objekt. Dela upp den.", file=name, n=MAX_ROWS
        )
        raise GeodataError(message)
    columns = tuple(dict.fromkeys(column for feature in features for column in feature.values))
    if len(columns) > MAX_COLUMNS:
        message = Message(
            "Filen {file} har fler än {n} egenskaper. Ta bort några.", file=name, n=MAX_COLUMNS
        )
        raise GeodataError(message)
    return columns, tuple(Row(at, f.values, f.geometry) for at, f in enumerate(features, start=1))


def _layer_feature(values: dict[str, Any], geometry: Geometry | None) -> _Feature:
    texts = {column: _cell(value) for column, value in values.items()}
    return _Feature({column: text for column, text in texts.items() if text}, geometry)


def _json_features(name: str, data: bytes) -> Iterator[_Feature]:
    try:
        document = clean(json.loads(_decoded(name, data)))
    except json.JSONDecodeError as error:
        message = Message(
            "Filen {file} är inte giltig JSON: rad {line}, tecken {column}.",
            file=name,
            line=error.lineno,
            column=error.colno,
        )
        raise GeodataError(message) from error
    except (RecursionError, ValueError) as error:
        message = Message("Filen {file} är för djupt nästlad, eller har orimliga tal.", file=name)
        raise GeodataError(message) from error
    listed = document.get("features", [document])
    if document.get("type") not in ("FeatureCollection", "Feature") or not isinstance(listed, list):
        message = Message(
            "Filen {file} är JSON men ingen GeoJSON med Feature eller FeatureCollection.", file=name
        )
        raise GeodataError(message)
    for feature in listed:
        if not isinstance(feature, dict):
            message = Message(
                "Filen {file} har något i features som inte är ett objekt med egenskaper.",
                file=name,
            )
            raise GeodataError(message)
        properties, geometry = feature.get("properties"), feature.get("geometry")
        values = {"id": feature["id"]} if isinstance(feature.get("id"), str) else {}
        yield _Feature(
            values | (properties if isinstance(properties, dict) else {}),
            geometry if isinstance(geometry, dict) else None,
        )


def _xml_features(name: str, data: bytes) -> Iterator[_Feature]:
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        message = Message(
            "Filen {file} hänvisar till annat än sig själv. Exportera den på nytt.", file=name
        )
        raise GeodataError(message) from error
    except (ParseError, ValueError, LookupError) as error:
        message = Message(
            "Filen {file} är inte giltig XML ({reason}).", file=name, reason=str(error)
        )
        raise GeodataError(message) from error
    readers = {"kml": _placemarks, "gpx": _waypoints}
    if (kind := _tag(root)) not in readers:
        message = Message(
            "Filen {file} är XML men varken KML eller GPX (den är {kind}).",
            file=name,
            kind=kind[:40],
        )
        raise GeodataError(message)
    return readers[kind](root)


def _tag(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _all(element: Element, *tags: str) -> list[Element]:
    return [part for part in element.iter() if _tag(part) in tags]


def _inner_text(element: Element) -> str:
    """Return an element's plain text; KML descriptions are often HTML."""
    text = str(clean("".join(element.itertext())))
    # A < before anything else than a tag is a less-than.
    if re.search(r"<[a-zA-Z/!]", text):
        text = nh3.clean(re.sub(r"<(br|/p|/div|/li)\b[^>]*>", "\n", text), tags=set())
    return html.unescape(text).strip()


def _placemarks(root: Element) -> Iterator[_Feature]:
    for mark in _all(root, "Placemark"):
        values = {
            _tag(part): _inner_text(part)
            for part in mark
            if _tag(part) in ("name", "description", "address", "phoneNumber")
        }
        for extra in _all(mark, "Data", "SimpleData"):
            values[extra.get("name", "")[:100]] = _inner_text(extra)
        yield _Feature({k: v for k, v in values.items() if k and v}, _kml_geometry(mark))


def _kml_geometry(mark: Element) -> Geometry | None:
    shapes = _all(mark, "Point", "LineString", "Polygon")
    kinds = {_tag(shape) for shape in shapes}
    lines = [_kml_positions(shape) for shape in shapes]
    if kinds == {"Point"}:
        return _points([line[0] for line in lines if line])
    if kinds <= {"LineString"}:
        return _lines(lines)
    # Areas and mixtures are passed on, for validation to refuse them by type.
    return {"type": "Polygon", "coordinates": lines}


def _kml_positions(shape: Element) -> list[list[Any]]:
    text = " ".join("".join(part.itertext()) for part in _all(shape, "coordinates"))
    return [[_number(part) for part in triple.split(",")[:2]] for triple in text.split()]


def _waypoints(root: Element) -> Iterator[_Feature]:
    for way in _all(root, "wpt", "rte", "trk"):
        values = {
            _tag(part): part.get("href") or _inner_text(part)
            for part in way
            if _tag(part) in ("name", "desc", "cmt", "type", "sym", "link", "url", "src")
        }
        if _tag(way) == "wpt":
            geometry = _points([_gpx_position(way)])
        else:
            parts = _all(way, "trkseg") or [way]
            lines = [[_gpx_position(p) for p in _all(part, "trkpt", "rtept")] for part in parts]
            geometry = _lines(lines)
        yield _Feature({name: text for name, text in values.items() if text}, geometry)


def _gpx_position(point: Element) -> list[Any]:
    return [_number(point.get("lon", "")), _number(point.get("lat", ""))]


def _number(text: str) -> float | str:
    """Return a number, or the start of the text, for validation to refuse row by row."""
    try:
        return float(text)
    except ValueError:
        return text[:40]


def _points(positions: list[list[Any]]) -> Geometry | None:
    if len(positions) == 1:
        return {"type": "Point", "coordinates": positions[0]}
    return {"type": "MultiPoint", "coordinates": positions} if positions else None


def _lines(lines: list[list[list[Any]]]) -> Geometry | None:
    lines = [line for line in lines if line]
    if len(lines) == 1:
        return {"type": "LineString", "coordinates": lines[0]}
    return {"type": "MultiLineString", "coordinates": lines} if lines else None
