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
Feature = tuple[dict[str, Any], Geometry | None]
"""Values and geometry."""


def is_gpkg(data: bytes) -> bool:
    """Return whether a file is an SQLite database, as GeoPackages are."""
    return data.startswith(b"SQLite format 3\0")


def read_gpkg(name: str, data: bytes, max_rows: int) -> tuple[Iterator[Feature], list[str]]:
    """Read at most ``max_rows`` features of the first layer, and the remark on other layers.

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
            layers = [str(layer) for layer, _ in pyogrio.list_layers(path)]
            frame = pyogrio.read_dataframe(path, layer=layers[0], max_features=max_rows)
            frame = frame.to_crs(DEGREES_CRS)
        # GDAL and geopandas raise nearly anything for a broken file, or for one without geometry.
        except Exception as error:
            message = Message(
                "Filen {file} går inte att läsa som GeoPackage med punkter. Exportera den på nytt.",
                file=name,
            )
            raise GeodataError(message) from error
    return _features(frame), _unread(*layers)


def _unread(layer: str, *others: str) -> list[str]:
    if not others:
        return []
    layers = ", ".join(others)[:300]
    what = Message(
        "Bara lagret {layer} är läst. Det finns fler: {layers}.", layer=layer, layers=layers
    )
    return [what]


def _features(frame: Any) -> Iterator[Feature]:
    shapes = frame.geometry
    texts = frame.drop(columns=shapes.name).astype(object)
    for row, shape in zip(texts.where(texts.notna(), None).to_dict("records"), shapes, strict=True):
        values = {str(column): value for column, value in row.items() if value is not None}
        yield values, json.loads(shapely.to_geojson(shape)) if shape is not None else None
