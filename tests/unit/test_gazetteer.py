from __future__ import annotations

import csv
import os
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import geopandas as gpd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata import __main__ as command
from geodata.errors import GeodataError
from geodata.geography import boundaries, gazetteer, install_localities, municipalities
from geodata.geography.gazetteer import Gazetteer, Place
from geodata.text import fold

ROOT = Path(__file__).parents[2]
CHECK = ROOT / os.environ.get("SERVICEKARTAN_CHECK_DATA", "../shared/data") / "places_check.csv"

GAZETTEER = Gazetteer()
# As the collection has them; no list of places does.
COLLECTED = [
    Place("Moskosel", 19.4167, 65.8667, 0, "2505"),
    Place("Slussfors", 16.25, 65.4333, 0, "2421"),
    Place("Fornåsa", 15.2167, 58.4833, 0, "0583"),
    Place("Sandhamn", 18.9167, 59.2833, 0, "0120"),
]
NAMES = [place.name for place in GAZETTEER.places]


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    monkeypatch.setenv("SERVICEKARTAN_DATA", str(folder))
    return folder


def labels(text: str, limit: int = 8) -> list[str]:
    return [GAZETTEER.label(place) for place in GAZETTEER.find(text, limit)]


# What is found


@pytest.mark.parametrize(
    ("typed", "name", "code"),
    [
        ("Fårö", "Fårö", "0980"),
        ("Kivik", "Kivik", "1291"),
        ("Goteborg", "Göteborg", "1480"),
        ("ostersund", "Östersund", "2380"),
        ("Norrtalje", "Norrtälje", "0188"),
        ("Motla", "Motala", "0583"),
        ("skelefte", "Skellefteå", "2482"),
        ("Giron", "Kiruna", "2584"),
        ("A\u030are", "Åre", "2321"),
    ],
)
def test_a_name_is_found(typed: str, name: str, code: str) -> None:
    first = GAZETTEER.find(typed, 1)[0]
    assert (first.name, first.municipality_code) == (name, code)


@pytest.mark.parametrize("place", COLLECTED, ids=lambda place: place.name)
def test_a_place_of_the_collection_is_found(place: Place) -> None:
    assert Gazetteer(COLLECTED).find(fold(place.name), 1) == (place,)


@given(st.sampled_from(NAMES), st.sampled_from([str, str.upper, fold]))
def test_the_first_hit_of_a_name_is_that_place(name: str, write: Callable[[str], str]) -> None:
    first = GAZETTEER.find(write(name), 1)[0]
    assert fold(first.name) == fold(name)
    assert write is not str or first.name == name


@given(st.sampled_from(GAZETTEER.places))
def test_a_label_finds_its_own_place(place: Place) -> None:
    assert GAZETTEER.find(GAZETTEER.label(place), 1) == (place,)


@given(st.sampled_from(GAZETTEER.places))
def test_a_label_names_its_own_place(place: Place) -> None:
    assert GAZETTEER.named(GAZETTEER.label(place)) == place


@pytest.mark.parametrize("text", ["", "Berg", "Stock", "xyzzyx", "Håbo och"])
def test_what_may_mean_several_places_names_none(text: str) -> None:
    assert GAZETTEER.named(text) is None


@pytest.mark.parametrize(("text", "name"), [("goteborg", "Göteborg"), ("berg, link", "Berg")])
def test_a_whole_name_may_be_written_without_accents(text: str, name: str) -> None:
    place = GAZETTEER.named(text)
    assert place is not None
    assert place.name == name


@given(st.text(max_size=40), st.integers(0, 5))
def test_any_text_may_be_typed(text: str, limit: int) -> None:
    places = GAZETTEER.find(text, limit)
    assert len(places) <= limit
    assert len(set(places)) == len(places)


def test_a_beginning_gives_the_most_populous_first() -> None:
    assert labels("got", 2) == ["Göteborg", "Gotland"]


def test_a_later_word_comes_after_the_first() -> None:
    assert labels("mellösa")[-1] == "Stora Mellösa"


def test_an_exact_name_goes_before_its_folded_twin() -> None:
    twins = Gazetteer([Place("Asa", 14.8, 57.1, 0, "0780")])
    assert twins.find("Asa", 1)[0].municipality_code == "0780"
    assert twins.find("Åsa", 1)[0].municipality_code == "1384"


def test_a_dot_that_is_typed_counts() -> None:
    assert "Habo" not in labels("Håbo")
    assert GAZETTEER.within("Håbo", "0643") is None
    assert GAZETTEER.within("A\u030asele", "2463") == GAZETTEER.within("asele", "2463")


def test_namesakes_but_for_the_dots_are_two_in_one_municipality() -> None:
    twins = Gazetteer([Place(name, 17.3, 64.1, 0, "2463") for name in ("Xåby", "Xaby")])
    names = [twins.within(name, "2463") for name in ("Xåby", "Xaby", "Xäby")]
    assert [place and place.name for place in names] == ["Xåby", "Xaby", None]


