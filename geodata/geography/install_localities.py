"""Installer of localities from SCB, Lantmäteriet and GeoNames for the name search.

SCB publishes tätorter, and småorter with names, as open geodata (CC0): a GeoPackage with a layer
for each edition, such as ``To2020_SR99TM``, or one edition from the WFS service, such as
``Tatorter_2023``. SCB's own files of småorter have codes but no names, so they are of use only
where somebody has added names. Of Lantmäteriet's place names (Ortnamn, CC0) only those of
settlements are installed, see ``SETTLEMENTS``. GeoNames' country file (CC BY 4.0) is read by
:mod:`geodata.geography.geonames_dump`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from geodata.errors import GeodataError
from geodata.geography import boundaries, geofile, geonames_dump, municipalities
from geodata.geography.crs import DEGREES_CRS
from geodata.geography.gazetteer import Place, localities_file
from geodata.text import fold

if TYPE_CHECKING:
    # Half a second to import, and only those who install need it.
    import geopandas as gpd
    import pandas as pd

NAME_COLUMNS = ("tatort", "smaort", "ortnamn", "ort", "namn", "name", "beteckning")
"""Beginnings of the folded heading of the column of names, the most likely first."""
POPULATION_COLUMNS = ("bef", "folkm", "inv", "pop")
"""Beginnings of the folded heading of the column of populations."""
KIND_COLUMNS = ("detaljtyp", "namntyp")
"""Beginnings of the folded heading of the column of kinds, in Lantmäteriet's place names."""
SETTLEMENTS = ("beb", "tat")
"""Beginnings of the folded kinds that are settlements, in Lantmäteriet's place names."""
NAMED_SHARE = 0.9
"""Share of a column that must be names: a few localities may lack one."""
ASTRAY_M = 10_000
"""Distance outside its municipality on the generalised map that a locality may lie."""
ASTRAY_SHARE = 0.05
"""Share of localities that may lie farther out than ``ASTRAY_M``."""


@dataclass(frozen=True, slots=True)
class InstallReport:
    """Result of an installation: file, names of its layers, number of places."""

    path: Path
    layers: tuple[str, ...]
    places: int


def install(paths: Sequence[Path | str]) -> InstallReport:
    """Check and install files of localities, replacing those installed before.

    Parameters
    ----------
    paths
        GeoPackage, GeoJSON or shapefile, also zipped, in any CRS, or GeoNames' ``SE.zip`` or
        ``SE.txt``; the newest edition of each is used. The columns are found by their names and
        content. Without municipality codes the municipality is the one that the point lies in;
        without population it is 0.

    Returns
    -------
    InstallReport
        The file is written to the folder ``SERVICEKARTAN_DATA``, by default
        ``geodata/data/official``; every :class:`~geodata.geography.gazetteer.Gazetteer` created
        afterwards uses it.

    Raises
    ------
    GeodataError
        If a file is missing or is not geodata, has no CRS, or has no named places where their
        municipalities are. Nothing is then installed.
    """
    names, places = [], []
    for path in map(Path, paths):
        name, rows = _read(path)
        names.append(name)
        places.extend(rows)
    geofile.replace(localities_file(), lambda path: _write(places, path))
    return InstallReport(localities_file(), tuple(names), len(places))


def _read(path: Path) -> tuple[str, list[Place]]:
    """Return the name of a file's layer and the places in it."""
    if geonames_dump.is_geonames(path):
        return path.stem, geonames_dump.read_places(path)
    source = _find_layer(path)
    return source.layer.name, list(_places(source))


@dataclass(frozen=True, slots=True)
class _Source:
    """Layer with places and the names of its columns; None for a missing column."""

    layer: geofile.Layer
    name: str
    population: str | None
    code: str | None

    @property
    def edition(self) -> tuple[int, int]:
        """Year in the layer's name, then the number of rows; larger is better."""
        years = re.findall(r"(?:19|20)\d\d", self.layer.name)
        return max(map(int, years), default=0), len(self.layer.table)


