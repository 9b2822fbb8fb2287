"""A row of texts becomes an example, and back; text that cannot be read is a problem."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.collection.form_row import FIELDS, municipality_code, to_feature, to_row
from geodata.collection.geojson import collect
from geodata.collection.idea import Idea
from geodata.geography.gazetteer import Gazetteer
from geodata.importing.file_readers import Geometry
from tests.shipped import SHIPPED

GAZETTEER = Gazetteer()
ROW = {
    "title": "Butiken",
    "kind": "Fast",
    "summary": "En butik.",
    "place": "Moskosel",
    "municipality": "Arvidsjaurs kommun",
    "lat": "65,87",
    "lon": "19,45",
    "source_url": "https://www.example.org/butik",
}
IDEAS = SHIPPED.ideas


def convert(**changes: object) -> tuple[dict[str, object], Geometry]:
    feature, flaws = to_feature({**ROW, **changes}, GAZETTEER)
    assert [flaw for flaw in flaws if flaw.severity == "error"] == []
    return feature["properties"], feature["geometry"]


def flaws(**changes: object) -> list[tuple[str, str]]:
    problems = to_feature({**ROW, **changes}, GAZETTEER)[1]
    return [(problem.field, problem.severity) for problem in problems]


@pytest.mark.parametrize("idea", IDEAS, ids=lambda idea: idea.id)
def test_every_example_comes_back_from_its_row(idea: Idea):
    before = idea.to_feature()
    row = {**to_row(before), "geometry": before["geometry"]}
    after, flaws = to_feature(row, GAZETTEER)
    after["properties"]["updated"] = before["properties"]["updated"]
    assert flaws == []
    assert collect([after], "x").ideas[0].to_feature() == before


def test_a_row_as_people_write_it():
    properties, geometry = convert(services="Paket; Livs", started="2016", lessons="Ett\nTvå")
    assert geometry == {"type": "Point", "coordinates": [19.45, 65.87]}
    assert properties["municipality_code"] == "2505"
    assert properties["services"] == ["parcels", "groceries"]
    assert properties["lessons"] == ["Ett", "Två"]
    assert properties["sources"] == [{"title": "example.org", "url": ROW["source_url"]}]


# Where it is


@pytest.mark.parametrize(
    ("lat", "lon"),
    [
        ("65.87", "19.45"),
        ("65,87", "19,45"),
        ("65.87° N", "19.45° E"),
        ("65.87, 19.45", ""),
        ("65,87; 19,45", ""),
        ("7312614.3", "702861.9"),
        ("7 312 614", "702 862"),
        ("702861.9", "7312614.3"),
        ("65° 52,2'", "19° 27'"),
        ("N 65 52 12", "E 19 27 0"),
        ("65°52′12″N", "19°27′0″Ö"),
        ("65,87 19,45", ""),
        ("19.45, 65.87", ""),
        ("", "(65.87,19.45)"),
        ("N65 52.2 E19 27.0", ""),
        ("702861.9, 7312614.3", ""),
        ("7312542", "1666274"),
    ],
)
def test_coordinates_in_every_dress_are_the_same_point(lat: str, lon: str):
    _, geometry = convert(lat=lat, lon=lon)
    assert geometry["coordinates"] == pytest.approx([19.45, 65.87], abs=1e-4)


@pytest.mark.parametrize(
    ("lat", "lon"), [("65° 75'", "19"), ("x", "19"), ("65", ""), ("nan", "19"), ("", "19")]
)
def test_a_number_that_is_none_is_told_of(lat: str, lon: str):
    assert {severity for field, severity in flaws(lat=lat, lon=lon) if field in ("lat", "lon")}


def test_well_known_text_goes_before_the_point():
    _, geometry = convert(kind="På hjul", wkt="LINESTRING (702862 7312614, 702962 7312714)")
    assert geometry["type"] == "LineString"
    assert geometry["coordinates"][0] == pytest.approx([19.45, 65.87], abs=1e-4)
    assert ("wkt", "error") in flaws(wkt="RUND (1 2)")


@pytest.mark.parametrize(
    ("text", "coordinates"),
    [
        ("SRID=3006;POINT (702862 7312614)", [19.45, 65.87]),
        ("GEOMETRYCOLLECTION (POINT (19.45 65.87))", [19.45, 65.87]),
        ("MULTIPOINT ((19.45 65.87))", [19.45, 65.87]),
        ("LINESTRING (19.45 65.87, 19.5 65.9)", [19.45, 65.87]),
        ("CURVEPOLYGON (CIRCULARSTRING (0 0, 1 1, 2 2, 3 3, 0 0))", None),
        ("GEOMETRYCOLLECTION (" * 5000, None),
        ("POINT EMPTY", None),
    ],
)
def test_well_known_text_of_a_fixed_place_is_a_point_or_told_of(
    text: str, coordinates: list[float] | None
):
    if coordinates is None:
        assert ("wkt", "error") in flaws(wkt=text)
        return
    geometry = convert(wkt=text)[1]
    assert (geometry["type"], geometry["coordinates"]) == (
        "Point",
        pytest.approx(coordinates, abs=1e-4),
    )


def test_an_unknown_place_is_accepted_with_its_municipality():
    row = {"lat": "", "lon": "", "place": "Ingenstans"}
    properties, geometry = convert(**row)
    assert (properties["place"], properties["place_accuracy"]) == ("Ingenstans", "area")
    assert properties["municipality_code"] == "2505"
    assert geometry["type"] == "Point"
    assert flaws(**row) == [("place", "note")]


def test_without_coordinates_the_place_is_looked_up_in_its_municipality():
    properties, geometry = convert(lat="", lon="", place="Berg", municipality="Linköping")
    assert geometry["coordinates"] == pytest.approx([15.53, 58.49], abs=0.1)
    assert properties["place_accuracy"] == "locality"


def test_a_municipality_alone_is_only_an_area():
    properties, _ = convert(lat="", lon="", place="")
    assert (properties["place"], properties["place_accuracy"]) == ("Arvidsjaur", "area")
    assert ("place", "note") in flaws(lat="", lon="", place="")


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"municipality": "", "place": "Berg"}, "lat")],
)
def test_what_cannot_be_found_is_told_of(changes: dict[str, str], field: str):
    assert (field, "error") in flaws(lat="", lon="", **changes)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Arvidsjaurs kommun", "2505"),
        ("arvidsjaur", "2505"),
        ("Borås stad", "1490"),
        ("Falu kommun", "2080"),
        ("Region Gotland", "0980"),
        ("0180", "0180"),
        ("180", "0180"),
        ("2505.0", "2505"),
        ("9999", None),
        ("Oslo", None),
        ("1281 Lund", "1281"),
        ("Lund (1281)", "1281"),
        ("1281 - Lunds kommun", "1281"),
        ("1281 Umeå", None),
        ("Lund, Skåne län", "1281"),
        ("HABO", "0643"),
        ("Håbo", "0305"),
        ("Ha\u030abo kommun", "0305"),
        ("Habo", "0643"),
        ("HABOS KOMMUN", "0643"),
        ("Asele", "2463"),
        ("Äsele", None),
    ],
)
def test_a_municipality_by_any_of_its_names(text: str, code: str | None):
    assert municipality_code(text) == code


def test_a_misspelt_municipality_is_guessed_at():
    problems = to_feature({**ROW, "municipality": "Arvidsjuar"}, GAZETTEER)[1]
    assert problems[0].how == "Menar du Arvidsjaur"


# What it is


@pytest.mark.parametrize(
    ("field", "text"),
    [("kind", "magisk"), ("kind", ""), ("status", "kanske"), ("started", "i fjol")],
)
def test_a_word_that_is_not_known_is_told_of(field: str, text: str):
    assert (field, "error") in flaws(**{field: text})


def test_unknown_services_are_kept_out_but_not_in_silence():
    assert flaws(services="Paket; Trolleri") == [("services", "note")]


def test_without_a_source_there_is_a_flaw():
    assert ("source_title", "error") in flaws(source_url="")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Byn", [{"title": "Byn"}]),
        ("Byn | 2016-05", [{"title": "Byn", "date": "2016-05"}]),
        (
            "Buss | Motala | https://a.se/x;y | 2016",
            [{"title": "Buss | Motala", "url": "https://a.se/x;y", "date": "2016"}],
        ),
        (
            "https://a.se/1 | https://www.b.se/2",
            [
                {"title": "a.se", "url": "https://a.se/1"},
                {"title": "b.se", "url": "https://www.b.se/2"},
            ],
        ),
        (
            "https://a.se/1;https://b.se/2",
            [
                {"title": "a.se", "url": "https://a.se/1"},
                {"title": "b.se", "url": "https://b.se/2"},
            ],
        ),
    ],
)
def test_sources_on_lines(text: str, expected: list[dict[str, str]]):
    properties, _ = convert(source_url="", sources=text)
    assert properties["sources"] == expected


def test_stops_with_points_are_the_geometry_of_service_on_wheels():
    stops = "Svartå | 59,13 | 14,52 | tisdagar\nNora | 59,52 | 15,04"
    properties, geometry = convert(kind="På hjul", stops=stops, lat="", lon="", municipality="Nora")
    assert geometry == {"type": "MultiPoint", "coordinates": [[14.52, 59.13], [15.04, 59.52]]}
    assert properties["stops"] == [{"name": "Svartå", "schedule": "tisdagar"}, {"name": "Nora"}]


def test_a_long_text_without_a_summary_is_not_lost():
    text = "En mening. " * 200
    properties, _ = convert(summary="", description=text)
    assert properties["description"] == text.strip()
    assert properties["summary"].endswith("mening.")
    assert len(properties["summary"]) <= 600


@pytest.mark.parametrize(
    ("text", "year"),
    [("2019.0", 2019), ("2016-05-31", 2016), ("sedan 2016", 2016), ("1/5 2016", 2016)],
)
def test_a_year_as_people_write_it(text: str, year: int):
    assert convert(started=text)[0]["started"] == year


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2024-05-01", "2024-05-01"),
        ("2024.0", "2024"),
        ("2024-05-01 00:00:00", "2024-05-01"),
        ("2024-05-01T10:00:00.000Z", "2024-05-01"),
        ("20240501", "2024-05-01"),
        ("5/2024", "2024-05"),
        ("onsdag 1 maj 2024", "2024-05-01"),
        ("13.5.2024", "2024-05-13"),
        ("5/13/2024", "2024-05-13"),
        ("1 maj 2024", "2024-05-01"),
        ("den 1:a maj 2024", "2024-05-01"),
        ("Maj 2024", "2024-05"),
        ("1 sept. 2024", "2024-09-01"),
        ("May 1st, 2024", "2024-05-01"),
    ],
)
def test_a_date_as_people_write_it(text: str, date: str):
    assert convert(source_date=text)[0]["sources"][0]["date"] == date
    assert flaws(source_date=text) == []


def test_a_date_that_may_be_read_in_two_ways_is_remarked_on():
    assert convert(source_date="01/05/2024")[0]["sources"][0]["date"] == "2024-05-01"
    assert flaws(source_date="01/05/2024") == [("source_date", "note")]


@pytest.mark.parametrize("text", ["31/2 2024", "i våras", "2024-13", "5 5"])
def test_a_date_that_is_none_is_told_of(text: str):
    assert ("source_date", "error") in flaws(source_date=text)


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("www.byn.se/mack", ["https://www.byn.se/mack"]),
        ("byn.se", ["https://byn.se"]),
        ("HTTPS://byn.se/A", ["https://byn.se/A"]),
        ("https://a.se https://b.se", ["https://a.se", "https://b.se"]),
        ("https://a.se;www.b.se", ["https://a.se", "https://www.b.se"]),
    ],
)
def test_addresses_as_people_write_them(text: str, urls: list[str]):
    assert [source["url"] for source in convert(source_url=text)[0]["sources"]] == urls


@pytest.mark.parametrize("text", ["Se hemsidan", "anna@byn.se", "rapport.pdf", "https://"])
def test_what_is_no_address_is_told_of(text: str):
    assert ("source_url", "error") in flaws(source_title="Byn", source_url=text)


@pytest.mark.parametrize(
    ("text", "names", "schedule"),
    [
        ("Torget|Skolan", ["Torget", "Skolan"], None),
        ("Torget | Skolan | Affären", ["Torget", "Skolan", "Affären"], None),
        ("Torget | måndagar", ["Torget"], "måndagar"),
        ("Torget|måndagar 9-10", ["Torget"], "måndagar 9-10"),
        ("Torget; Skolan", ["Torget", "Skolan"], None),
        ("Torget | tisdagar\nSkolan", ["Torget", "Skolan"], "tisdagar"),
    ],
)
def test_stops_in_a_cell_are_names_or_a_name_with_its_time(
    text: str, names: list[str], schedule: str | None
):
    stops = convert(kind="På hjul", stops=text)[0]["stops"]
    assert [stop["name"] for stop in stops] == names
    assert stops[0].get("schedule") == schedule


def test_an_object_is_no_text():
    assert ("title", "error") in flaws(title={"sv": {"a": "Butiken"}})
    assert ("lessons", "error") in flaws(lessons=["Fråga", {"sv": "Lyssna"}])
    assert ("sources", "error") in flaws(sources=["Byn", None])


def test_what_an_object_of_a_list_says_besides_is_told_of():
    stops = [{"name": "Torget", "tid": "måndagar"}]
    assert ("stops", "note") in flaws(kind="På hjul", stops=stops)
    assert ("sources", "note") in flaws(sources=[{"title": "Byn", "link": "https://a.se"}])


def test_a_year_with_more_words_is_told_of():
    assert ("started", "note") in flaws(started="nedlagd 2020")
    assert ("started", "note") not in flaws(started="2019.0")


def test_whole_degrees_may_have_lost_their_decimals():
    assert ("lat", "note") in flaws(lat="59", lon="15")


@pytest.mark.parametrize(
    ("text", "code"),
    [("Nora, Örebro län", "1884"), ("Nora, Örebro", "1884"), ("Nora, Karlskoga", None)],
)
def test_two_municipalities_are_not_one(text: str, code: str | None):
    assert municipality_code(text) == code


@pytest.mark.parametrize("text", ["a" + " " * 100_000 + "b", "|" * 100_000, "a." * 50_000 + " "])
def test_long_texts_take_no_time(text: str):
    flaws(sources=text, source_url=text, source_date=text, stops=text, started=text, lat=text)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from([*FIELDS, "geometry"]), JSON))
def test_no_values_at_all_make_it_crash(values: dict[str, object]):
    feature, _ = to_feature(values, GAZETTEER)
    assert collect([feature], "x").problems or feature["properties"]
