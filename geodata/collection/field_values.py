"""Values in a form row: read lists, sources, stops, numbers and coordinates.

Examples
--------
>>> read_number("58,54"), read_number("norr om ån") is None
(58.54, True)
>>> read_sources("Byalaget | https://example.org/ | 2026-05")
[{'title': 'Byalaget', 'url': 'https://example.org/', 'date': '2026-05'}]
>>> read_stop("Moskosel | 65.87 | 19.45 | tisdagar")
({'name': 'Moskosel', 'schedule': 'tisdagar'}, [19.45, 65.87])
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from geodata.geography.crs import to_metric

Geometry = dict[str, Any]


def split_list(value: Any, separators: str) -> list[Any]:
    """Split a text at a pattern into its non-empty parts; a list is returned as it is."""
    if isinstance(value, list | tuple):
        return list(value)
    return [part.strip() for part in re.split(separators, str(value or "")) if part.strip()]


def split_lines(value: Any) -> list[str]:
    """Split a text at line breaks and ``|`` into its non-empty parts."""
    return [str(part) for part in split_list(value, r"[\n|]")]


def named_source(source: Mapping[str, Any]) -> dict[str, Any]:
    """Return a source without empty values; a missing title becomes the host name."""
    url = str(source.get("url") or "")
    title = source.get("title") or urlsplit(url).netloc.removeprefix("www.") or url
    return {name: text for name, text in {**source, "title": title}.items() if text}


_SOURCE = re.compile(
    r"(?P<title>.*?)(\s*\|\s*(?P<url>https?://[^\s|]+))?(\s*\|\s*(?P<date>\d{4}(-\d\d){0,2}))?"
)


def read_sources(value: Any) -> list[dict[str, Any]]:
    """Read sources written as ``title | address | date``, or as addresses only."""
    sources: list[dict[str, Any]] = []
    for line in split_list(value, r"\n"):
        if isinstance(line, dict):
            sources.append(named_source(line))
        elif str(line).startswith(("http://", "https://")):
            urls = re.split(r"\s*[|\s]\s*|;\s*(?=http)", line)
            sources += [named_source({"url": url}) for url in urls]
        elif match := _SOURCE.fullmatch(str(line)):
            sources.append(named_source(match.groupdict()))
    return sources


def read_stop(value: Any) -> tuple[dict[str, str], list[float] | None]:
    """Read a stop written as ``name | lat | lon | schedule``; all but the name are optional."""
    if isinstance(value, dict):
        return value, None
    name, *rest = (part.strip() for part in str(value).split("|"))
    numbers = [number for part in rest if (number := read_number(part)) is not None]
    words = [part for part in rest if part and read_number(part) is None]
    stop = {"name": name} | ({"schedule": ", ".join(words)} if words else {})
    return stop, [numbers[1], numbers[0]] if len(numbers) == 2 else None


def read_number(text: str) -> float | None:
    """Read a number with a decimal comma or point, thousands separators or a degree sign."""
    digits = re.sub(r"[\s\u00a0\u202f°NEÖnö]", "", text).replace(",", ".").replace("−", "-")
    try:
        number = float(digits)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def in_degrees(geometry: Geometry) -> Geometry:
    """Return a geometry in WGS84; coordinates in metres are converted from SWEREF 99 TM."""
    coordinates = geometry.get("coordinates")
    return {**geometry, "coordinates": _positions_in_degrees(coordinates)}


def _positions_in_degrees(coordinates: Any) -> Any:
    if not isinstance(coordinates, list) or not coordinates:
        return coordinates
    if isinstance(coordinates[0], list):
        return [_positions_in_degrees(part) for part in coordinates]
    numbers = coordinates[:2]
    finite = all(isinstance(n, int | float) and math.isfinite(n) for n in numbers)
    # Northings are 6-8 million and eastings less than one, so the larger one is the northing.
    if len(numbers) < 2 or not finite or min(map(abs, numbers)) < 100_000:
        return numbers
    east, north = sorted(numbers)
    lon, lat = to_metric().transform(east, north, direction="INVERSE")
    return [round(float(lon), 6), round(float(lat), 6)]
