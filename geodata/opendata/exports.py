"""Export formats: examples as GeoJSON, CSV, XLSX, GeoPackage and KML.

Every file names its licence and the sources of each example. No text in a file can become a formula
or markup. Contact details are never exported.

Examples
--------
>>> to_csv([]).decode().split(",")[:3]
['source', 'id', 'name']
>>> sorted(FORMATS)
['csv', 'geojson', 'gpkg', 'kml', 'xlsx']
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from geodata.collection.idea import Idea
from geodata.collection.vocabulary import Term
from geodata.geography.crs import DEGREES_CRS
from geodata.opendata import people_table, table_spec, workbook
from geodata.opendata.formula_guard import csv_text
from geodata.opendata.licence import ATTRIBUTION, ATTRIBUTION_EN, LICENCE, LICENCE_URL
from geodata.opendata.table_column import Cell
from geodata.swedish_time import today

NAMES = [column.name for column in table_spec.COLUMNS]
_WORKBOOK = (
    Term("examples", "Exempel", "Examples"),
    Term("about", "Om uppgifterna", "About the data"),
    Term("licence", "Licens", "Licence"),
    Term("state", "Ange", "State"),
    Term("attribution", ATTRIBUTION, ATTRIBUTION_EN),
    Term("fetched", "Hämtad", "Downloaded"),
)
"""Words of the workbook for people, beside those of its columns."""
KML = "http://www.opengis.net/kml/2.2"


def to_geojson(ideas: Sequence[Idea]) -> bytes:
    """Return the examples as GeoJSON (RFC 7946), which :func:`parse` reads again."""
    collection = {
        "type": "FeatureCollection",
        "license": LICENCE_URL,
        "attribution": ATTRIBUTION,
        "features": [idea.to_feature() for idea in ideas],
    }
    return json.dumps(collection, ensure_ascii=False, indent=1).encode()


def to_csv(ideas: Sequence[Idea]) -> bytes:
    """Return the examples as CSV according to `table_spec`; for Excel use `to_xlsx`."""
    return csv_text(NAMES, table_spec.rows(ideas), for_excel=False)


def to_xlsx(ideas: Sequence[Idea], root: str = "", language: str = "sv") -> bytes:
    """Return the examples as an Excel workbook for people, which the importer reads back.

    Parameters
    ----------
    ideas
        The examples, a row each: columns as in :mod:`geodata.opendata.people_table`.
    root
        The app's address with a slash at the end, for the link to each example; "" leaves it out.
    language
        Language of headings and words, ``"sv"`` or ``"en"``.
    """
    columns = people_table.columns(root, language)
    words = {term.key: term.label(language) for term in _WORKBOOK}
    link = people_table.LINK.label(language)
    book = workbook.new_workbook()
    workbook.add_table(
        book,
        words["examples"],
        [(column.heading, column.width) for column in columns],
        ([column.value(idea) for column in columns] for idea in ideas),
        row_points=workbook.ROW_POINTS,
        links=[at for at, column in enumerate(columns) if column.heading == link],
    )
    about = book.create_sheet(words["about"])
    about.column_dimensions["B"].width = 100
    about.append([words["licence"], f"{LICENCE}, {LICENCE_URL}"])
    about.append([words["state"], words["attribution"]])
    about.append([words["fetched"], today().isoformat()])
    return workbook.to_bytes(book)


def to_gpkg(ideas: Sequence[Idea]) -> bytes:
    """Return the examples as a GeoPackage with one layer, ``servicepunkter``, in EPSG:4326."""
    import geopandas as gpd
    import pandas as pd

    texts = {column.name: "object" for column in table_spec.COLUMNS if column.type == "string"}
    frame = gpd.GeoDataFrame(
        pd.DataFrame(list(table_spec.rows(ideas)), columns=NAMES)
        .astype({**texts, "latitude": "float64", "longitude": "float64", "started": "Int64"})
        .drop(columns="geometry"),
        geometry=[idea.shape for idea in ideas],
        crs=DEGREES_CRS,
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "servicekartan.gpkg"
        frame.to_file(
            path,
            layer="servicepunkter",
            # Without a single example there is no geometry to take the type from.
            geometry_type="Unknown",
            # Else the points become MultiPoints as soon as one example has several.
            promote_to_multi=False,
            # The newest version makes the GDAL of stable Linux releases warn.
            dataset_options={"VERSION": "1.2"},
            dataset_metadata={"LICENCE": LICENCE_URL, "ATTRIBUTION": ATTRIBUTION},
        )
        return path.read_bytes()


def to_kml(ideas: Sequence[Idea]) -> bytes:
    """Return the examples as KML 2.2."""
    ET.register_namespace("", KML)
    root = ET.Element(f"{{{KML}}}kml")
    document = _child(root, "Document")
    _child(document, "name", "Servicekartan")
    _child(document, "description", f"{ATTRIBUTION} {LICENCE_URL}")
    for idea, row in zip(ideas, table_spec.rows(ideas), strict=True):
        _placemark(document, idea, row)
    xml: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return xml


def _placemark(document: ET.Element, idea: Idea, row: list[Cell]) -> None:
    placemark = _child(document, "Placemark", id=idea.id)
    _child(placemark, "name", idea.title)
    _child(placemark, "description", _html(idea.summary))
    extended = _child(placemark, "ExtendedData")
    for name, cell in zip(NAMES, row, strict=True):
        if cell is not None and name != "geometry":
            _child(_child(extended, "Data", name=name), "value", _html(str(cell)))
    _geometry(placemark, idea.geometry.type, idea.geometry.model_dump()["coordinates"])


def _html(text: str) -> str:
    """Return text as HTML: Google Earth shows descriptions and data as such."""
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _geometry(parent: ET.Element, kind: str, coordinates: Any) -> None:
    if kind.startswith("Multi"):
        several = _child(parent, "MultiGeometry")
        for part in coordinates:
            _geometry(several, kind.removeprefix("Multi"), part)
        return
    points = [coordinates] if kind == "Point" else coordinates
    _child(_child(parent, kind), "coordinates", " ".join(f"{p[0]},{p[1]}" for p in points))


def _child(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, f"{{{KML}}}{tag}", attributes)
    element.text = text or None
    return element


@dataclass(frozen=True, slots=True)
class Format:
    """A file format: its media type, its name for people, and the function that writes it.

    The function takes the examples and, if the file is ``for_people``, the app's address and a
    language.
    """

    media_type: str
    title: str
    write: Callable[..., bytes]
    for_people: bool = False


FORMATS = {
    "geojson": Format("application/geo+json", "GeoJSON", to_geojson),
    "csv": Format("text/csv", "CSV", to_csv),
    "xlsx": Format(workbook.XLSX, "Excel", to_xlsx, for_people=True),
    "gpkg": Format("application/geopackage+sqlite3", "GeoPackage", to_gpkg),
    "kml": Format("application/vnd.google-earth.kml+xml", "KML", to_kml),
}
"""Formats by file name extension."""
