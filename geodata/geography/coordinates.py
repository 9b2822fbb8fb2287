"""Coordinates as people write them: numbers, degrees and minutes, pairs, WKT, metres.

Examples
--------
>>> read_number("58,54"), read_number("64° 9.600' N"), read_number("norr om ån") is None
(58.54, 64.16, True)
>>> read_pair("64.16, 17.35"), read_pair("17,35; 64,16")
((64.16, 17.35), (64.16, 17.35))
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any

import shapely

from geodata.geography.crs import UnknownCrsError, positions_to_degrees, to_metric

Geometry = dict[str, Any]

MAX_LENGTH = 100
"""Characters that a coordinate may have; a longer text is none."""

_SIGNS = str.maketrans(
    {
        **dict.fromkeys("º˚ᵒ", "°"),
        **dict.fromkeys("’‘′ʹ´`", "'"),
        **dict.fromkeys("”“″ʺ", '"'),
        **dict.fromkeys("−–‐‑", "-"),
        # Marks of direction and of no width come along with text copied from maps and web pages.
        **dict.fromkeys("\u200b\u200e\u200f\u202a\u202c\u202d\u2066\u2068\u2069\ufeff", ""),
        ",": ".",
    }
)
_NUMBER = re.compile(r"[-+]?\d+(\.\d*)?(e[-+]?\d{1,3})?", re.IGNORECASE)
_THOUSANDS = re.compile(r"[-+]?\d{1,3}( \d{3})+(\.\d*)?")
_ANGLE = re.compile(
    r"(?P<sign>[-+]?)(?P<degrees>\d{1,3})( ?° ?| )(?P<minutes>\d{1,2}(\.\d+)?)"
    r"( ?' ?(?P<seconds>\d{1,2}(\.\d+)?)?| (?P<bare>\d{1,2}(\.\d+)?))? ?(\"|'')?"
)
_HEMISPHERE = re.compile(r"^(?P<before>[NSEWÖOV])? ?(?P<rest>.*?) ?(?P<after>[NSEWÖOV])?$", re.I)


def read_number(text: str) -> float | None:
    r"""Read a number of degrees or metres, None if it is none.

    It may have a decimal comma or point, thousands separators, a degree sign, minutes and seconds,
    and the letter of a direction.

    Examples
    --------
    >>> [read_number(text) for text in ("7 312 614", "64°9'36\"N", "N 64 09.6", "17° W")]
    [7312614.0, 64.16, 64.16, -17.0]
    """
    if len(text) > MAX_LENGTH:
        return None
    text = " ".join(text.translate(_SIGNS).split())
    match = _HEMISPHERE.match(text)
    if match is None or (match["before"] and match["after"]):
        return None
    number = _unsigned(match["rest"])
    letter = (match["before"] or match["after"] or "").upper()
    return -number if number is not None and letter in ("S", "W", "V") and letter else number


def _unsigned(text: str) -> float | None:
    if _NUMBER.fullmatch(text.removesuffix("°").strip()):
        number = float(text.removesuffix("°"))
        return number if math.isfinite(number) else None
    if _THOUSANDS.fullmatch(text):
        return float(text.replace(" ", ""))
    angle = _ANGLE.fullmatch(text)
    if angle is None:
        return None
    minutes, seconds = float(angle["minutes"]), float(angle["seconds"] or angle["bare"] or 0)
    if minutes >= 60 or seconds >= 60:
        return None
    number = int(angle["degrees"]) + minutes / 60 + seconds / 3600
    return round(-number if angle["sign"] == "-" else number, 8)


def read_pair(text: str) -> tuple[float, float] | None:
    """Read latitude and longitude, or northing and easting, in either order, from one text.

    Degrees in Sweden tell their order: latitudes are over 50 and longitudes under 30.

    Examples
    --------
    >>> read_pair("N64 09.600 E17 21.000"), read_pair("(64.16,17.35)"), read_pair("64,16 17,35")
    ((64.16, 17.35), (64.16, 17.35), (64.16, 17.35))
    >>> read_pair("702862, 7312614"), read_pair("vid bron")
    ((702862.0, 7312614.0), None)
    """
    if len(text) > 2 * MAX_LENGTH:
        return None
    text = " ".join(text.strip("()[] \t\n").split())
    for first, second in _halves(text):
        lat, lon = read_number(first), read_number(second)
        if lat is not None and lon is not None:
            return (lon, lat) if lat < 30 and 50 < lon < 80 else (lat, lon)
    return None


def _halves(text: str) -> Iterator[tuple[str, str]]:
    """Yield the ways to split a text in two, the most certain first."""
    for mark in (";", "/", "|", ", "):
        if text.count(mark) == 1:
            first, _, second = text.partition(mark)
            yield first, second
    letters = re.fullmatch(r"([NS][^NSEWÖOV]+?),? ?([EWÖOV][^NSEWÖOV]+)", text, re.IGNORECASE)
    letters = letters or re.fullmatch(r"([^NS]+[NS]),? ?([^EWÖOV]+[EWÖOV])", text, re.IGNORECASE)
    if letters:
        yield letters[1], letters[2]
    for mark in (",", " "):
        parts = text.split(mark)
        if len(parts) in (2, 4, 6):
            middle = len(parts) // 2
            yield mark.join(parts[:middle]), mark.join(parts[middle:])


# Geometries


def read_wkt(text: str) -> Geometry | None:
    """Read well-known text, also with an ``SRID``, as a geometry in WGS84; None if it is invalid.

    Curves are invalid, as GeoJSON has none.
    """
    if not text:
        return None
    srid = re.match(r"\s{0,20}SRID=(\d{4,6});", text, re.IGNORECASE)
    # The only type that may be nested; deep nesting would exhaust the stack of GEOS.
    if text.upper().count("COLLECTION") > 5:
        return None
    try:
        shape = shapely.from_wkt(text[srid.end() :] if srid else text, on_invalid="ignore")
        geometry = None if shape is None else json.loads(shapely.to_geojson(shape))
    except (NotImplementedError, shapely.errors.ShapelyError, TypeError, ValueError):
        return None
    if geometry is None or shape.is_empty:
        return None
    if srid and srid[1] != "4326":
        return _from_crs(geometry, f"EPSG:{srid[1]}")
    return in_degrees(geometry)


def _from_crs(geometry: Geometry, crs: str) -> Geometry | None:
    places = list(positions(geometry))
    try:
        degrees = positions_to_degrees(crs, [(place[0], place[1]) for place in places])
    except UnknownCrsError:
        return None
    for place, lonlat in zip(places, degrees, strict=True):
        place[:] = lonlat
    return simplified(geometry)


def positions(geometry: Any) -> Iterator[list[Any]]:
    """Yield the positions of a GeoJSON geometry that begin with two finite numbers."""
    if isinstance(geometry, dict):
        yield from positions(geometry.get("coordinates"))
        yield from positions(geometry.get("geometries"))
    elif isinstance(geometry, list):
        if len(geometry) > 1 and all(map(_is_finite, geometry[:2])):
            yield geometry
        else:
            for part in geometry:
                yield from positions(part)


def _is_finite(value: Any) -> bool:
    # A whole number may be too large for a float.
    return type(value) in (int, float) and -1e9 < value < 1e9


def in_degrees(geometry: Geometry) -> Geometry:
    """Return a geometry in WGS84 in its plainest type; metres are SWEREF 99 TM or RT 90."""
    return simplified(_in_degrees(geometry))


def _in_degrees(geometry: Geometry) -> Geometry:
    if isinstance(geometry.get("geometries"), list):
        members = [part for part in geometry["geometries"] if isinstance(part, dict)]
        return {**geometry, "geometries": [_in_degrees(part) for part in members]}
    return {**geometry, "coordinates": _positions_in_degrees(geometry.get("coordinates"))}


def _positions_in_degrees(coordinates: Any) -> Any:
    if not isinstance(coordinates, list) or not coordinates:
        return coordinates
    if isinstance(coordinates[0], list):
        return [_positions_in_degrees(part) for part in coordinates]
    numbers = coordinates[:2]
    # Northings are 6-8 million and eastings less than two, so the larger one is the northing.
    if len(numbers) < 2 or not all(map(_is_finite, numbers)) or min(map(abs, numbers)) < 100_000:
        return numbers
    east, north = sorted(numbers)
    # SWEREF 99 TM's eastings end at 920 km in Sweden, and RT 90's begin at 1 200.
    if 1_150_000 < east < 2_000_000:
        return list(positions_to_degrees("EPSG:3021", [(east, north)])[0])
    lon, lat = to_metric().transform(east, north, direction="INVERSE")
    return [round(float(lon), 6), round(float(lat), 6)]


def simplified(geometry: Geometry) -> Geometry:
    """Return a GeometryCollection of points or of lines, or of a single part, as a plain type."""
    members = geometry.get("geometries")
    if geometry.get("type") != "GeometryCollection" or not isinstance(members, list) or not members:
        return geometry
    if len(members) == 1:
        return simplified(members[0])
    kinds = {member.get("type") for member in members}
    if kinds in ({"Point"}, {"LineString"}):
        parts = [member.get("coordinates") for member in members]
        return {"type": f"Multi{kinds.pop()}", "coordinates": parts}
    return geometry


def first_position(geometry: Geometry) -> list[Any] | None:
    """Return the position that a geometry begins with, None if it has none."""
    return next(positions(geometry), None)
