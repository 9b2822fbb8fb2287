"""Geodata files that an operator installs: list their layers and read them in metres.

Errors of the underlying reader become :class:`~geodata.errors.GeodataError` in plain Swedish.

Examples
--------
>>> as_codes(["0180", 114, 114.0, None, "Berg"])
['0180', '0114', '0114', '', '']
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

import numpy as np

from geodata.errors import GeodataError
from geodata.geography.crs import METRIC_CRS

if TYPE_CHECKING:
    # Half a second to import, and only those who install need it.
    import geopandas as gpd
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Layer:
    """Layer of a file: GDAL dataset, name, geometry type, and its columns without geometry."""

    dataset: str
    name: str
    geometry_type: str
    table: pd.DataFrame


def layers(path: Path) -> list[Layer]:
    """Return the layers of a GeoPackage, GeoJSON or shapefile, also zipped.

    Raises
    ------
    GeodataError
        If the file is missing or is not geodata; the message is in Swedish.
    """
    if not path.exists():
        message = f"Filen {path} finns inte. Kontrollera sökvägen."
        raise GeodataError(message)
    with _plain_errors(path):
        return list(_layers(path))


def _layers(path: Path) -> Iterator[Layer]:
    import pyogrio

    for dataset in _datasets(path):
        for name, geometry_type in pyogrio.list_layers(dataset):
            table = pyogrio.read_dataframe(dataset, layer=name, read_geometry=False)
            yield Layer(dataset, name, str(geometry_type), table)


def _datasets(path: Path) -> list[str]:
    """Return the GDAL datasets: the file itself, or each geodata file in a zip."""
    if path.suffix.lower() != ".zip":
        return [str(path)]
    endings = (".gpkg", ".geojson", ".json", ".shp")
    with ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.lower().endswith(endings)]
    return [f"/vsizip/{path}/{name}" for name in names]


def read_metric(layer: Layer) -> gpd.GeoDataFrame:
    """Read a layer with its geometry in EPSG:3006, rows in the order of its table.

    Raises
    ------
    GeodataError
        If the layer cannot be read, or its CRS is missing or wrong.
    """
    import geopandas as gpd

    with _plain_errors(Path(layer.dataset)):
        frame = gpd.read_file(layer.dataset, layer=layer.name)
    if frame.crs is None:
        message = (
            "Filen säger inte vilket koordinatsystem den har. Till en shapefil hör en .prj-fil: "
            "lägg den bredvid, eller spara om filen som GeoPackage."
        )
        raise GeodataError(message)
    metric = frame.to_crs(METRIC_CRS)
    if not np.isfinite(metric.total_bounds).all():
        message = (
            f"Filen säger sig ha koordinatsystemet {frame.crs.name}, men dess koordinater ligger "
            "utanför jorden. Ange rätt koordinatsystem, oftast SWEREF 99 TM, och spara om filen."
        )
        raise GeodataError(message)
    return metric


@contextmanager
def _plain_errors(path: Path) -> Iterator[None]:
    from pyogrio.errors import DataLayerError, DataSourceError

    try:
        yield
    except (DataSourceError, DataLayerError, BadZipFile, OSError, UnicodeError) as error:
        message = (
            f"{path.name} går inte att läsa som geodata. Den ska vara en GeoPackage, GeoJSON eller "
            "shapefil, gärna zippad. Hämta filen på nytt om den är skadad."
        )
        raise GeodataError(message) from error


def as_codes(values: Iterable[Any]) -> list[str]:
    """Return values as four-digit codes, "" for other values.

    114, 114.0 and "114" become "0114": spreadsheets drop the leading zero.
    """
    import pandas as pd

    column = pd.Series(list(values), dtype="object").astype("string")
    texts = column.fillna("").str.strip().str.removesuffix(".0")
    digits = texts.str.fullmatch(r"\d{3,4}")
    return texts.where(digits, "").str.zfill(4).where(digits, "").tolist()


def replace(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file atomically, so that a running server never reads half of it.

    Parameters
    ----------
    path
        File to create or replace; its folder is created if missing.
    write
        Writes the whole file to the path that it is called with.

    Raises
    ------
    GeodataError
        If the folder cannot be written to.
    """
    unfinished = path.with_suffix(".tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(unfinished)
        unfinished.replace(path)
    except OSError as error:
        message = f"Det går inte att skriva {path}. Kontrollera att mappen får skrivas i."
        raise GeodataError(message) from error
