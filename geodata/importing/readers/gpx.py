"""GPX reader: one row for each waypoint, route and track."""

from __future__ import annotations

from typing import Any

from lxml.etree import _Element as Element

from geodata.collection.vocabulary import KINDS, key_of
from geodata.errors import Message
from geodata.importing.readers.map_shapes import Positions, lines, number, points
from geodata.importing.readers.table import FileFeature, Geometry, Table, from_features
from geodata.importing.readers.xml_tree import (
    local,
    outermost,
    plain_text,
    texts_by_name,
    unread_parts,
)

_TEXTS = ("name", "desc", "cmt", "type", "sym", "link", "url", "src")
_READ = {
    "gpx": ("wpt", "rte", "trk"),
    "wpt": _TEXTS,
    "rte": (*_TEXTS, "rtept"),
    "trk": (*_TEXTS, "trkseg"),
    "trkseg": ("trkpt",),
    "rtept": (),
    "trkpt": (),
    "link": (),
}
"""What is read of each element."""
OWN_TYPE = "GPX-typ"
"""Column of types that are the recording program's own words and not kinds of examples."""


def read_gpx(name: str, root: Element) -> Table:
    """Read the waypoints, routes and tracks of a GPX document."""
    features = [_feature(way) for way in outermost(root, "wpt", "rte", "trk")]
    types = {str(feature.values["type"]) for feature in features if "type" in feature.values}
    if not any(key_of(KINDS, word) for word in types):
        features = [_without_kind(feature) for feature in features]
    extended = next(root.iter("{*}extensions"), None) is not None
    remarks: list[str] = [Message("Tillägg (extensions) i filen läses inte")] if extended else []
    remarks += unread_parts(root, _READ, ["extensions"])
    return from_features(name, features, remarks)


def _without_kind(feature: FileFeature) -> FileFeature:
    values = {OWN_TYPE if name == "type" else name: v for name, v in feature.values.items()}
    return FileFeature(values, feature.geometry)


def _feature(way: Element) -> FileFeature:
    parts = (part for part in way if local(part) in _TEXTS)
    texts = ((local(part), part.get("href") or plain_text(part)) for part in parts)
    return FileFeature(texts_by_name(texts), _geometry(way))


def _geometry(way: Element) -> Geometry | None:
    if local(way) == "wpt":
        return points([_position(way)])
    return lines([_positions(part) for part in outermost(way, "trkseg") or [way]])


def _positions(part: Element) -> Positions:
    return [_position(point) for point in part.iter("{*}trkpt", "{*}rtept")]


def _position(point: Element) -> list[Any]:
    # Some programs write the decimal comma of the computer's language.
    return [number(point.get(name, "").replace(",", ".")) for name in ("lon", "lat")]
