"""What lies near: distances between examples and from a point.

All distances are metres in SWEREF 99 TM (EPSG:3006), to the nearest stop of an example on wheels.

Examples
--------
>>> from geodata.ideas import parse
>>> nearest(parse('{"type": "FeatureCollection", "features": []}', "x").ideas, 15.0, 58.5)
[]
"""

from __future__ import annotations

from collections.abc import Sequence

import shapely
from shapely.geometry import Point

from geodata.ideas import Idea
from geodata.sweref import to_metric


def nearest(
    ideas: Sequence[Idea], lon: float, lat: float, limit: int | None = None
) -> list[tuple[Idea, float]]:
    """Sort examples by how far they are from a point.

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
