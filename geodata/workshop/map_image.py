r"""Map images for slides and paper: the surroundings of a place, with all of Sweden as an inset.

Drawn from the same borders as the map on the page, in SWEREF 99 TM (EPSG:3006), without network.
Safe to call from several threads; they draw one at a time, since matplotlib is not thread-safe.

Examples
--------
>>> map_picture(((19.45, 65.87),), "Moskosel", "fixed", 400, 400)[:4]
b'\x89PNG'
"""

from __future__ import annotations

import io
import math
import threading
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import font_source_sans_pro
import shapely
from shapely.geometry import shape

from geodata.collection.vocabulary import KINDS
from geodata.geography import gazetteer, map_layers
from geodata.geography.crs import to_metric
from geodata.palette import (
    ABROAD,
    BORDER,
    COUNTY_BORDER,
    INSET,
    INSET_LAND,
    LAND,
    SEA,
    SLATE,
    SPRUCE,
)

if TYPE_CHECKING:
    # A second to import, which the rest of the app does without.
    from matplotlib.axes import Axes

REACH_M = 70_000
"""Distance from the points to the nearer edges of the map, in metres."""
TOWNS = 8
"""Maximum number of towns with their name."""
INSET_HEIGHT = 0.38
"""Height of the inset as a fraction of the picture's."""
SWEDEN = (215_000, 6_110_000, 970_000, 7_690_000)
"""West, south, east and north of the whole country, EPSG:3006 metres."""
DPI = 100
REGULAR: str = font_source_sans_pro.font_files_ttf["SourceSansPro"]
BOLD: str = font_source_sans_pro.font_files_ttf["SourceSansProSemibold"]
"""Font files of the page's typeface."""
MARKERS = {"square": "s", "diamond": "D", "circle": "o", "star": "*"}

XY = tuple[float, float]
Points = tuple[XY, ...]
Box = tuple[float, float, float, float]
_drawing = threading.Lock()


@lru_cache(maxsize=256)
def map_picture(points: Points, name: str, kind: str | None, width: int, height: int) -> bytes:
    """Return a PNG map of the surroundings of some points, with all of Sweden as an inset.

    Parameters
    ----------
    points
        WGS84 lon/lat; without any the map shows the whole country.
    name
        Label of the point, written if there is only one.
    kind
        Key of ``KINDS`` that gives the points' shape and colour; None is a plain pin.
    width, height
        Size in pixels.
    """
    names = (name,) if len(points) == 1 else ()
    return _picture(points, names, kind, width, height)


@lru_cache(maxsize=32)
def pins_picture(pins: tuple[tuple[float, float, str], ...], width: int, height: int) -> bytes:
    """Return a PNG map of pins, each with its label; size in pixels.

    ``pins`` are longitude, latitude (WGS84) and label.
    """
    points = tuple((lon, lat) for lon, lat, _ in pins)
    return _picture(points, tuple(label for _, _, label in pins), None, width, height)


