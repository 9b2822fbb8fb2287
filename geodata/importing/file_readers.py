r"""Readers of import files: CSV, XLSX, GeoJSON, KML, KMZ, GPX and GeoPackage as one table.

The format is detected from the content, not the name. Files are untrusted: size, rows, columns,
unpacked size, tags and XML references are limited, and every reader is linear in the size.

Examples
--------
>>> table = read_table("byar.csv", "Namn;Kommun\nMacken;Norsjö\n".encode())
>>> table.columns, table.rows[0].number, table.rows[0].values["Kommun"]
(('Namn', 'Kommun'), 2, 'Norsjö')
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from pathlib import Path

from lxml.etree import _Element as Element

from geodata.errors import GeodataError, Message
from geodata.importing.gpkg_reader import is_gpkg, read_gpkg
from geodata.importing.readers.archive import Archive
from geodata.importing.readers.csv_table import read_csv
from geodata.importing.readers.encodings import Text, UndecidedError, decode, stray_remarks
from geodata.importing.readers.geojson_rows import looks_like_json, read_json
from geodata.importing.readers.gpx import read_gpx
from geodata.importing.readers.kml import read_kml
from geodata.importing.readers.other_formats import (
    check_signature,
    unread_archive,
    unread_xml,
)
from geodata.importing.readers.table import (
    MAX_COLUMNS,
    MAX_ROWS,
    Geometry,
    Remark,
    Row,
    Table,
    from_features,
    layer_feature,
)
from geodata.importing.readers.xlsx import broken, read_xlsx
from geodata.importing.readers.xml_tree import local, parse_xml

__all__ = (
    "ENDINGS", "MAX_BYTES", "MAX_COLUMNS", "MAX_ROWS",
    "Geometry", "NoRowsError", "Remark", "Row", "Table", "read_table",
)  # fmt: skip

MAX_BYTES = 5_000_000
ENDINGS = ("csv", "txt", "tsv", "xlsx", "geojson", "geojsonl", "json", "kml", "kmz", "gpx", "gpkg")


def read_table(file: str, data: bytes, sheet: str | None = None) -> Table:
    """Read a file as a table.

    Parameters
    ----------
    file
        The file's name, for messages.
    data
        Its content, at most ``MAX_BYTES``.
    sheet
        Name of the sheet to read, one of ``Table.sheets``; the first visible one by default.

    Raises
    ------
    GeodataError
        If it cannot be read or exceeds a limit; the message is in Swedish.
    NoRowsError
        If it can be read and has no rows; the error has the table, whose other sheets may.
    """
    name = Path(file).name[:200]
    if len(data) > MAX_BYTES:
        raise GeodataError(Message("Filen {file} är större än 5 MB. Dela upp den.", file=name))
    if not data.strip():
        raise GeodataError(Message("Filen {file} är tom.", file=name))
    table = _read(name, data, sheet)
    if not table.rows:
        raise NoRowsError(table)
    return table


class NoRowsError(GeodataError):
    """A file, or its sheet, has no rows below its headings; ``table`` is what it has."""

    def __init__(self, table: Table) -> None:
        self.table = table
        super().__init__(_without_rows(table))


def _without_rows(table: Table) -> Message:
    others = ", ".join(s.name for s in table.sheets if s.name != table.sheet)
    if others:
        return Message(
            "Bladet {sheet} i filen {file} har inga rader under rubrikerna. Andra blad: {sheets}.",
            sheet=table.sheet,
            file=table.file,
            sheets=others[:300],
        )
    return Message("Filen {file} har inga rader under rubrikerna.", file=table.file)


def _read(name: str, data: bytes, sheet: str | None) -> Table:
    if is_gpkg(data):
        features, remarks = read_gpkg(name, data, MAX_ROWS + 1)
        return from_features(name, (layer_feature(*pair) for pair in features), remarks)
    check_signature(name, data)
    if data.startswith(b"PK"):
        return _from_archive(name, data, sheet)
    return _from_text(name, _decoded(name, data))


def _decoded(name: str, data: bytes) -> Text:
    try:
        return decode(name, data)
    except UndecidedError as error:
        if b"\0" not in data:
            raise
        message = Message(
            "Filen {file} är inget av det som kan läsas: {endings}.",
            file=name,
            endings=", ".join(ENDINGS),
        )
        raise GeodataError(message) from error


_SCRIPT = re.compile(
    r"(?>/\*.*?\*/\s*|//[^\n]*\n\s*)*+"
    r"(?:(?:(?:var|let|const)\s)?[\w.$ \t]{1,60}[(=]|export default)?\s*[\[{]\s*[\[{\"]",
    re.DOTALL,
)
"""JSON with a comment, a variable or a function before it, as web pages load it."""


def _from_text(name: str, text: Text) -> Table:
    start = text.content[:2_000].lstrip()
    if looks_like_json(start):
        table = read_json(name, text)
    elif re.match(r"<(\?xml|!DOCTYPE|!--|[A-Za-z_][\w.:-]*([\s/>]|$))", start):
        table = _from_xml(name, text)
    elif _SCRIPT.match(start):
        message = Message(
            "Filen {file} är ett skript och inte bara data. Ta bort allt utom det som står från "
            "den första klammern till den sista.",
            file=name,
        )
        raise GeodataError(message)
    else:
        table = read_csv(name, text)
    return replace(table, remarks=(*text.remarks, *table.remarks))


def _from_xml(name: str, text: Text) -> Table:
    try:
        root = parse_xml(name, text)
    except GeodataError:
        # A heading may be in angle brackets; a line of headings is no XML.
        if re.match(r"\s*<(?!\?|!|kml\b|gpx\b)[^\n]*[;\t]", text.content[:2_000]):
            return read_csv(name, text)
        raise
    table = _from_root(name, root)
    return replace(table, remarks=(*stray_remarks(text), *table.remarks))


def _from_root(name: str, root: Element) -> Table:
    readers = {"kml": read_kml, "gpx": read_gpx}
    kind = local(root)
    if kind not in readers:
        raise unread_xml(name, kind)
    return readers[kind](name, root)


def _from_archive(name: str, data: bytes, sheet: str | None) -> Table:
    try:
        archive = Archive(name, data)
        if any(re.fullmatch(r"(?i)xl/workbook.*\.xml", part) for part in archive.names):
            return read_xlsx(name, archive, sheet)
        kml = [part for part in archive.names if part.lower().endswith(".kml")]
        if kml:
            return _from_kmz(name, archive, kml)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise broken(name) from error
    raise unread_archive(name, archive.names)


def _from_kmz(name: str, archive: Archive, parts: list[str]) -> Table:
    """Read the main KML of a KMZ: the first one at its top."""
    main = min(parts, key=lambda part: (part.count("/"), parts.index(part)))
    table = _from_text(name, _decoded(name, archive.read(main)))
    others = [part for part in archive.names if part != main]
    if not others:
        return table
    remark = Message(
        "Bara {main} i filen är läst. Bilder och annat tas inte med: {parts}.",
        main=main[:100],
        parts=", ".join(others[:5])[:200],
    )
    return replace(table, remarks=(*table.remarks, remark))
