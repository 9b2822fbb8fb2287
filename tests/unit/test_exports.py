"""Files of examples: each can be read by others, names its licence, and runs nothing."""

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas as gpd
import pyogrio
import pytest
from openpyxl import load_workbook

from geodata.collection.geojson import parse
from geodata.collection.idea import Idea
from geodata.opendata import exports, table_spec
from geodata.opendata.exports import FORMATS, KML
from geodata.opendata.licence import LICENCE_URL
from tests.factory import EVERY_GEOMETRY, TRICKY_FEATURES, collect
from tests.shipped import SHIPPED

IDEAS = collect(*EVERY_GEOMETRY).ideas
TRICKY = collect(*TRICKY_FEATURES).ideas
ALL = SHIPPED.ideas


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def read_gpkg(data: bytes, folder: Path) -> gpd.GeoDataFrame:
    (folder / "x.gpkg").write_bytes(data)
    return gpd.read_file(folder / "x.gpkg")


def placemarks(data: bytes) -> list[ET.Element]:
    return ET.fromstring(data).findall(f".//{{{KML}}}Placemark")


def ids(ending: str, ideas: tuple[Idea, ...], folder: Path) -> list[str]:
    """Write a file and read the ids back with what others read such files with."""
    data = FORMATS[ending].write(ideas)
    if ending == "geojson":
        return [f["id"] for f in json.loads(data)["features"]]
    if ending == "csv":
        return [row["id"] for row in rows(data)]
    if ending == "xlsx":
        headings, *rows_of_cells = load_workbook(io.BytesIO(data)).worksheets[0].values
        return [str(row[headings.index("Id")]) for row in rows_of_cells]
    if ending == "kml":
        return [found.get("id", "") for found in placemarks(data)]
    return read_gpkg(data, folder)["id"].tolist()


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("ideas", [ALL, IDEAS, ()], ids=["collection", "kinds", "none"])
def test_every_file_has_every_example_in_order(
    ending: str, ideas: tuple[Idea, ...], tmp_path: Path
):
    assert ids(ending, ideas, tmp_path) == [idea.id for idea in ideas]


def test_geojson_is_read_back_as_the_same_examples():
    assert parse(exports.to_geojson(ALL).decode(), "x").ideas == ALL


@pytest.mark.parametrize("ending", ["geojson", "csv", "kml"])
def test_every_text_file_names_the_licence_and_the_sources(ending: str):
    text = FORMATS[ending].write(IDEAS).decode()
    assert LICENCE_URL in text
    assert text.count("https://example.org/") >= len(IDEAS)


def test_the_workbook_and_the_geopackage_name_the_licence(tmp_path: Path):
    about = load_workbook(io.BytesIO(exports.to_xlsx(IDEAS)))["Om uppgifterna"]
    assert LICENCE_URL in about["B1"].value
    read_gpkg(exports.to_gpkg(IDEAS), tmp_path)
    info = pyogrio.read_info(tmp_path / "x.gpkg")
    assert info["dataset_metadata"]["LICENCE"] == LICENCE_URL


def test_the_geopackage_has_all_stops_in_degrees(tmp_path: Path):
    frame = read_gpkg(exports.to_gpkg(IDEAS), tmp_path).set_index("id")
    assert frame.crs.to_epsg() == 4326
    assert [frame.geometry[idea.id].equals(idea.shape) for idea in IDEAS] == [True] * len(IDEAS)


def test_a_point_stays_a_point_beside_the_stops_of_others(tmp_path: Path):
    frame = read_gpkg(exports.to_gpkg(IDEAS), tmp_path)
    assert frame.geom_type.tolist() == [idea.geometry.type for idea in IDEAS]
    assert {"Point", "MultiPoint"} <= set(frame.geom_type)


def test_kml_has_the_points_and_routes():
    found = {p.get("id"): p for p in placemarks(exports.to_kml(IDEAS))}
    line = found["linje"].find(f".//{{{KML}}}LineString/{{{KML}}}coordinates")
    assert line is not None
    assert line.text == "15.04,58.54 15.1,58.5"
    assert len(found["bokbat"].findall(f".//{{{KML}}}MultiGeometry/{{{KML}}}Point")) == 2


def test_a_separator_in_a_value_does_not_make_two():
    row = rows(exports.to_csv([IDEAS[3]]))[0]
    assert row["stops"].split(table_spec.SEPARATOR) == ["Hamnen", "Ön ¦/ udden"]


def test_no_text_becomes_a_formula():
    table = load_workbook(io.BytesIO(exports.to_xlsx(TRICKY))).worksheets[0]
    assert {cell.data_type for row in table.iter_rows() for cell in row} <= {"s", "n"}
    cells = [cell for row in rows(exports.to_csv(TRICKY)) for cell in row.values()]
    assert not [cell for cell in cells if cell.lstrip().startswith(tuple("=+-@＝＋"))]


@pytest.mark.parametrize("ending", FORMATS)
def test_no_text_breaks_a_file(ending: str, tmp_path: Path):
    assert ids(ending, TRICKY, tmp_path) == [idea.id for idea in TRICKY]


def test_kml_shows_markup_as_text():
    descriptions = [
        p.findtext(f"{{{KML}}}description", "") for p in placemarks(exports.to_kml(TRICKY))
    ]
    assert not [text for text in descriptions if "<" in text]