def _picture(
    points: Points, names: tuple[str, ...], kind: str | None, width: int, height: int
) -> bytes:
    """Return a PNG map; ``names`` are the points' labels, or none."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with _drawing:
        figure = Figure(figsize=(width / DPI, height / DPI), dpi=DPI)
        canvas: Any = FigureCanvasAgg(figure)
        metric = [to_metric().transform(*point) for point in points]
        box = _surroundings(metric, width / height) if metric else _widened(SWEDEN, width / height)
        axes = _axes(figure, (0, 0, 1, 1), box)
        scale = min(width, height) / 320
        _draw_land(axes, box)
        inset = _draw_inset(figure, metric, box) if metric else None
        _draw_points(axes, metric, kind, scale)
        for name, at in zip(names, metric, strict=False):
            _write(axes, name, at, 10.5 * scale, above=11 * scale, bold=True)
        _draw_towns(axes, box, [*metric, *_grid(inset)], scale)
        output = io.BytesIO()
        canvas.print_png(output)
    return output.getvalue()


def _surroundings(metric: list[XY], aspect: float) -> Box:
    xs, ys = zip(*metric, strict=True)
    return _widened(
        (min(xs) - REACH_M, min(ys) - REACH_M, max(xs) + REACH_M, max(ys) + REACH_M), aspect
    )


def _widened(box: Box, aspect: float) -> Box:
    """Return a box extended on two sides to an aspect ratio, width / height."""
    west, south, east, north = box
    wide = max(0.0, (north - south) * aspect - (east - west)) / 2
    high = max(0.0, (east - west) / aspect - (north - south)) / 2
    return west - wide, south - high, east + wide, north + high


def _axes(figure: Any, frame: Box, box: Box) -> Axes:
    axes: Axes = figure.add_axes(frame, facecolor=SEA, xticks=[], yticks=[])
    axes.set_xlim(box[0], box[2])
    axes.set_ylim(box[1], box[3])
    axes.spines[:].set_visible(False)
    return axes


@cache
def _layer(make: Callable[[], map_layers.GeoJson]) -> tuple[shapely.STRtree, Any]:
    """Return a map layer in EPSG:3006: a spatial index, and the geometries it indexes."""
    geometries = [shape(feature["geometry"]) for feature in make()["features"]]
    metric = shapely.transform(geometries, to_metric().transform_pairs)
    parts = shapely.get_parts(metric)
    return shapely.STRtree(parts), parts


def _within(make: Callable[[], map_layers.GeoJson], box: Box) -> Iterable[Any]:
    tree, parts = _layer(make)
    return [parts[at] for at in tree.query(shapely.box(*box))]


def _draw_land(axes: Axes, box: Box, line: float = 0.7) -> None:
    _fill(axes, _within(map_layers.neighbouring_country_layer, box), ABROAD, BORDER, line)
    _fill(axes, _within(map_layers.municipality_layer, box), LAND, BORDER, line)
    _fill(axes, _within(map_layers.lake_layer, box), SEA, BORDER, line)
    for border in _within(map_layers.county_layer, box):
        axes.plot(*border.xy, color=COUNTY_BORDER, linewidth=line * 1.7)


def _fill(axes: Axes, polygons: Iterable[Any], face: str, edge: str, line: float) -> None:
    from matplotlib.collections import PolyCollection

    rings = [shapely.get_coordinates(polygon.exterior) for polygon in polygons]
    axes.add_collection(
        PolyCollection(rings, facecolors=face, edgecolors=edge, linewidths=line), autolim=False
    )


def _draw_points(axes: Axes, metric: list[XY], kind: str | None, scale: float) -> None:
    style = KINDS.get(kind or "")
    marker = MARKERS[style.shape] if style else "o"
    size = 150 * scale * scale * (1.9 if marker == "*" else 1.0)
    colour = style.colour if style else SPRUCE
    if metric:
        xs, ys = zip(*metric, strict=True)
        axes.scatter(
            xs,
            ys,
            s=size,
            color=colour,
            marker=marker,
            edgecolors="white",
            linewidths=1.3 * scale,
            zorder=6,
        )


def _draw_towns(axes: Axes, box: Box, occupied: list[XY], scale: float) -> None:
    """Draw the largest towns with names, away from each other, ``occupied`` points and edges."""
    west, south, east, north = box
    step = math.dist((west, south), (east, north)) / 9
    room = TOWNS
    for name, (x, y) in _towns():
        inside = west + step < x < east - step and south + step / 3 < y < north - step / 3
        if inside and room and all(math.dist((x, y), other) > step for other in occupied):
            room -= 1
            occupied.append((x, y))
            axes.scatter(x, y, s=7 * scale, color=SLATE, zorder=4)
            _write(axes, name, (x, y), 8 * scale, above=4 * scale)


def _write(axes: Axes, text: str, at: XY, size: float, *, above: float, bold: bool = False) -> None:
    from matplotlib.font_manager import FontProperties
    from matplotlib.patheffects import withStroke

    axes.annotate(
        text,
        at,
        (0, above),
        textcoords="offset points",
        ha="center",
        color=SLATE,
        zorder=7 if bold else 5,
        parse_math=False,
        font=FontProperties(fname=BOLD if bold else REGULAR, size=size),
        path_effects=[withStroke(linewidth=size / 4, foreground="white")],
    )


@cache
def _towns() -> list[tuple[str, XY]]:
    return [
        (place.name, to_metric().transform(place.lon, place.lat)) for place in gazetteer.towns()
    ]


def _draw_inset(figure: Any, metric: list[XY], box: Box) -> Box:
    """Draw the whole country in a lower corner without points; return the box that it covers."""
    west, south, east, north = box
    high = INSET_HEIGHT * (north - south)
    wide = high * (SWEDEN[2] - SWEDEN[0]) / (SWEDEN[3] - SWEDEN[1])
    right = not any(x > east - wide and y < south + high for x, y in metric)
    left = 1 - wide / (east - west) if right else 0.0
    axes = _axes(figure, (left, 0, wide / (east - west), INSET_HEIGHT), SWEDEN)
    axes.set_facecolor(INSET)
    _fill(axes, _within(_country_layer, SWEDEN), INSET_LAND, INSET_LAND, 0.3)
    xs, ys = zip(*metric, strict=True)
    axes.scatter(xs, ys, s=28, color=SPRUCE, zorder=6)
    axes.spines[["left" if right else "right", "top"]].set(visible=True, color=BORDER)
    begins = east - wide if right else west
    return begins, south, begins + wide, south + high


def _grid(box: Box | None) -> Iterator[XY]:
    """Yield a grid of 4 x 4 points over a box, too dense for a name to fit between them."""
    if box:
        west, south, east, north = box
        for across in range(4):
            for up in range(4):
                yield west + (east - west) * across / 3, south + (north - south) * up / 3


@cache
def _country_layer() -> map_layers.GeoJson:
    land = [shape(f["geometry"]) for f in map_layers.municipality_layer()["features"]]
    whole = shapely.simplify(shapely.coverage_union_all(land), 0.03)
    return {"features": [{"geometry": shapely.geometry.mapping(whole)}]}
