"""Nearest examples to a point or a municipality, with distance and direction.

All distances are metres in SWEREF 99 TM (EPSG:3006); to an example on wheels they are measured to
its nearest stop or the nearest point of its route.

Examples
--------
>>> nearest([], 15.0, 58.5)
[]
>>> NearbyIndex([]).from_municipality("0980")
()
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod
from shapely.geometry import Point

from geodata.collection.idea import Idea, project
from geodata.geography import boundaries
from geodata.geography.crs import to_metric

SEARCH_RADII_M = (10_000, 40_000, 160_000, 640_000)
"""Radii that a search tries in turn before it measures the whole collection."""

Direction = Literal["n", "ne", "e", "se", "s", "sw", "w", "nw"]
DIRECTIONS: tuple[Direction, ...] = ("n", "ne", "e", "se", "s", "sw", "w", "nw")

Rows = NDArray[np.intp]


def nearest(
    ideas: Sequence[Idea], lon: float, lat: float, limit: int | None = None
) -> list[tuple[Idea, float]]:
    """Sort examples by distance from a point.

    For a few examples, or ones that differ each time; use :class:`NearbyIndex` for many queries on
    a large collection.

    Parameters
    ----------
    ideas
        The examples to sort.
    lon, lat
        The point, WGS84 degrees.
    limit
        Largest number to return; None for all.

    Returns
    -------
    list of (Idea, float)
        The nearest first, each with its distance in metres (EPSG:3006); equally near examples keep
        the order of ``ideas``.
    """
    project(ideas)
    point = Point(*to_metric().transform(lon, lat))
    distances = shapely.distance([idea.shape_3006 for idea in ideas], point)
    order = distances.argsort(kind="stable")[:limit]
    return [(ideas[at], float(distances[at])) for at in order]


@dataclass(frozen=True, slots=True)
class NearbyIdea:
    """Example with its distance in metres (EPSG:3006) and direction.

    ``direction`` is one of the eight compass points, seen from the point or from the centre of the
    municipality; None at distance 0.
    """

    idea: Idea
    distance_m: float
    direction: Direction | None


class NearbyIndex:
    """Spatial index of a collection; safe to share between threads.

    Parameters
    ----------
    ideas
        The examples; equally near ones keep this order.
    """

    def __init__(self, ideas: Iterable[Idea]) -> None:
        self.ideas = tuple(ideas)
        project(self.ideas)
        self._shapes = np.array([idea.shape_3006 for idea in self.ideas], dtype=object)
        self._codes = np.array([idea.municipality_code for idea in self.ideas], dtype=str)
        self._routes = np.flatnonzero(shapely.get_type_id(self._shapes) != 0)
        self._tree = shapely.STRtree(self._shapes)

    def from_point(
        self,
        lon: float,
        lat: float,
        limit: int | None = 10,
        admits: Callable[[Idea], bool] | None = None,
    ) -> tuple[NearbyIdea, ...]:
        """Return the examples nearest to a point, the nearest first.

        Parameters
        ----------
        lon, lat
            The point, WGS84 degrees; outside the projection the result is empty.
        limit
            Largest number to return; None for all.
        admits
            Predicate that examples must meet, such as :meth:`Filter.admits`.
        """
        point = Point(*to_metric().transform(lon, lat))
        if not (math.isfinite(point.x) and math.isfinite(point.y)):
            return ()
        rows = self._candidates(point, limit, admits)
        distances = shapely.distance(self._shapes[rows], point)
        order = np.lexsort((rows, distances))[:limit]
        return self._near(rows[order], distances[order], point, point)

    def from_municipality(
        self,
        code: str,
        limit: int | None = 10,
        admits: Callable[[Idea], bool] | None = None,
    ) -> tuple[NearbyIdea, ...]:
        """Return the examples nearest to a municipality, the nearest first.

        Distance is 0 for examples inside the polygon or stating this municipality (although the
        generalised border may disagree), else metres from its border (EPSG:3006). Equally near
        examples are sorted by distance from the centroid of the polygon.

        Parameters
        ----------
        code
            Municipality code.
        limit, admits
            As for :meth:`from_point`.

        Raises
        ------
        KeyError
            If there is no municipality with that code.
        """
        polygon = boundaries.boundaries().municipalities.geometry[code]
        centre = polygon.centroid
        inside = self._admitted(self._inside(code, polygon), admits)
        enough = limit is not None and len(inside) >= limit
        beyond = inside[:0] if enough else self._candidates(polygon, limit, admits)
        outside = np.setdiff1d(beyond, inside)
        rows = np.concatenate([inside, outside])
        metres = shapely.distance(self._shapes[outside], polygon)
        distances = np.concatenate([np.zeros(len(inside)), metres])
        from_centre = shapely.distance(self._shapes[rows], centre)
        order = np.lexsort((rows, from_centre, distances))[:limit]
        return self._near(rows[order], distances[order], polygon, centre)

    def inside(self, codes: Collection[str]) -> tuple[Idea, ...]:
        """Return the examples in any of some municipalities, in the order of the collection.

        They state one of the municipalities, or have a route or stops that reach into one.

        Raises
        ------
        KeyError
            If there is no municipality with one of the codes.
        """
        borders = boundaries.boundaries().municipalities.geometry
        polygons = [borders[code] for code in codes]  # one by one is five times faster than .loc
        reaching = shapely.intersects(self._shapes[self._routes][:, None], polygons).any(axis=1)
        stating = np.flatnonzero(np.isin(self._codes, list(codes)))
        return tuple(self.ideas[row] for row in np.union1d(stating, self._routes[reaching]))

    def _inside(self, code: str, polygon: Any) -> Rows:
        """Return the rows at distance 0: inside the polygon, or stating this municipality."""
        stating = np.flatnonzero(self._codes == code)
        return np.union1d(stating, self._tree.query(polygon, predicate="intersects"))

    def _candidates(
        self, origin: Any, limit: int | None, admits: Callable[[Idea], bool] | None
    ) -> Rows:
        """Return rows that include the nearest ones."""
        for radius in SEARCH_RADII_M if limit is not None else ():
            within = self._tree.query(origin, predicate="dwithin", distance=radius)
            rows = self._admitted(within, admits)
            if limit is not None and len(rows) >= limit:
                return rows
        return self._admitted(np.arange(len(self.ideas)), admits)

    def _admitted(self, rows: Rows, admits: Callable[[Idea], bool] | None) -> Rows:
        if admits is None:
            return rows
        return np.array([row for row in rows if admits(self.ideas[row])], dtype=np.intp)

    def _near(
        self, rows: Rows, distances: NDArray[np.float64], origin: Any, centre: Point
    ) -> tuple[NearbyIdea, ...]:
        ends = shapely.get_point(shapely.shortest_line(origin, self._shapes[rows]), 1)
        return tuple(
            NearbyIdea(self.ideas[row], metres, direction if metres else None)
            for row, metres, direction in zip(
                rows, distances.tolist(), _directions(centre, ends), strict=True
            )
        )


@cache
def _earth() -> Geod:
    return Geod(ellps="GRS80")


def _directions(centre: Point, ends: NDArray[Any]) -> list[Direction]:
    """Return the compass direction of each point (EPSG:3006, shape (n,)) from a centre.

    Measured from true north: grid north is up to eight degrees off in the east.
    """
    x, y = shapely.get_x(ends), shapely.get_y(ends)
    lons, lats = to_metric().transform(x, y, direction="INVERSE")
    lon, lat = to_metric().transform(centre.x, centre.y, direction="INVERSE")
    azimuths, _, _ = _earth().inv(np.full(len(x), lon), np.full(len(x), lat), lons, lats)
    sectors = np.round(np.asarray(azimuths) / 45).astype(int) % 8
    return [DIRECTIONS[sector] for sector in sectors]
