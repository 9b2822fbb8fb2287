"""GeoJSON geometries of the positions in a map file."""

from __future__ import annotations

from typing import Any

from geodata.importing.readers.table import Geometry

Positions = list[list[Any]]


def number(text: str) -> float | str:
    """Return a number, or the start of the text, for validation to refuse row by row."""
    try:
        return float(text)
    except ValueError:
        return text[:40]


def points(positions: Positions) -> Geometry | None:
    """Return a Point or MultiPoint, None without positions."""
    if len(positions) == 1:
        return {"type": "Point", "coordinates": positions[0]}
    return {"type": "MultiPoint", "coordinates": positions} if positions else None


def lines(parts: list[Positions]) -> Geometry | None:
    """Return a LineString or MultiLineString of the parts that have positions, or None."""
    parts = [part for part in parts if part]
    if len(parts) == 1:
        return {"type": "LineString", "coordinates": parts[0]}
    return {"type": "MultiLineString", "coordinates": parts} if parts else None
