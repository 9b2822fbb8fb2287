"""Reader of GeoPackages for import: the first layer's features, in WGS84.

Examples
--------
>>> is_gpkg(b"Namn;Kommun")
False
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import shapely

from geodata.errors import GeodataError, Message
from geodata.geography.crs import DEGREES_CRS

Geometry = dict[str, Any]


def is_gpkg(data: bytes) -> bool:
    """Return whether a file is an SQLite database, as GeoPackages are."""
    return data.startswith(b"SQLite format 3\0")


def read_gpkg(
    name: str, data: bytes, max_rows: int
) -> Iterator[tuple[dict[str, Any], Geometry | None]]:
    """Yield the values and the geometry of at most ``max_rows`` features of the first layer.

    Raises
    ------
    GeodataError
        If GDAL cannot read it; the message is in Swedish.
    """
    # A second to import, and few imports are GeoPackages.
    import pyogrio

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "import.gpkg"
        path.write_bytes(data)
        try:
            frame = pyogrio.read_dataframe(path, max_features=max_rows).to_crs(DEGREES_CRS)
        # GDAL and geopandas raise nearly anything for a broken file, or for one without geometry.
        except Exception as error:
            message = Message(
                "Filen {file} går inte att läsa som GeoPackage med punkter. Exportera den på nytt.",
                file=name,
            )
            raise GeodataError(message) from error
    shapes = frame.geometry
    texts = frame.drop(columns=shapes.name).astype(object)
    for row, shape in zip(texts.where(texts.notna(), None).to_dict("records"), shapes, strict=True):
        values = {str(column): value for column, value in row.items() if value is not None}
        yield values, json.loads(shapely.to_geojson(shape)) if shape is not None else None
