"""Locator map: Sweden's outline as SVG with a spot in it, for pages without a script."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import shapely
from shapely.geometry import shape

from geodata.geography import map_layers
from geodata.geography.crs import to_metric

METRES_PER_UNIT = 1_000
DETAIL_M = 3_000
"""Tolerance of the simplification, in metres: less than a line's width."""


@dataclass(frozen=True, slots=True)
class Outline:
    """Sweden's county borders as an SVG path, and its view box: x, y, width, height in km.

    The coordinates are SWEREF 99 TM (EPSG:3006) in kilometres, with y pointing south.
    """

    path: str
    box: tuple[int, int, int, int]


@cache
def outline() -> Outline:
    """Return the outline, built once."""
    borders = shape(map_layers.county_layer()["features"][0]["geometry"])
    metric = shapely.transform(borders, to_metric().transform_pairs)
    lines = shapely.get_parts(shapely.simplify(shapely.line_merge(metric), DETAIL_M))
    west, south, east, north = metric.bounds
    left, top = _units(west, north)
    right, bottom = _units(east, south)
    # Islands too small to be seen are left out.
    path = "".join(_path(line) for line in lines if line.length > 4 * DETAIL_M)
    return Outline(path, (left - 40, top - 40, right - left + 80, bottom - top + 80))


def spot(lonlat: tuple[float, float]) -> tuple[int, int]:
    """Project a point, WGS84 lon/lat, to the outline's coordinates."""
    return _units(*to_metric().transform(*lonlat))


def _units(x: float, y: float) -> tuple[int, int]:
    return round(x / METRES_PER_UNIT), round(-y / METRES_PER_UNIT)


def _path(line: shapely.LineString) -> str:
    return "M" + "L".join("{} {}".format(*_units(x, y)) for x, y in line.coords)