@pytest.mark.parametrize("text", ["", " , ", "xyzzyx", "?"])
def test_nonsense_finds_nothing(text: str) -> None:
    assert GAZETTEER.find(text) == ()


def test_namesakes_are_told_apart_by_their_municipality() -> None:
    assert labels("Berg", 2) == ["Berg, Berg", "Berg, Linköping"]
    assert labels("berg, lin") == ["Berg, Linköping"]
    assert labels("Motala", 1) == ["Motala"]


# What it is made of


def test_every_municipality_is_found_by_its_name() -> None:
    for code, municipality in municipalities.municipalities().items():
        places = GAZETTEER.find(municipality.name)
        assert code in {place.municipality_code for place in places}, municipality.name


def test_a_municipality_no_place_is_named_after_stands_at_its_largest_town() -> None:
    gotland, visby = (GAZETTEER.find(name, 1)[0] for name in ("Gotland", "Visby"))
    assert (gotland.lon, gotland.lat) == (visby.lon, visby.lat)
    assert gotland.population > visby.population > 20_000


def test_a_name_stands_once_in_each_municipality() -> None:
    keys = Counter((fold(place.name), place.municipality_code) for place in GAZETTEER.places)
    assert max(keys.values()) == 1


def test_every_place_is_in_its_municipality() -> None:
    for place in GAZETTEER.places:
        metres = boundaries.distance_to_municipality_m(
            place.lon, place.lat, place.municipality_code
        )
        assert metres < 20_000, place


def test_the_places_of_the_collection_are_found() -> None:
    assert "Ammarnäs" not in labels("Ammarnäs")
    places = Gazetteer([Place("Ammarnäs", 16.2, 65.96, 0, "2421")]).find("ammarnas")
    assert [place.municipality for place in places] == ["Storuman"]


def test_a_town_is_not_moved_by_the_collection() -> None:
    places = Gazetteer([Place("Motala", 15.1, 58.5, 0, "0583")]).find("Motala")
    assert places == GAZETTEER.find("Motala")


@pytest.mark.skipif(not CHECK.exists(), reason="the places to check are not here")
def test_nearly_all_known_names_lead_to_the_right_municipality() -> None:
    with CHECK.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["source"].startswith("GeoNames cities")]
    right = [
        row["kommun_kod"] in {p.municipality_code for p in GAZETTEER.find(row["name"], 20)}
        for row in rows
    ]
    assert sum(right) / len(right) > 0.99


# Installing SCB's localities


@pytest.fixture
def scb() -> gpd.GeoDataFrame:
    """Three localities as SCB publishes them."""
    return gpd.GeoDataFrame(
        {
            "tatortskod": ["T0001", "T0002", "T0003"],
            "tatort": ["Glommersträsk", "Porjus", "Kiruna"],
            "kommun": ["2505", "2510", "2584"],
            "kommunnamn": ["Arvidsjaur", "Jokkmokk", "Kiruna"],
            "bef": [210, 240, 17_000],
            "area_ha": [90, 120, 1_500],
        },
        geometry=gpd.points_from_xy([19.63, 19.81, 20.23], [65.27, 66.96, 67.86], crs=4326)
        .to_crs(3006)
        .buffer(300),
    )


@pytest.mark.parametrize("ending", ["gpkg", "geojson", "shp"])
def test_installed_localities_are_found(scb: gpd.GeoDataFrame, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"tatorter.{ending}"
    (scb if ending == "gpkg" else scb.to_crs(4326)).to_file(path)
    assert install_localities.install([path]).places == 3
    porjus = Gazetteer().find("Porjus")[0]
    assert (porjus.municipality, porjus.population) == ("Jokkmokk", 240)
    assert (porjus.lon, porjus.lat) == pytest.approx((19.81, 66.96), abs=1e-3)


def test_an_installed_town_keeps_its_other_names(scb: gpd.GeoDataFrame, tmp_path: Path) -> None:
    scb.to_file(tmp_path / "tatorter.gpkg")
    install_localities.install([tmp_path / "tatorter.gpkg"])
    assert Gazetteer().find("Giron")[0].population == 17_000


def test_the_newest_edition_is_taken(scb: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = tmp_path / "Tatorter_1980_2020.gpkg"
    for year, people in ((1980, 900), (2020, 240), (1990, 700)):
        scb.assign(bef=people).to_file(path, layer=f"To{year}_SR99TM")
    assert install_localities.install([path]).layers == ("To2020_SR99TM",)
    assert gazetteer.localities()[0].population == 240


def test_several_files_are_installed_together(scb: gpd.GeoDataFrame, tmp_path: Path) -> None:
    scb.head(2).to_file(tmp_path / "a.gpkg")
    bare = scb.tail(1)[["tatort", "geometry"]].rename(columns={"tatort": "NAMN"})
    bare.to_file(tmp_path / "b.gpkg")
    assert install_localities.install([tmp_path / "a.gpkg", tmp_path / "b.gpkg"]).places == 3
    kiruna = gazetteer.localities()[-1]
    assert (kiruna.name, kiruna.municipality_code, kiruna.population) == ("Kiruna", "2584", 0)


def _swapped(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    degrees = frame.to_crs(4326)
    return degrees.set_geometry(degrees.transform(lambda xy: xy[:, ::-1]).set_crs(4326))


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda frame: frame.drop(columns=["tatort"]), "ingen kolumn med ortnamn"),
        (lambda frame: frame.head(0), "ingen kolumn med ortnamn"),
        (
            lambda frame: frame.assign(smaort="S1234").drop(columns=["tatort", "tatortskod"]),
            "bara koder",
        ),
        (lambda frame: frame.assign(kommun="0180"), "inte i den kommun"),
        (_swapped, "koordinatsystem"),
        (lambda frame: _swapped(frame.drop(columns=["kommun"])), "koordinatsystem"),
        (lambda frame: frame.set_crs(4326, allow_override=True), "koordinatsystem"),
    ],
)
def test_wrong_content_is_told_of(
    scb: gpd.GeoDataFrame,
    tmp_path: Path,
    data_folder: Path,
    spoil: Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame],
    message: str,
) -> None:
    spoil(scb).to_file(tmp_path / "orter.gpkg")
    with pytest.raises(GeodataError, match=message):
        install_localities.install([tmp_path / "orter.gpkg"])
    assert not data_folder.exists()


