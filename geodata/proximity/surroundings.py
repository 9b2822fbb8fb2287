"""Everything around one place: what the page "Nära mig" says, gathered in one answer.

Distances are metres in SWEREF 99 TM (EPSG:3006), lon/lat are WGS84 degrees.

Examples
--------
>>> found = surroundings_of(NearbyIndex([]), Origin("2417"))
>>> found.nearest, found.within, len(found.alike)
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
"""How far away the rings on the map are."""
NEAREST = 10
ALIKE = 8
_RING_TOLERANCE_M = 300
"""How much the rings are simplified, less than their width on the map."""

LonLat = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where distances are measured from: a point, or the border of a whole municipality.

    ``lonlat`` is the point, WGS84 degrees, and None for the whole municipality;
    ``municipality_code`` is in both cases the municipality that the answer is about.
    """

    municipality_code: str
    lonlat: LonLat | None = None


@dataclass(frozen=True, slots=True)
class SimilarWithIdeas:
    """A municipality like the one asked for, and its examples, the nearest first."""

    similar: SimilarMunicipality
    near: tuple[NearbyIdea, ...]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What lies around an origin; every list has the nearest first.

    Attributes
    ----------
    own
        Examples in the municipality, also routes that reach into it.
    beside
        Examples in the neighbours that are not in the municipality itself.
    nearest
        The ten nearest, wherever they are.
    within
        How many there are within each of ``RINGS_KM``.
    neighbours, alike, service_gaps
        As :mod:`~geodata.proximity.neighbours` and
        :mod:`~geodata.proximity.similar_municipalities` say.
    """

    own: tuple[NearbyIdea, ...]
    beside: tuple[NearbyIdea, ...]
    nearest: tuple[NearbyIdea, ...]
    within: dict[int, int]
    neighbours: tuple[Neighbour, ...]
    alike: tuple[SimilarWithIdeas, ...]
    service_gaps: tuple[ServiceGap, ...]


def origin_at(lon: float, lat: float) -> Origin | None:
    """Return the origin at a WGS84 point, None if it lies too far from Sweden."""
    code = boundaries.locate(lon, lat).municipality_code
    return Origin(code, (lon, lat)) if code else None


def surroundings_of(
    index: NearbyIndex, origin: Origin, filter: Filter | None = None
) -> Surroundings:
    """Return everything around an origin.

    Parameters
    ----------
    index
        The collection.
    origin
        Where to look from.
    filter
        Which examples the lists may hold. What is missing is judged by the whole collection, and
        the filter's services only choose which of it to name.

    Raises
    ------
    KeyError
        If the origin's municipality does not exist.
    """
    wanted = filter or Filter()
    code = origin.municipality_code
    near = _measure(index, origin, wanted)
    inside = {idea.id for idea in index.inside([code])}
    beside = neighbours(code)
    around_it = {i.id for i in index.inside([each.municipality_code for each in beside])}
    like = similar_municipalities(code, ALIKE)
    lacking = service_gaps(index, code, [each.municipality.code for each in like])
    return Surroundings(
        own=_among(near, inside),
        beside=_among(near, around_it - inside),
        nearest=near[:NEAREST],
        within={km: sum(each.distance_m <= km * 1000 for each in near) for km in RINGS_KM},
        neighbours=beside,
        alike=tuple(_alike(index, near, each) for each in like),
        service_gaps=tuple(m for m in lacking if not wanted.service or m.service in wanted.service),
    )


def _measure(index: NearbyIndex, origin: Origin, wanted: Filter) -> tuple[NearbyIdea, ...]:
    if origin.lonlat:
        return index.from_point(*origin.lonlat, None, wanted.admits)
    return index.from_municipality(origin.municipality_code, None, wanted.admits)


def _among(near: tuple[NearbyIdea, ...], ids: Collection[str]) -> tuple[NearbyIdea, ...]:
    return tuple(each for each in near if each.idea.id in ids)


def _alike(
    index: NearbyIndex, near: tuple[NearbyIdea, ...], like: SimilarMunicipality
) -> SimilarWithIdeas:
    theirs = {idea.id for idea in index.inside([like.municipality.code])}
    return SimilarWithIdeas(like, _among(near, theirs))


@lru_cache(maxsize=400)
def rings(origin: Origin) -> tuple[tuple[int, tuple[LonLat, ...]], ...]:
    """Return for each of ``RINGS_KM`` the line that lies so far away, in WGS84 degrees.

    Around a municipality they follow its border, so that they agree with the distances.
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
