"""From degrees to metres: WGS84 lon/lat (EPSG:4326) to SWEREF 99 TM (EPSG:3006).

SWEREF 99 TM is Sweden's own metric CRS; all distances and areas are measured in it.

Examples
--------
>>> [round(metres) for metres in to_metric().transform(15.0, 58.5)]
[500000, 6484403]
"""

from __future__ import annotations

from functools import cache

from pyproj import Transformer

METRIC_CRS = "EPSG:3006"
DEGREES_CRS = "EPSG:4326"


@cache
def to_metric() -> Transformer:
    """Return the transformer from lon/lat degrees to metres; its arrays come as x, y."""
    return Transformer.from_crs(DEGREES_CRS, METRIC_CRS, always_xy=True)
