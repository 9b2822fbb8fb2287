"""What lies near: the examples nearest to a point or a municipality, how far and which way.

All distances are metres in SWEREF 99 TM (EPSG:3006), to the nearest stop of an example on wheels.

Examples
--------
>>> from geodata.collection.geojson import parse
>>> ideas = parse('{"type": "FeatureCollection", "features": []}', "x").ideas
>>> nearest(ideas, 15.0, 58.5)
[]
>>> NearbyIndex(ideas).from_municipality("0980")
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

from geodata.collection.idea import Idea
from geodata.geography import boundaries
from geodata.geography.crs import to_metric

SEARCH_RADII_M = (10_000, 40_000, 160_000, 640_000)
"""How far the search goes, step by step, before it measures everything."""

Direction = Literal["n", "ne", "e", "se", "s", "sw", "w", "nw"]
DIRECTIONS: tuple[Direction, ...] = ("n", "ne", "e", "se", "s", "sw", "w", "nw")

Rows = NDArray[np.intp]


def nearest(
    ideas: Sequence[Idea], lon: float, lat: float, limit: int | None = None
) -> list[tuple[Idea, float]]:
    """Sort examples by how far they are from a point.

    For a few examples, or ones that differ each time; :class:`NearbyIndex` is for asking much of
    a large collection.

    Parameters
    ----------
    ideas
        The examples to choose among.
    lon, lat
        The point, WGS84 degrees.
    limit
        How many to return; all of them unless given.

    Returns
    -------
    list of (Idea, float)
        The nearest first, each with its distance in metres (EPSG:3006); of equally near examples
        the one that stands first in ``ideas`` comes first.
    """
    point = Point(*to_metric().transform(lon, lat))
    distances = shapely.distance([idea.shape_3006 for idea in ideas], point)
    order = distances.argsort(kind="stable")[:limit]
    return [(ideas[at], float(distances[at])) for at in order]


@dataclass(frozen=True, slots=True)
class NearbyIdea:
    """An example, how far away it is in metres (EPSG:3006), and in which direction.

    ``direction`` is one of the eight compass points as seen from where the search began, for a
    municipality its centre; None for what is right here.
    """

    idea: Idea
    distance_m: float
    direction: Direction | None


class NearbyIndex:
    """A collection made ready for asking what is near; safe to share between threads.

    Parameters
    ----------
    ideas
        The examples; of equally near ones the first comes first.
    """

    def __init__(self, ideas: Iterable[Idea]) -> None:
        self.ideas = tuple(ideas)
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
            The point, WGS84 degrees; nothing is near what is no place on Earth.
        limit
            How many to return; None for all.
        admits
            Which examples to choose among, such as :meth:`Filter.admits`.
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

        It is 0 m to what lies inside it, or says that it does although the generalised border
        disagrees, and otherwise the way from its border. Equally near ones are sorted by how far
        they are from its centre (the centroid of its polygon).

        Parameters
        ----------
        code
            The municipality.
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
        """Return the examples in some municipalities, in the order of the collection.

        Those are the ones that say so, and the routes and stops on wheels that reach into one.

        Raises
        ------
        KeyError
            If there is no municipality with one of the codes.
        """
        known = boundaries.boundaries().municipalities.geometry
        polygons = [known[code] for code in codes]  # one by one is five times faster than .loc
        reaching = shapely.intersects(self._shapes[self._routes][:, None], polygons).any(axis=1)
        stating = np.flatnonzero(np.isin(self._codes, list(codes)))
        return tuple(self.ideas[row] for row in np.union1d(stating, self._routes[reaching]))

    def _inside(self, code: str, polygon: Any) -> Rows:
        """Return the rows that it is no way to: inside the polygon, or said to be."""
        stating = np.flatnonzero(self._codes == code)
        return np.union1d(stating, self._tree.query(polygon, predicate="intersects"))

    def _candidates(
        self, origin: Any, limit: int | None, admits: Callable[[Idea], bool] | None
    ) -> Rows:
        """Return rows that are sure to have the nearest ones among them."""
        wanted = len(self.ideas) if limit is None else limit
        for radius in SEARCH_RADII_M if limit is not None else ():
            found = self._tree.query(origin, predicate="dwithin", distance=radius)
            rows = self._admitted(found, admits)
            if len(rows) >= wanted:
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
    """Return the compass points of some points (EPSG:3006), shape (n,), as seen from a centre.

    By true north: the north of the map's grid is up to eight degrees off in the east.
    """
    x, y = shapely.get_x(ends), shapely.get_y(ends)
    lons, lats = to_metric().transform(x, y, direction="INVERSE")
    lon, lat = to_metric().transform(centre.x, centre.y, direction="INVERSE")
    azimuths, _, _ = _earth().inv(np.full(len(x), lon), np.full(len(x), lat), lons, lats)
    sectors = np.round(np.asarray(azimuths) / 45).astype(int) % 8
    return [DIRECTIONS[sector] for sector in sectors]
