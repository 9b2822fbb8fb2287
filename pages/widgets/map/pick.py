"""Picks: what a visitor has pressed on the map, and places and positions read from an address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from geodata.collection.filter import Bbox, Filter
from geodata.collection.vocabulary import KINDS

Position = tuple[float, float, float]
"""Longitude, latitude (WGS84) and zoom."""


@dataclass(frozen=True, slots=True)
class Pick:
    """A visitor's action on the map: a click on an example, municipality or point, or a move.

    ``kind`` is a kind switched in the legend, and ``bbox`` the part of the map to search.
    ``place`` is a spot, WGS84 lon/lat, on a map that asks for one; ``refused`` says why the
    browser did not tell where it is. ``missing`` is the version of the marks that it did not get.
    """

    idea: str | None = None
    municipality: str | None = None
    kind: str | None = None
    bbox: Bbox | None = None
    position: Position | None = None
    place: tuple[float, float] | None = None
    refused: str | None = None
    missing: str | None = None


def parse_pick(output: Any) -> Pick:
    """Parse the map's output; invalid output gives an empty pick."""
    drawing = output.get("last_active_drawing") if isinstance(output, dict) else None
    properties = drawing.get("properties") if isinstance(drawing, dict) else None
    if not isinstance(properties, dict):
        return Pick()
    idea, municipality = properties.get("idea"), properties.get("municipality")
    kind, refused = properties.get("kind"), properties.get("refused")
    missing = properties.get("missing")
    return Pick(
        idea if isinstance(idea, str) else None,
        municipality if isinstance(municipality, str) else None,
        kind if isinstance(kind, str) and kind in KINDS else None,
        parse_bbox(properties.get("bbox")),
        parse_position(properties.get("position")),
        parse_lonlat(properties.get("place")),
        refused if isinstance(refused, str) else None,
        missing if isinstance(missing, str) else None,
    )


def parse_bbox(value: Any) -> Bbox | None:
    """Parse west, south, east, north (WGS84) from a list or text; None if invalid."""
    text = ",".join(map(str, value)) if isinstance(value, list) else str(value)
    return Filter.from_params({"bbox": [text]}).bbox


def parse_lonlat(value: Any) -> tuple[float, float] | None:
    """Parse WGS84 longitude and latitude from a list or text (``15.5,60.1``); None if invalid."""
    parts = value.split(",") if isinstance(value, str) else value
    try:
        lon, lat = (float(part) for part in parts)
    except (TypeError, ValueError):
        return None
    return (lon, lat) if -180 <= lon <= 180 and -90 <= lat <= 90 else None


def parse_position(value: Any) -> Position | None:
    """Parse longitude, latitude and zoom from a list or text (``15.5,60.1,7``); None if invalid."""
    parts = value.split(",") if isinstance(value, str) else value
    try:
        lon, lat, zoom = (float(part) for part in parts)
    except (TypeError, ValueError):
        return None
    reasonable = 0 <= lon <= 40 and 50 <= lat <= 75 and 3 <= zoom <= 19
    return (lon, lat, zoom) if reasonable else None
