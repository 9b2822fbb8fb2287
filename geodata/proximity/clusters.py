"""Clusters of examples on the web's square map, in cells of a tile, computed with numpy.

A tile is what web maps call one: zoom, column and row on the Web Mercator square (EPSG:3857), where
zoom 0 is all of it. Each example lies in exactly one cell of one tile of a zoom.

Examples
--------
>>> ClusterGrid([]).tile(np.array([], int), 0, 0, 0)
Tile(clusters=[], rows=[])
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geodata.collection.idea import Idea
from geodata.collection.vocabulary import KINDS

CELLS = 8
"""Cells along each side of a tile: shown 512 pixels wide, a cell has 64 and a cluster up to 46."""
DEEPEST = 13
"""Zoom at which every example stands by itself: a tile is then some 2 km wide in Sweden."""

Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Examples in one cell: the mean of their positions (WGS84), and how many of each kind."""

    lon: float
    lat: float
    counts: list[int]


@dataclass(frozen=True, slots=True)
class Tile:
    """The clusters of a tile, and the rows of the examples that are alone in their cells."""

    clusters: list[Cluster]
    rows: list[int]


class ClusterGrid:
    """Positions and kinds of a collection; safe to share between threads.

    Parameters
    ----------
    ideas
        The examples; their positions are the rows.
    """

    def __init__(self, ideas: Sequence[Idea]) -> None:
        self._degrees = np.array([idea.lonlat for idea in ideas], float).reshape(-1, 2)
        lon, lat = self._degrees.T
        self._x = lon / 360 + 0.5
        self._y = 0.5 - np.arcsinh(np.tan(np.radians(lat))) / (2 * np.pi)
        numbers = {key: number for number, key in enumerate(KINDS)}
        self._kinds = np.array([numbers[idea.kind] for idea in ideas], np.intp)

    def tile(self, rows: Rows, zoom: int, x: int, y: int) -> Tile:
        """Return what a tile shows of some examples, at most ``DEEPEST`` deep.

        Parameters
        ----------
        rows
            The examples, such as the hits of a filter.
        zoom, x, y
            The tile: zoom, column from the west and row from the north.
        """
        column, line = self._x[rows] * 2**zoom - x, self._y[rows] * 2**zoom - y
        inside = (column >= 0) & (column < 1) & (line >= 0) & (line < 1)
        own = rows[inside]
        if zoom >= DEEPEST:
            return Tile([], own.tolist())
        cells = (column[inside] * CELLS).astype(np.intp) * CELLS
        cells += (line[inside] * CELLS).astype(np.intp)
        sizes = np.bincount(cells, minlength=CELLS**2)
        alone = sizes[cells] == 1
        return Tile(self._clusters(own[~alone], cells[~alone]), own[alone].tolist())

    def extent(self, rows: Rows) -> tuple[float, float, float, float] | None:
        """Return west, south, east and north (WGS84) of some examples, None without any."""
        if not len(rows):
            return None
        (west, south), (east, north) = (f(self._degrees[rows], axis=0) for f in (np.min, np.max))
        return float(west), float(south), float(east), float(north)

    def _clusters(self, rows: Rows, cells: NDArray[np.intp]) -> list[Cluster]:
        numbers, cell_of = np.unique(cells, return_inverse=True)
        kinds = np.zeros((len(numbers), len(KINDS)), np.intp)
        np.add.at(kinds, (cell_of, self._kinds[rows]), 1)
        sums = np.zeros((len(numbers), 2))
        np.add.at(sums, cell_of, self._degrees[rows])
        means = np.round(sums / kinds.sum(axis=1, keepdims=True), 4)
        return [
            Cluster(lon, lat, counts)
            for (lon, lat), counts in zip(means.tolist(), kinds.tolist(), strict=True)
        ]
