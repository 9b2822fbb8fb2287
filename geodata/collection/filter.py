r"""The filter that map, list, counts, exports and API share.

Examples
--------
>>> Filter.from_params({"kind": ["on_wheels", "nonsense"], "q": [" bok "]})
Filter(q='bok', kind=('on_wheels',), service=(), county=(), municipality=(), status=(), \
started=None, bbox=None)
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from geodata.collection.idea import Idea
from geodata.collection.vocabulary import KINDS, SERVICES, STATUSES
from geodata.geography import municipalities

MAX_QUERY_LENGTH = 200
Bbox = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked for. Within one property any value will do; the properties must all hold.

    ``started`` is the first and the last year, both included; with it, examples whose start is
    unknown are left out. ``bbox`` is west, south, east, north in WGS84 degrees; west may be greater
    than east, for a box across the antimeridian.
    """

    q: str = ""
    kind: tuple[str, ...] = ()
    service: tuple[str, ...] = ()
    county: tuple[str, ...] = ()
    municipality: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    started: tuple[int, int] | None = None
    bbox: Bbox | None = None

    @classmethod
    def from_params(cls, params: Mapping[str, Sequence[str]]) -> Filter:
        """Read a filter from query parameters; whatever makes no sense is left out.

        Parameters
        ----------
        params
            Name to values, such as ``urllib.parse.parse_qs`` gives. A value may itself be a list
            separated by commas.
        """
        values = {
            name: tuple(dict.fromkeys(chain.from_iterable(v.split(",") for v in params[name])))
            for name in _VALUES
            if name in params
        }
        return cls(
            q=" ".join((params.get("q") or [""])[-1].split())[:MAX_QUERY_LENGTH],
            **{
                name: tuple(v for v in found if v in _VALUES[name]())
                for name, found in values.items()
            },
            started=_years(params.get("started", [])),
            bbox=_bbox(params.get("bbox", [])),
        )

    def to_params(self) -> dict[str, list[str]]:
        """Return the query parameters that :meth:`from_params` reads as an equal filter."""
        values = {
            "q": [self.q],
            **{name: list(getattr(self, name)) for name in _VALUES},
            "started": [str(year) for year in self.started or ()],
            "bbox": [",".join(map(str, self.bbox or ()))],
        }
        return {name: found for name, found in values.items() if any(found)}

    def with_values(self, name: str, values: tuple[str, ...]) -> Filter:
        """Return the filter with the values of one facet, such as ``"kind"``, replaced."""
        changed: dict[str, Any] = {name: values}
        return replace(self, **changed)

    def admits(self, idea: Idea) -> bool:
        """Say whether an example passes everything but the text search."""
        return (
            (not self.kind or idea.kind in self.kind)
            and (not self.service or not set(self.service).isdisjoint(idea.services))
            and (not self.county or idea.county_code in self.county)
            and (not self.municipality or idea.municipality_code in self.municipality)
            and (not self.status or idea.status in self.status)
            and self._admits_year(idea.started)
            and (self.bbox is None or area(self.bbox).intersects(idea.shape))
        )

    def _admits_year(self, year: int | None) -> bool:
        if self.started is None:
            return True
        return year is not None and self.started[0] <= year <= self.started[1]


_VALUES: dict[str, Callable[[], Mapping[str, object]]] = {
    "kind": lambda: KINDS,
    "service": lambda: SERVICES,
    "county": municipalities.counties,
    "municipality": municipalities.municipalities,
    "status": lambda: STATUSES,
}


def _years(values: Sequence[str]) -> tuple[int, int] | None:
    years = [part for value in values for part in value.split(",")]
    if len(years) != 2 or not all(re.fullmatch(r"[12]\d{3}", year, re.ASCII) for year in years):
        return None
    first, last = sorted(map(int, years))
    return first, last


def _bbox(values: Sequence[str]) -> Bbox | None:
    """Read two opposite corners; of six numbers the third and the last are heights."""
    try:
        numbers = [float(part) for part in values[-1].split(",")]
    except (IndexError, ValueError):
        return None
    if len(numbers) not in (4, 6) or not all(map(math.isfinite, numbers)):
        return None
    half = len(numbers) // 2
    south, north = sorted((numbers[1], numbers[half + 1]))
    return numbers[0], south, numbers[half], north


@lru_cache(maxsize=64)
def area(bbox: Bbox) -> BaseGeometry:
    """Return the box as a geometry in WGS84 degrees: two of them across the antimeridian."""
    west, south, east, north = bbox
    spans = [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]
    # The envelope of two corners is a line or a point where the box has no width or height.
    corners = [shapely.MultiPoint([(left, south), (right, north)]) for left, right in spans]
    found = shapely.union_all(shapely.envelope(corners))
    shapely.prepare(found)
    return found
