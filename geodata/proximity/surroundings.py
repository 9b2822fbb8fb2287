"""Surroundings of a place: everything that the page "Nära mig" shows, in one result.

Distances are metres in SWEREF 99 TM (EPSG:3006), lon/lat are WGS84 degrees.

Examples
--------
>>> empty = surroundings_of(NearbyIndex([]), Origin("2417"))
>>> empty.nearest, empty.within, len(empty.alike)
((), {25: 0, 50: 0, 100: 0}, 8)
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import shapely
from shapely.geometry import Point

from geodata.collection.filter import Filter
from geodata.geography import boundaries
from geodata.geography.crs import to_metric
from geodata.proximity.nearest import NearbyIdea, NearbyIndex
from geodata.proximity.neighbours import Neighbour, neighbours
from geodata.proximity.service_gaps import ServiceGap, service_gaps
from geodata.proximity.similar_municipalities import SimilarMunicipality, similar_municipalities

RINGS_KM = (25, 50, 100)
"""Distances of the rings on the map."""
NEAREST = 10
"""Number of nearest examples."""
ALIKE = 8
"""Number of similar municipalities."""
ANYTHING = Filter()
_RING_TOLERANCE_M = 300
"""Tolerance of the simplified rings, less than their width on the map."""

LonLat = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Origin:
    """Origin of distances: a point, or the border of a whole municipality.

    ``lonlat`` is the point, WGS84 degrees, None for the whole municipality; in both cases
    ``municipality_code`` is the municipality whose neighbours and gaps are listed.
    """

    municipality_code: str
    lonlat: LonLat | None = None


@dataclass(frozen=True, slots=True)
class SimilarWithIdeas:
    """Similar municipality with its examples, the nearest first."""

    similar: SimilarMunicipality
    near: tuple[NearbyIdea, ...]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Examples and municipalities around an origin; lists of examples have the nearest first.

    Attributes
    ----------
    own
        Examples in the municipality, including routes that reach into it.
    beside
        Examples in its neighbours that are not in the municipality itself.
    nearest
        The ``NEAREST`` nearest examples.
    within
        Number of examples within each of ``RINGS_KM``, by km.
    neighbours, alike, service_gaps
        See :mod:`~geodata.proximity.neighbours`, :mod:`~geodata.proximity.similar_municipalities`
        and :mod:`~geodata.proximity.service_gaps`.
    """

    own: tuple[NearbyIdea, ...]
    beside: tuple[NearbyIdea, ...]
    nearest: tuple[NearbyIdea, ...]
    within: dict[int, int]
    neighbours: tuple[Neighbour, ...]
    alike: tuple[SimilarWithIdeas, ...]
    service_gaps: tuple[ServiceGap, ...]


def origin_at(lon: float, lat: float) -> Origin | None:
    """Return the origin at a WGS84 point, None if the point lies too far from Sweden."""
    code = boundaries.locate(lon, lat).municipality_code
    return Origin(code, (lon, lat)) if code else None


def surroundings_of(index: NearbyIndex, origin: Origin, filter: Filter = ANYTHING) -> Surroundings:
    """Return everything around an origin.

    Parameters
    ----------
    index
        The collection.
    origin
        Point or municipality that distances are measured from.
    filter
        Filter of the examples in the lists. Service gaps are those of the whole collection; the
        filter's services only select which of them to list.

    Raises
    ------
    KeyError
        If the origin's municipality does not exist.
    """
    code = origin.municipality_code
    near = _measure(index, origin, filter)
    inside = {idea.id for idea in index.inside([code])}
    beside = neighbours(code)
    in_neighbours = {idea.id for idea in index.inside([n.municipality_code for n in beside])}
    similar = similar_municipalities(code, ALIKE)
    gaps = service_gaps(index, code, [alike.municipality.code for alike in similar])
    return Surroundings(
        own=_among(near, inside),
        beside=_among(near, in_neighbours - inside),
        nearest=near[:NEAREST],
        within={km: sum(nearby.distance_m <= km * 1000 for nearby in near) for km in RINGS_KM},
        neighbours=beside,
        alike=tuple(_with_ideas(index, near, alike) for alike in similar),
        service_gaps=tuple(
            gap for gap in gaps if not filter.service or gap.service in filter.service
        ),
    )


def _measure(index: NearbyIndex, origin: Origin, filter: Filter) -> tuple[NearbyIdea, ...]:
    if origin.lonlat:
        return index.from_point(*origin.lonlat, None, filter.admits)
    return index.from_municipality(origin.municipality_code, None, filter.admits)


def _among(near: tuple[NearbyIdea, ...], ids: Collection[str]) -> tuple[NearbyIdea, ...]:
    return tuple(nearby for nearby in near if nearby.idea.id in ids)


def _with_ideas(
    index: NearbyIndex, near: tuple[NearbyIdea, ...], alike: SimilarMunicipality
) -> SimilarWithIdeas:
    theirs = {idea.id for idea in index.inside([alike.municipality.code])}
    return SimilarWithIdeas(alike, _among(near, theirs))


@lru_cache(maxsize=400)
def rings(origin: Origin) -> tuple[tuple[int, tuple[LonLat, ...]], ...]:
    """Return the ring at each of ``RINGS_KM`` as a line of lon/lat, WGS84 degrees.

    Around a municipality the rings follow its border, so that they agree with the distances.
    """
    start = _shape(origin)
    return tuple((km, _outline(start.buffer(km * 1000))) for km in RINGS_KM)


def _shape(origin: Origin) -> Any:
    if origin.lonlat:
        return Point(*to_metric().transform(*origin.lonlat))
    return boundaries.boundaries().municipalities.geometry[origin.municipality_code]


def _outline(area: Any) -> tuple[LonLat, ...]:
    largest = max(shapely.get_parts(area), key=shapely.area)
    ring = largest.exterior.simplify(_RING_TOLERANCE_M)
    x, y = ring.xy
    lons, lats = to_metric().transform(x, y, direction="INVERSE")
    return tuple((round(lon, 4), round(lat, 4)) for lon, lat in zip(lons, lats, strict=True))