def test_the_command_installs_and_tells_of_errors(
    scb: gpd.GeoDataFrame, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "tatorter.gpkg"
    assert command.main(["places", "--from", str(path)]) == 1
    assert "finns inte" in capsys.readouterr().err
    scb.to_file(path)
    assert command.main(["places", "--from", str(path)]) == 0
    assert "3 orter (tatorter)" in capsys.readouterr().out


def test_a_damaged_installation_is_told_of(data_folder: Path) -> None:
    data_folder.mkdir()
    (data_folder / "places.csv").write_text("hej\nhopp\n")
    with pytest.raises(GeodataError, match="Installera"):
        gazetteer.localities()


def _geonames_row(name: str, lat: float, lon: float, **changes: str) -> str:
    row = ["1", name, name, "", str(lat), str(lon), "P", "PPL", "SE", *[""] * 5, "120", *[""] * 4]
    columns = {"feature": 6, "code": 7, "country": 8, "population": 14}
    for column, value in changes.items():
        row[columns[column]] = value
    return "\t".join(row)


GEONAMES = "\n".join(
    [
        _geonames_row("Kälarne", 62.98, 16.08),
        _geonames_row('Hunge "by"', 62.75, 15.09, population=""),
        _geonames_row("Ett berg", 62.9, 16.0, feature="T"),
        _geonames_row("Ödebyn", 62.9, 16.0, code="PPLQ"),
        _geonames_row("Oslo", 59.91, 10.75, country="NO"),
    ]
)


@pytest.mark.parametrize("ending", ["txt", "zip"])
def test_geonames_country_file_is_installed(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"SE.{ending}"
    if ending == "txt":
        path.write_text(GEONAMES, encoding="utf-8")
    else:
        with ZipFile(path, "w") as archive:
            archive.writestr("SE.txt", GEONAMES)
    assert Gazetteer().named("Kälarne") is None
    assert install_localities.install([path]).places == 2
    place = Gazetteer().named("Kälarne")
    assert place is not None
    assert (place.municipality, place.population) == ("Bräcke", 120)


@pytest.mark.parametrize("content", ["", "inte geonames", GEONAMES.replace("62.98", "norr")])
def test_a_broken_geonames_file_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "SE.txt"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(GeodataError, match=r"SE\.txt"):
        install_localities.install([path])
    assert gazetteer.localities() == ()


def test_only_settlements_of_lantmateriets_names_are_taken(
    scb: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    names = scb[["tatort", "geometry"]].rename(columns={"tatort": "ortnamn"})
    names = names.assign(detaljtyp=["BEBTX", "VATTTX", "TÄTTX"])
    names.to_file(tmp_path / "ortnamn.gpkg")
    assert install_localities.install([tmp_path / "ortnamn.gpkg"]).places == 2
    assert {place.name for place in gazetteer.localities()} == {"Glommersträsk", "Kiruna"}


@pytest.mark.slow
def test_lookups_stay_fast_among_many_names(tmp_path: Path) -> None:
    rows = [
        _geonames_row(f"By{number:05}vik", 57 + number % 90 / 10, 14 + number % 7 / 10)
        for number in range(20_000)
    ]
    path = tmp_path / "SE.txt"
    path.write_text("\n".join(rows), encoding="utf-8")
    install_localities.install([path])
    places = Gazetteer()
    start = time.perf_counter()
    for text in ("By00042vik", "Moskosel", "finns inte alls", "Moskosle"):
        places.find(text)
    # 4 lookups took 0.15 s on two busy cores.
    assert time.perf_counter() - start < 2
