"""Populated places of a GeoNames country file, ``SE.txt`` or ``SE.zip``.

The file is tab-separated without a header, UTF-8, WGS84, CC BY 4.0; its columns stand in
https://download.geonames.org/export/dump/readme.txt.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from geodata.errors import GeodataError
from geodata.geography import boundaries
from geodata.geography.gazetteer import Place

COLUMNS = 19
NAME, LAT, LON, FEATURE_CLASS, FEATURE_CODE, COUNTRY, POPULATION = 1, 4, 5, 6, 7, 8, 14
LEFT_OUT = frozenset({"PPLH", "PPLQ", "PPLW", "PPLX"})
"""Historical, abandoned and destroyed places, and parts of towns."""


def is_geonames(path: Path) -> bool:
    """Return whether a file is a GeoNames country file, by its name and, zipped, its content."""
    if path.suffix.lower() == ".txt":
        return True
    if path.suffix.lower() != ".zip" or not path.exists():
        return False
    try:
        with ZipFile(path) as archive:
            return "SE.txt" in archive.namelist()
    except BadZipFile:
        return False


def read_places(path: Path) -> list[Place]:
    """Return the Swedish populated places of a GeoNames country file, each in its municipality.

    Raises
    ------
    GeodataError
        If the file is missing or broken, or has no Swedish places.
    """
    try:
        with _open(path) as lines:
            rows = [row for line in lines if _is_place(row := line.rstrip("\n").split("\t"))]
        lons, lats = ([float(row[column]) for row in rows] for column in (LON, LAT))
        people = [int(row[POPULATION] or 0) for row in rows]
    except (OSError, UnicodeError, ValueError) as error:
        message = f"{path.name} går inte att läsa som GeoNames fil SE.txt. Hämta den på nytt."
        raise GeodataError(message) from error
    if not rows:
        message = f"{path.name} har inga svenska orter i GeoNames format."
        raise GeodataError(message)
    return [
        Place(row[NAME], round(lon, 5), round(lat, 5), population, location.municipality_code)
        for row, lon, lat, population, location in zip(
            rows, lons, lats, people, boundaries.locate_many(lons, lats), strict=True
        )
        if location.municipality_code
    ]


def _is_place(row: list[str]) -> bool:
    return (
        len(row) == COLUMNS
        and (row[COUNTRY], row[FEATURE_CLASS]) == ("SE", "P")
        and row[FEATURE_CODE] not in LEFT_OUT
    )


@contextmanager
def _open(path: Path) -> Iterator[io.TextIOBase]:
    if path.suffix.lower() == ".txt":
        with path.open(encoding="utf-8") as file:
            yield file
    else:
        with ZipFile(path) as archive, archive.open("SE.txt") as file:
            yield io.TextIOWrapper(file, encoding="utf-8")
