"""Reading the collection: what is right is kept, what is wrong is named and never crashes."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.collection.geojson import IdeaCollection, dumps, parse, read
from geodata.collection.idea import json_schema
from geodata.geography import boundaries
from tests.factory import FEATURES, collect, feature
from tests.shipped import SHIPPED

json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def at(*coordinates: Any) -> dict[str, Any]:
    return {"type": "Point", "coordinates": list(coordinates)}


def test_examples_without_fault_are_read_in_order():
    collection = collect(*FEATURES)
    assert [idea.id for idea in collection.ideas] == ["butik", "bokbuss", "vardrum"]
    assert collection.problems == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "filen är tom"),
        ("{", "inte giltig JSON: rad 1"),
        ("[1, 2]", "ingen GeoJSON FeatureCollection"),
        ('{"type": "Feature"}', "ingen GeoJSON FeatureCollection"),
        ('{"type": "FeatureCollection", "features": {}}', "ingen GeoJSON FeatureCollection"),
        ('{"features":' + "[" * 50_000, "för djupt nästlad"),
        ("9" * 5_000, "för många siffror"),
    ],
)
def test_a_file_that_is_no_collection_is_explained(text: str, expected: str):
    collection = parse(text, "ideas.geojson")
    assert collection.ideas == ()
    assert expected in str(collection.problems[0])


def test_a_collection_may_be_empty():
    assert collect() == IdeaCollection()


def test_a_missing_file_is_explained(tmp_path: Path):
    assert "filen finns inte" in str(read(tmp_path / "ideas.geojson").problems[0])


def test_a_file_in_another_encoding_is_explained(tmp_path: Path):
    path = tmp_path / "ideas.geojson"
    path.write_bytes("å".encode("latin-1"))
    assert "UTF-8" in str(read(path).problems[0])


def test_byte_order_mark_and_carriage_returns_do_no_harm(tmp_path: Path):
    path = tmp_path / "ideas.geojson"
    text = json.dumps({"type": "FeatureCollection", "features": FEATURES}, indent=1)
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert len(read(path).ideas) == 3


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"kind": "magisk"}, "kind: ”magisk” är inte ett känt värde. Välj bland: fixed"),
        ({"services": ["groceries", "trolleri"]}, "services.1: ”trolleri”"),
        ({"status": None}, "status: värdet är inte text"),
        ({"title": ""}, "title: värdet är tomt"),
        ({"title": "x" * 10_000_000}, "title: texten är för lång, högst 120 tecken"),
        ({"sources": []}, "sources: listan är för kort"),
        ({"sources": [{"title": "x", "url": "javascript:alert(1)"}]}, "http:// eller https://"),
        ({"updated": "igår"}, "Skriv datumet som 2016"),
        ({"municipality_code": 2505}, "municipality_code: värdet är inte text"),
        ({"municipality_code": "180"}, "fyra siffror inom citattecken"),
        ({"municipality_code": "9999", "county_code": "99"}, "kommunkoden 9999 finns inte"),
        ({"county_code": "01"}, "Arvidsjaur ligger i län 25, inte 01"),
        ({"municipality_code": "0583", "county_code": "05"}, "ändra municipality_code till 2505"),
        ({"geometry": None}, "geometrin saknas"),
        ({"geometry": at()}, "geometrin saknas"),
        ({"geometry": at(65.87, 19.45)}, "bytt plats: [65.87, 19.45]. Skriv [19.45, 65.87]"),
        ({"geometry": at(0, 0)}, "utanför Sverige"),
        ({"geometry": at(7_310_000, 700_000)}, "meter i SWEREF 99 TM"),
        ({"geometry": at("19", "65")}, "är inte två tal"),
        ({"geometry": at(float("nan"), 65.0)}, "är inte två tal"),
        ({"geometry": at(float("inf"), 65.0)}, "är inte två tal"),
        ({"geometry": at(10**400, 65.0)}, "meter i SWEREF 99 TM"),
        ({"geometry": {"type": "Polygon", "coordinates": [[[15, 60]]]}}, "typ som inte passar"),
        (
            {"geometry": {"type": "MultiPoint", "coordinates": [[19.45, 65.87]]}},
            "bara exempel på hjul får ha geometrin MultiPoint",
        ),
        (
            {
                "geometry": {"type": "MultiPoint", "coordinates": [[19.45, 65.87], [19.5, 65.9]]},
                "kind": "on_wheels",
                "stops": [{"name": "Ensam"}],
            },
            "geometrin har 2 punkter men stops har 1 namn",
        ),
    ],
)
def test_a_broken_rule_leaves_out_just_that_example(changes: dict[str, Any], expected: str):
    collection = collect(feature("hel"), feature("trasig", **changes))
    assert [idea.id for idea in collection.ideas] == ["hel"]
    assert expected in " ".join(map(str, collection.problems))
    assert all(str(p).startswith("ideas.geojson, ”trasig”, ") for p in collection.problems)


@pytest.mark.parametrize("junk", [None, 7, "x", [], {}, {"type": "Feature", "properties": None}])
def test_junk_among_the_features_is_named_by_its_number(junk: Any):
    collection = collect(feature("hel"), junk)
    assert len(collection.ideas) == 1
    assert collection.problems[0].feature == "nr 2"


def test_the_first_of_two_with_the_same_id_is_kept():
    collection = collect(feature("samma", title="Ett"), feature("samma", title="Två"))
    assert [idea.title for idea in collection.ideas] == ["Ett"]
    assert "samma id" in str(collection.problems[0])


def test_a_point_far_out_at_sea_is_a_problem():
    collection = collect(feature("x", geometry=at(20.5, 58.0)))
    assert collection.ideas == ()
    assert "km utanför Arvidsjaur" in str(collection.problems[0])


def test_a_point_just_over_the_border_gets_a_note_and_stays():
    collection = collect(feature("nara", geometry=at(19.45, 66.08)))
    assert [idea.id for idea in collection.ideas] == ["nara"]
    assert [problem.severity for problem in collection.problems] == ["note"]


def test_an_island_keeps_its_true_point_off_the_generalised_coast():
    svartso = {"place": "Svartsö", "municipality_code": "0120", "county_code": "01"}
    collection = collect(feature("o", geometry=at(18.69, 59.4481), **svartso))
    assert collection.ideas[0].lonlat == (18.69, 59.4481)
    assert [problem.severity for problem in collection.problems] == ["note"]


def test_the_municipality_is_filled_in_when_it_is_missing():
    bare = feature("x")
    del bare["properties"]["municipality_code"], bare["properties"]["county_code"]
    idea = collect(bare).ideas[0]
    assert (idea.municipality, idea.county) == ("Arvidsjaur", "Norrbottens län")


def test_decomposed_letters_are_composed():
    assert collect(feature("x", title="A\u030angbåt")).ideas[0].title == "Ångbåt"


def test_a_height_is_kept_and_does_not_disturb():
    assert collect(feature("x", geometry=at(19.45, 65.87, 300.0))).ideas[0].lonlat == (19.45, 65.87)


def test_properties_of_ones_own_survive():
    text = dumps(collect(feature("x", egen_anteckning="behåll")).ideas)
    assert json.loads(text)["features"][0]["properties"]["egen_anteckning"] == "behåll"


def test_english_falls_back_on_swedish():
    idea = collect(feature("x", title_en="Shop")).ideas[0]
    assert idea.text("title", "en") == "Shop"
    assert idea.text("summary", "en") == idea.summary


def test_the_point_of_a_route_is_a_vertex_near_its_middle():
    line = {"type": "LineString", "coordinates": [[19.2, 65.8], [19.45, 65.87], [19.9, 65.9]]}
    idea = collect(feature("x", kind="on_wheels", geometry=line)).ideas[0]
    assert idea.lonlat == (19.45, 65.87)


@given(
    title=st.text(min_size=1, max_size=120).filter(str.strip),
    lessons=st.lists(st.text(min_size=1, max_size=99).filter(str.strip), max_size=3),
    started=st.none() | st.integers(1800, 2100),
    lon=st.floats(19.3, 19.6),
    lat=st.floats(65.8, 65.95),
)
def test_written_and_read_again_nothing_has_changed(
    title: str, lessons: list[str], started: int | None, lon: float, lat: float
):
    changes = {"title": title, "lessons": lessons, "started": started, "geometry": at(lon, lat)}
    ideas = collect(feature("x", **changes)).ideas
    assert parse(dumps(ideas), "x").ideas == ideas


stated_codes = st.sampled_from(["2505", "2584", "0120", "0980", "9999", None])
longitudes, latitudes = st.floats(10.0, 25.0), st.floats(54.5, 69.5)
random_places = st.tuples(longitudes, latitudes, stated_codes)


@given(st.lists(random_places | st.tuples(st.floats(18.5, 20), st.floats(65, 66.5), stated_codes)))
def test_examples_are_placed_together_as_one_by_one(places: list[tuple[float, float, str | None]]):
    features = [
        feature(f"nr-{n}", geometry=at(lon, lat), municipality_code=code, county_code=None)
        for n, (lon, lat, code) in enumerate(places)
    ]
    one_by_one = [collect(alone) for alone in features]
    together = collect(*features)
    assert together.ideas == tuple(idea for alone in one_by_one for idea in alone.ideas)
    assert together.problems == tuple(p for alone in one_by_one for p in alone.problems)


def test_a_collection_asks_geography_at_most_twice(monkeypatch: pytest.MonkeyPatch):
    calls = []
    locate_many = boundaries.locate_many

    def counted(lons: Sequence[float], lats: Sequence[float]) -> list[boundaries.Location]:
        calls.append(len(lons))
        return locate_many(lons, lats)

    monkeypatch.setattr(boundaries, "locate_many", counted)
    bare = [feature(f"utan-{n}", municipality_code=None, county_code=None) for n in range(4)]
    astray = [feature(f"vilse-{n}", municipality_code="0583", county_code="05") for n in range(3)]
    assert len(collect(*bare, *astray).ideas) == 4
    assert calls == [4, 3]


@given(json_values)
def test_no_json_whatever_raises(value: Any):
    text = json.dumps({"type": "FeatureCollection", "features": [value, feature("hel")]})
    assert any(idea.id == "hel" for idea in parse(text, "x").ideas)


@given(st.text())
def test_no_text_whatever_raises(text: str):
    assert isinstance(parse(text, "x"), IdeaCollection)


def test_the_schema_names_every_required_property():
    properties = json_schema()["properties"]["properties"]
    assert {"title", "summary", "kind", "sources", "updated"} <= set(properties["required"])
    assert properties["properties"]["kind"]["enum"] == ["fixed", "digital", "on_wheels", "case"]


class TestTheCollection:
    """``ideas.geojson`` itself."""

    ideas = SHIPPED.ideas

    def test_it_is_without_fault(self):
        assert SHIPPED.errors == ()

    def test_it_covers_sweden(self):
        assert len(self.ideas) >= 200
        assert len({idea.county_code for idea in self.ideas}) == 21

    def test_it_has_enough_on_wheels_and_digital(self):
        kinds = [idea.kind for idea in self.ideas]
        assert kinds.count("on_wheels") >= 30
        assert kinds.count("digital") >= 35

    def test_titles_are_unique_and_there_in_both_languages(self):
        assert len({idea.title for idea in self.ideas}) == len(self.ideas)
        assert all(idea.title_en and idea.summary_en for idea in self.ideas)

    def test_the_founding_five_come_first_and_are_told_in_full(self):
        places = [idea.place for idea in self.ideas[:5]]
        assert places == ["Norsjö", "Motala", "Moskosel", "Storuman", "Ljungby"]
        for idea in self.ideas[:5]:
            assert len(idea.description) > 500
            assert len(idea.lessons) >= 2
            assert idea.description_en
            assert idea.lessons_en
