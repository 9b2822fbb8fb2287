"""Installer of official municipality polygons, which make ``boundaries.locate`` exact.

The README says where to download them: Lantmäteriet's "Kommun, län och rike" or SCB's digital
boundaries, both CC0.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geodata.errors import GeodataError
from geodata.geography import geofile
from geodata.geography.boundaries import generalised, installed_file
from geodata.geography.municipalities import municipalities

if TYPE_CHECKING:
    # Half a second to import, and only those who install need it.
    import geopandas as gpd


@dataclass(frozen=True, slots=True)
class InstallReport:
    """Result of an installation; ``notes`` lists the repairs, in Swedish."""

    path: Path
    layer: str
    municipalities: int
    notes: tuple[str, ...]


def install(path: Path | str) -> InstallReport:
    """Check and install a file of official municipality polygons.

    Parameters
    ----------
    path
        GeoPackage, GeoJSON or shapefile, also zipped, in any CRS. The layer and the column with
        the municipality codes are found by their content.

    Returns
    -------
    InstallReport
        The file is written to the folder ``SERVICEKARTAN_DATA``, by default
        ``geodata/data/official``; :func:`~geodata.geography.boundaries.boundaries` then uses it.

    Raises
    ------
    GeodataError
        If the file is missing or is not geodata, has no CRS, or does not contain exactly the 290
        municipalities, each in its place. Nothing is then installed.
    """
    source = _find_layer(Path(path))
    frame = geofile.read_metric(source.layer)
    polygons, notes = _one_polygon_each(frame, source.codes)
    _check_places(polygons)
    if not shapely.coverage_is_valid(polygons.to_numpy()):
        polygons[:] = shapely.coverage_clean(  # type: ignore[attr-defined]
            polygons.to_numpy()
        )
        notes.append("Grannar överlappade eller hade glapp mellan sig. Det är lagat.")
    geofile.replace(installed_file(), polygons.to_frame("geometry").to_parquet)
    return InstallReport(installed_file(), source.layer.name, len(polygons), tuple(notes))


@dataclass(frozen=True, slots=True)
class _Source:
    """Layer of a file, with the municipality code of each row ("" where there is none)."""

    layer: geofile.Layer
    codes: list[str]

    @property
    def missing(self) -> set[str]:
        return set(municipalities()) - set(self.codes)


def _find_layer(path: Path) -> _Source:
    """Return the layer and column with the most municipality codes, which must be all 290."""
    best = min(_candidates(path), key=lambda source: len(source.missing), default=None)
    if best is None or len(best.missing) == len(municipalities()):
        message = (
            f"{path.name} har inget ytlager med en kolumn med kommunkoder, fyra siffror som 0180. "
            "Välj kommunlagret när du hämtar filen."
        )
        raise GeodataError(message)
    if best.missing:
        message = (
            f"{path.name} saknar {len(best.missing)} av de 290 kommunerna: "
            f"{_shortened(best.missing)}. Hämta filen för hela landet."
        )
        raise GeodataError(message)
    return best


def _candidates(path: Path) -> Iterator[_Source]:
    for layer in geofile.layers(path):
        if "Line" in layer.geometry_type or "Point" in layer.geometry_type:
            continue
        for name in layer.table.columns:
            yield _Source(layer, geofile.as_codes(layer.table[name]))


def _one_polygon_each(frame: gpd.GeoDataFrame, codes: list[str]) -> tuple[gpd.GeoSeries, list[str]]:
    """Return one valid polygon per code, sorted by code, and notes on the repairs."""
    import geopandas as gpd

    unknown = set(codes) - set(municipalities())
    if unknown:
        message = (
            f"Filen har rader med koder som inte är någon kommuns: {_shortened(unknown)}. "
            "Den ska ha bara de 290 kommunerna, med dagens koder."
        )
        raise GeodataError(message)
    polygons = shapely.force_2d(frame.geometry.to_numpy())
    invalid = np.count_nonzero(~shapely.is_valid(polygons))
    # "structure" never leaves stray lines behind, which have no place in a coverage.
    valid = shapely.make_valid(polygons, method="structure", keep_collapsed=False)
    coded = gpd.GeoDataFrame({"code": codes}, geometry=valid, crs=frame.crs)
    joined = coded.dissolve(by="code").geometry
    notes = {
        f"{invalid} ytor korsade sig själva. Det är lagat.": invalid,
        f"{len(frame)} ytor slogs ihop till {len(joined)} kommuner.": len(frame) - len(joined),
    }
    return joined, [note for note, repairs in notes.items() if repairs]


def _check_places(polygons: gpd.GeoSeries) -> None:
    """Check that each polygon intersects its municipality, to detect a wrong CRS or code."""
    borders = generalised()
    expected = borders.tree.geometries[[borders.rows[code] for code in polygons.index]]
    astray = polygons.index[~shapely.intersects(polygons.to_numpy(), expected)]
    if len(astray):
        message = (
            f"{len(astray)} kommuner ligger inte där de ska: {_shortened(astray)}. Troligen har "
            "filen fel koordinatsystem angivet, eller så har koderna hamnat på fel rad."
        )
        raise GeodataError(message)


def _shortened(codes: Iterable[str], most: int = 5) -> str:
    """Return the first codes in order as text, with names where the codes exist."""
    ordered = sorted(codes)
    facts = municipalities()
    named = (f"{c} {facts[c].name}" if c in facts else c or "(tom)" for c in ordered[:most])
    return ", ".join(chain(named, ["..."] if len(ordered) > most else []))
