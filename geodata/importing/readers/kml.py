"""KML reader: one row for each Placemark, with its ExtendedData."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml.etree import _Element as Element

from geodata.errors import GeodataError, Message
from geodata.importing.readers.html_text import html_text, is_html, unescaped
from geodata.importing.readers.map_shapes import Positions, lines, number, points
from geodata.importing.readers.table import FileFeature, Geometry, Remark, Table, from_features
from geodata.importing.readers.xml_tree import (
    local,
    outermost,
    plain_text,
    raw_text,
    texts_by_name,
    unread_parts,
)
from geodata.text import clean

FOLDER = "Mapp"
"""Column of the folders that map programs call layers; what they mean nobody but people knows."""
_TEXTS = ("name", "description", "Snippet", "snippet", "address", "phoneNumber")
_SHAPES = ("Point", "LineString", "LinearRing", "Polygon", "Track", "Model")
_OVERLAYS = ("GroundOverlay", "PhotoOverlay", "ScreenOverlay")
_FEATURES = ("Document", "Folder", "Placemark", "NetworkLink", *_OVERLAYS)
_READ = {
    "kml": _FEATURES,
    "Document": _FEATURES,
    "Folder": (*_FEATURES, "name"),
    "Placemark": (*_TEXTS, "link", "ExtendedData", "MultiGeometry", "MultiTrack", *_SHAPES),
    "ExtendedData": ("Data", "SchemaData", "Carousel"),
    "SchemaData": ("SimpleData",),
    "Data": ("value", "displayName"),
    "MultiTrack": ("Track",),
    "Track": ("coord",),
}
"""What is read of each element, or has a remark of its own."""
_LOOKS = (
    *("Style", "StyleMap", "styleUrl", "visibility", "open", "LookAt", "Camera", "Region"),
    *("Schema", "altitudeMode", "extrude", "tessellate", "balloonVisibility", "interpolate"),
)
"""What says only how the map program draws it, which is in nearly every file."""


def read_kml(name: str, root: Element) -> Table:
    """Read the Placemarks of a KML document.

    Raises
    ------
    GeodataError
        If it has none and only points to other files; the message is in Swedish.
    """
    marks = outermost(root, "Placemark")
    links = outermost(root, "NetworkLink")
    addresses = [raw_text(href).strip() for link in links for href in link.iter("{*}href")]
    if links and not marks:
        message = Message(
            "Filen {file} pekar bara på en annan fil: {address}. "
            "Hämta den och läs in den i stället.",
            file=name,
            address=", ".join(addresses)[:300],
        )
        raise GeodataError(message)
    remarks = [_unread("NetworkLink", address) for address in addresses[:10]]
    overlays = outermost(root, *_OVERLAYS)
    remarks += [_unread(local(overlay), "") for overlay in overlays[:10]]
    remarks += unread_parts(root, _READ, _LOOKS)
    return from_features(name, map(_feature, marks), dict.fromkeys(remarks))


def _unread(kind: str, address: str) -> str:
    if address:
        return Message(
            "{kind} läses inte: hämta {address} och läs in den för sig",
            kind=kind,
            address=address[:300],
        )
    return Message("{kind} läses inte: det är en bild och inget exempel", kind=kind)


def _feature(mark: Element) -> FileFeature:
    extras = mark.iter("{*}Data", "{*}SimpleData")
    values = texts_by_name(_texts(mark))
    values |= texts_by_name((e.get("name", "").strip()[:100], _extra_text(e)) for e in extras)
    return FileFeature(values, _geometry(mark), tuple(_remarks(mark)))


def _texts(mark: Element) -> Iterator[tuple[str, str]]:
    """Yield the names and texts of a Placemark's own parts, and the folder that it is in."""
    for part in mark:
        if local(part) in _TEXTS:
            yield local(part).replace("snippet", "Snippet"), plain_text(part)
        elif local(part) == "link":
            yield "link", part.get("href", "")
    for part in next(mark.iterancestors("{*}Folder"), ()):
        if local(part) == "name":
            yield FOLDER, plain_text(part)


def _extra_text(extra: Element) -> str:
    """Return the value of a field; its displayName is a label and no part of it.

    Without HTML its line breaks are data, which those of a description need not be.
    """
    value = next((part for part in extra if local(part) == "value"), None)
    if value is None and local(extra) == "SimpleData":
        value = extra
    text = "" if value is None else str(clean(raw_text(value)))
    return html_text(text) if is_html(text) else unescaped(text)


def _remarks(mark: Element) -> Iterator[Remark]:
    description = "".join(raw_text(part) for part in mark if local(part) == "description")
    if "<img" in description:
        yield Remark("description", Message("bilder i texten tas inte med"))
    if any(True for _ in mark.iter("{*}Carousel", "gx:Carousel")):
        yield Remark("", Message("bilderna tas inte med"))


def _geometry(mark: Element) -> Geometry | None:
    shapes = outermost(mark, *_SHAPES)
    kinds = {local(shape) for shape in shapes}
    parts = [_track(shape) if local(shape) == "Track" else _positions(shape) for shape in shapes]
    if kinds == {"Point"}:
        return points([part[0] for part in parts if part])
    if kinds <= {"LineString", "Track"}:
        return lines(parts)
    # Areas and mixtures are passed on, for validation to refuse them by type.
    return {"type": "Polygon", "coordinates": parts}


def _track(track: Element) -> Positions:
    coords = track.iter("{*}coord", "gx:coord")
    return [[number(part) for part in raw_text(coord).split()[:2]] for coord in coords]


def _positions(shape: Element) -> Positions:
    text = " ".join(raw_text(part) for part in shape.iter("{*}coordinates"))
    # A space after a comma is not allowed but common, and means nothing.
    triples = ",".join(part.strip() for part in text.split(",")).split()
    if local(shape) == "Point" and len(triples) in (2, 3) and "," not in text:
        triples = [",".join(triples)]
    return [_position(triple) for triple in triples]


def _position(triple: str) -> list[Any]:
    return [number(part) for part in triple.split(",")[:2]]