def _find_layer(path: Path) -> _Source:
    """Return the newest layer of a file that has a column of names."""
    layers = geofile.layers(path)
    sources = [source for layer in layers if (source := _source(layer))]
    if sources:
        return max(sources, key=lambda source: source.edition)
    message = f"{path.name} har ingen kolumn med ortnamn. Kolumnen ska heta tatort eller namn."
    if any("smaort" in fold(str(name)) for layer in layers for name in layer.table.columns):
        message += " SCB:s småorter har bara koder, så de går inte att söka på. Välj tätorter."
    raise GeodataError(message)


def _source(layer: geofile.Layer) -> _Source | None:
    table = layer.table
    names = _columns(table, NAME_COLUMNS)
    name = next((column for column in names if _are_names(table[column])), None)
    numbers = [c for c in _columns(table, POPULATION_COLUMNS) if table[c].dtype.kind in "iuf"]
    codes = (str(c) for c in table.columns if set(geofile.as_codes(table[c])) <= _codes())
    return _Source(layer, name, next(iter(numbers), None), next(codes, None)) if name else None


def _codes() -> set[str]:
    return set(municipalities.municipalities())


def _columns(table: pd.DataFrame, beginnings: Iterable[str]) -> list[str]:
    return [
        str(column)
        for beginning in beginnings
        for column in table.columns
        if fold(str(column)).startswith(beginning)
    ]


def _are_names(column: pd.Series[Any]) -> bool:
    """Return whether a column holds names rather than codes such as T0123 or S1234."""
    words = column.astype("string").fillna("").str.strip()
    named = words.str.contains(r"^[^\W\d]") & ~words.str.contains(r"\d{3}")
    return bool(len(words)) and float(named.mean()) >= NAMED_SHARE


def _places(source: _Source) -> Iterator[Place]:
    frame = _settlements(geofile.read_metric(source.layer))
    names = frame[source.name].astype("string").fillna("").str.strip()
    frame = frame[(names != "") & frame.geometry.notna() & ~frame.geometry.is_empty]
    points = frame.geometry.representative_point()
    degrees = points.to_crs(DEGREES_CRS)
    codes = _municipality_codes(frame, source, degrees)
    _check_places(points, codes)
    people = frame[source.population].fillna(0) if source.population else [0] * len(frame)
    for name, lon, lat, population, code in zip(
        frame[source.name], degrees.x, degrees.y, people, codes, strict=True
    ):
        yield Place(name.strip(), round(lon, 5), round(lat, 5), int(population), code)


def _settlements(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the rows that name a settlement; all of them where the file does not say."""
    for column in _columns(frame, KIND_COLUMNS):
        kinds = frame[column].astype("string").fillna("").map(fold)
        frame = frame[kinds.str.startswith(SETTLEMENTS)]
    return frame


def _municipality_codes(
    frame: gpd.GeoDataFrame, source: _Source, degrees: gpd.GeoSeries
) -> list[str]:
    if source.code:
        return geofile.as_codes(frame[source.code])
    locations = boundaries.locate_many(degrees.x.to_numpy(), degrees.y.to_numpy())
    codes = [at.municipality_code for at in locations if at.municipality_code]
    if len(codes) < len(locations):
        message = (
            f"{len(locations) - len(codes)} orter ligger utanför Sverige. Troligen har filen fel "
            "koordinatsystem angivet."
        )
        raise GeodataError(message)
    return codes


def _check_places(points: gpd.GeoSeries, codes: list[str]) -> None:
    """Check that the places lie in their municipalities, to detect a wrong CRS or code."""
    metres = boundaries.distances_to_municipalities_m(points.to_numpy(), codes)
    astray = np.count_nonzero(metres > ASTRAY_M)
    if astray > ASTRAY_SHARE * len(codes):
        message = (
            f"{astray} orter ligger inte i den kommun som filen anger. Troligen har filen fel "
            "koordinatsystem angivet, eller så har koderna hamnat på fel rad."
        )
        raise GeodataError(message)


def _write(places: Iterable[Place], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("name", "lon", "lat", "population", "municipality_code"))
        writer.writerows((p.name, p.lon, p.lat, p.population, p.municipality_code) for p in places)
