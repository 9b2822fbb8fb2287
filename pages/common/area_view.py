"""View model of the area that a filter asks for: what a map outlines and moves to."""

from __future__ import annotations

from dataclasses import replace
from typing import TypedDict

from geodata.collection.filter import Bbox, Filter
from geodata.collection.statistics import municipalities_in
from geodata.geography import map_layers

MAP_CORNERS = ((0.0, 52.0), (35.0, 71.0))
"""South-west and north-east corners of what the map can show, lon/lat (WGS84)."""


class AreaView(TypedDict):
    """The area that a filter asks for.

    Attributes
    ----------
    codes
        The municipalities, outlined as one.
    box
        West, south, east, north (WGS84) of a part of the map that is searched, or None.
    extent
        The same of all that is to be seen.
    """

    codes: list[str]
    box: Bbox | None
    extent: Bbox


def area_view(filter: Filter) -> AreaView | None:
    """Return the area of a filter's municipalities, counties and box; None if it has none."""
    has_places = bool(filter.county or filter.municipality)
    if not (has_places or filter.bbox):
        return None
    places = replace(filter, county=()) if filter.municipality else filter
    codes = [m.code for m in municipalities_in(places)] if has_places else []
    box = filter.bbox and _on_map(filter.bbox)
    return {"codes": codes, "box": box, "extent": box or map_layers.extent(tuple(codes))}


def _on_map(box: Bbox) -> Bbox:
    """Return the part of a box that the map can show; one on its edge if there is none."""
    west, south, east, north = box
    (left, bottom), (right, top) = MAP_CORNERS

    def between(low: float, value: float, high: float) -> float:
        return min(max(low, value), high)

    return (
        between(left, west, right),
        between(bottom, south, top),
        between(left, east, right),
        between(bottom, north, top),
    )
