"""Projection of WGS84 lon/lat (EPSG:4326) to SWEREF 99 TM (EPSG:3006) and back.

SWEREF 99 TM is Sweden's national metric CRS; all distances and areas are measured in it.

Examples
--------
>>> [round(metres) for metres in to_metric().transform(15.0, 58.5)]
[500000, 6484379]
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from geodata.errors import GeodataError

METRIC_CRS = "EPSG:3006"
DEGREES_CRS = "EPSG:4326"


class Projection:
    """Projection of lon/lat degrees to metres; safe to share between threads.

    pyproj initialises itself in each thread, which takes 12 to 30 ms, and Streamlit runs every
    rerun in a new thread. So one thread of our own transforms for all.
    """

    def __init__(self) -> None:
        self._transformer = Transformer.from_crs(DEGREES_CRS, METRIC_CRS, always_xy=True)
        self._thread = ThreadPoolExecutor(1, "projection")

    def transform(self, x: Any, y: Any, direction: str = "FORWARD") -> tuple[Any, Any]:
        """Transform lon/lat to x/y, numbers or arrays; with ``"INVERSE"`` x/y to lon/lat."""
        future = self._thread.submit(self._transformer.transform, x, y, direction=direction)
        result: tuple[Any, Any] = future.result()
        return result

    def transform_pairs(self, lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        """Transform coordinates of shape (n, 2), as ``shapely.transform`` passes them."""
        return np.column_stack(self.transform(*lonlat.T))


@cache
def to_metric() -> Projection:
    """Return the projection from lon/lat degrees to metres."""
    return Projection()


_MERIDIANS = (
    *("1200", "1330", "1500", "1630", "1800", "1415", "1545", "1715", "1845"),
    *("2015", "2145", "2315"),
)
_ZONES = {"TM": 3006} | {zone: 3007 + at for at, zone in enumerate(_MERIDIANS)}
"""EPSG codes of SWEREF 99's zones, by the degrees and minutes of their meridians."""


def named_crs(text: str) -> str:
    """Return the CRS that a text names, such as ``EPSG:3011``, "" if it names none.

    Examples
    --------
    >>> [named_crs(text) for text in ("N (SWEREF 99 18 00)", "EPSG::25834", "WGS84", "X")]
    ['EPSG:3011', 'EPSG:25834', 'EPSG:4326', '']
    >>> [named_crs(text) for text in ("Sweref99TM", "UTM zon 34", "RT 90 2,5 gon V", "CRS84")]
    ['EPSG:3006', 'EPSG:25834', 'EPSG:3021', 'EPSG:4326']
    """
    text = " ".join(text[:200].upper().replace("_", " ").split())
    if code := re.search(r"EPSG\D{0,20}(\d{4,6})\b", text, re.ASCII):
        return f"EPSG:{code[1]}"
    if zone := re.search(r"SWEREF ?99 ?(TM|\d\d[ -]?\d\d)", text):
        number = _ZONES.get(re.sub("[ -]", "", zone[1]))
        return f"EPSG:{number}" if number else ""
    if zone := re.search(r"\bUTM ?(?:ZON[E]?)? ?(3[2-5])", text):
        return f"EPSG:258{zone[1]}"
    names = (("RT ?90", "EPSG:3021"), ("WGS ?84|CRS ?84", DEGREES_CRS))
    return next((code for name, code in names if re.search(name, text)), "")


class UnknownCrsError(GeodataError):
    """A coordinate reference system that is not known, or whose positions have no degrees."""


def positions_to_degrees(
    crs: str, positions: Sequence[tuple[float, float]]
) -> list[tuple[float, float]]:
    """Return positions of a CRS such as ``EPSG:3021`` as WGS84 lon/lat, rounded to 0.1 m.

    Metres may stand in either order: in Sweden the northing is the larger number in every CRS.

    Raises
    ------
    UnknownCrsError
        If the CRS has no such code, or a position lies outside what it can express.

    Examples
    --------
    >>> positions_to_degrees("EPSG:25834", [(500000, 7300000)])
    [(21.0, 65.821373)]
    """
    transformer = _transformer(crs)
    numbers = np.asarray(positions, dtype=float).reshape(-1, 2)
    is_projected = transformer.source_crs is not None and transformer.source_crs.is_projected
    numbers = np.sort(numbers, axis=1) if is_projected else numbers
    degrees = np.round(np.column_stack(transformer.transform(*numbers.T)), 6)
    if not np.isfinite(degrees).all():
        raise UnknownCrsError(crs)
    return [(float(lon), float(lat)) for lon, lat in degrees]


# A forked process has no threads but its own.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=to_metric.cache_clear)


@lru_cache(20)
def _transformer(crs: str) -> Transformer:
    # Making one takes 5 ms or more, and a table has a position a row.
    try:
        source = CRS.from_epsg(int(crs.removeprefix("EPSG:")))
        return Transformer.from_crs(source, DEGREES_CRS, always_xy=True)
    except (ProjError, ValueError) as error:
        raise UnknownCrsError(crs) from error
