"""Formats that are recognised but not read, each with what to do instead."""

from __future__ import annotations

import re

from geodata.errors import GeodataError, Message

_AS_XLSX = Message("Öppna den i sitt program och spara den som XLSX eller CSV UTF-8")
_AS_GEOJSON = Message("Exportera den som GeoJSON, till exempel med QGIS")
_UNPACK = Message("Packa upp den och läs in filen inuti")
_NO_TABLE = Message("Lägg uppgifterna i en tabell: CSV eller XLSX")

_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
     Message("i Offices gamla format (.xls, .doc) eller skyddad med lösenord"), _AS_XLSX),
    (b"SQLite format 3\0", Message("en databas (SQLite eller GeoPackage)"), _AS_GEOJSON),
    (b"\x00\x00\x27\x0a", Message("en shapefil (.shp)"), _AS_GEOJSON),
    (b"PAR1", Message("en Parquet-fil"), _AS_GEOJSON),
    (b"\x1f\x8b", Message("packad (gzip)"), _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", Message("packad (7z)"), _UNPACK),
    (b"Rar!", Message("packad (RAR)"), _UNPACK),
    (b"%PDF", Message("en PDF"), _NO_TABLE),
    (b"{\\rtf", Message("ett textdokument (RTF)"), _NO_TABLE),
    (b"\x89PNG", Message("en bild"), _NO_TABLE),
    (b"\xff\xd8\xff", Message("en bild"), _NO_TABLE),
    (b"GIF8", Message("en bild"), _NO_TABLE),
)  # fmt: skip

_PARTS: tuple[tuple[str, str, str], ...] = (
    (r"xl/workbook\.bin", Message("ett kalkylblad i Excels binära format (.xlsb)"), _AS_XLSX),
    (r"word/document\.xml", Message("ett Word-dokument"), _NO_TABLE),
    (r"ppt/presentation\.xml", Message("en PowerPoint-presentation"), _NO_TABLE),
    (r"content\.xml", Message("ett OpenDocument (.ods eller .odt)"), _AS_XLSX),
    (r"Index/.*\.iwa", Message("ett Numbers-dokument"), _AS_XLSX),
    (r"(?i)(.*\.)?shp", Message("en packad shapefil"), _AS_GEOJSON),
    (r"(?i).*\.gdb/.*", Message("en packad geodatabas"), _AS_GEOJSON),
)

_ROOTS = {
    "html": (Message("en webbsida"), _NO_TABLE),
    "Workbook": (Message("ett kalkylblad i Excels gamla XML-format"), _AS_XLSX),
    "FeatureCollection": (Message("en GML-fil"), _AS_GEOJSON),
    "osm": (Message("en OSM-fil"), _AS_GEOJSON),
    "rss": (Message("ett webbflöde"), _NO_TABLE),
    "feed": (Message("ett webbflöde"), _NO_TABLE),
    "svg": (Message("en bild"), _NO_TABLE),
}


def _refusal(name: str, what: str, how: str) -> GeodataError:
    message = Message(
        "Filen {file} är {what} och läses inte här. {how}.", file=name, what=what, how=how
    )
    return GeodataError(message)


def check_signature(name: str, data: bytes) -> None:
    """Refuse a file that begins as a format which is recognised but not read.

    Raises
    ------
    GeodataError
        Naming the format and what to do, in Swedish.
    """
    for signature, what, how in _SIGNATURES:
        if data.startswith(signature):
            raise _refusal(name, what, how)


def unread_archive(name: str, parts: tuple[str, ...]) -> GeodataError:
    """Return the error of an archive that is neither XLSX nor KMZ, with what it is."""
    for pattern, what, how in _PARTS:
        if any(re.fullmatch(pattern, part) for part in parts):
            return _refusal(name, what, how)
    inside = ", ".join(parts[:5])[:200] or Message("ingenting")
    message = Message(
        "Filen {file} är ett packat arkiv med {parts}. Packa upp det och läs in filen inuti.",
        file=name,
        parts=inside,
    )
    return GeodataError(message)


def unread_xml(name: str, kind: str) -> GeodataError:
    """Return the error of a document whose root is neither kml nor gpx."""
    if kind in _ROOTS:
        return _refusal(name, *_ROOTS[kind])
    message = Message(
        "Filen {file} är XML men varken KML eller GPX (den är {kind}).", file=name, kind=kind[:40]
    )
    return GeodataError(message)
