"""Files of every format that is imported, as bytes, for tests to read."""

import io
import json
import zipfile

from openpyxl import Workbook


def workbook(book: Workbook) -> bytes:
    book.save(file := io.BytesIO())
    return file.getvalue()


def xlsx(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return workbook(book)


def repacked(data: bytes, part: str, content: str | bytes) -> bytes:
    """Return a spreadsheet with one part of it put in place of its own."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return out.getvalue()


def archive(**parts: bytes) -> bytes:
    """Return a ZIP archive; ``__`` in a name stands for the dot."""
    with zipfile.ZipFile(file := io.BytesIO(), "w") as new:
        for name, content in parts.items():
            new.writestr(name.replace("__", "."), content)
    return file.getvalue()


def geojson(*features: object, **members: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features, **members}).encode()


def kml(inner: str) -> bytes:
    start = '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
    return f"{start}{inner}</Document></kml>".encode()


def gpx(inner: str) -> bytes:
    return f'<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1">{inner}</gpx>'.encode()
