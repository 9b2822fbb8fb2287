"""Finding examples: Swedish words, filters that agree, and nothing that a query can break."""

import json
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.collection.filter import Filter
from geodata.collection.geojson import parse
from geodata.collection.idea import Idea
from geodata.collection.search_index import SearchIndex
from geodata.collection.vocabulary import KINDS, SERVICES, STATUSES
from geodata.geography import municipalities
from tests.factory import FEATURES, MOTALA, feature

FEATURES_MORE = [
    *FEATURES,
    feature("lanthandel", title="Lanthandeln i Moskosel", operator="Byalaget", services=["fuel"]),
    feature("ostergotland", title="Kvarnen", summary="En plats för möten.", **MOTALA),
    feature("beskrivning", title="Huset", description="Här stannar en spårvagn ibland."),
]
IDEAS = parse(
    json.dumps({"type": "FeatureCollection", "features": FEATURES_MORE}), "ideas.geojson"
).ideas
CATALOGUE = SearchIndex(IDEAS)

filters = st.builds(
    Filter,
    kind=st.lists(st.sampled_from(list(KINDS)), unique=True, max_size=2).map(tuple),
    service=st.lists(st.sampled_from(list(SERVICES)), unique=True, max_size=3).map(tuple),
    county=st.lists(st.sampled_from(["25", "05", "01"]), unique=True).map(tuple),
    municipality=st.lists(st.sampled_from(["2505", "0583"]), unique=True).map(tuple),
    status=st.lists(st.sampled_from(list(STATUSES)), unique=True).map(tuple),
    started=st.none() | st.tuples(st.integers(1990, 2010), st.integers(2010, 2026)),
    bbox=st.none() | st.just((10.0, 55.0, 17.0, 60.0)),
)


def found(query: str) -> list[str]:
    return [idea.id for idea in CATALOGUE.select(Filter(q=query))]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("bokbuss", "bokbuss"),
        ("BOKBUSSEN", "bokbuss"),
        ("bokb", "bokbuss"),
        ("buss", "bokbuss"),
        ("bokbuus", "bokbuss"),
        ("vardrum", "vardrum"),
        ("vårdrummen", "vardrum"),
        ("vårdrumm", "vardrum"),
        ("lanthandels", "lanthandel"),
        ("mack", "lanthandel"),
        ("bensin", "lanthandel"),
        ("byalag", "lanthandel"),
        ("Motala", "bokbuss"),
        ("ostergotland", "ostergotland"),
        ("spårvagn", "beskrivning"),
        ("village shop", "butik"),
        ("lanthandel moskosel", "lanthandel"),
    ],
)
def test_the_words_people_type_find_the_example(query: str, expected: str):
    assert expected in found(query)


@pytest.mark.parametrize("query", ["xyzzy", "xyzzy plugh", "qq"])
def test_words_that_no_text_has_find_nothing(query: str):
    assert found(query) == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("bokbuss xyzzy", ["bokbuss"]),
        ("bensinstation spårvagn", ["lanthandel", "beskrivning"]),
        ("tanka i Motala", ["bokbuss", "ostergotland"]),
        ("var finns bibliotek", ["bokbuss"]),
    ],
)
def test_what_fits_the_most_of_the_words_is_found(query: str, expected: list[str]):
    assert sorted(found(query)) == sorted(expected)


@pytest.mark.parametrize("query", ["", "   ", "!?", "***", '"""', "_", "\x00"])
def test_a_query_without_words_shows_all(query: str):
    assert len(found(query)) == len(IDEAS)


def test_a_hit_in_the_title_comes_before_one_in_the_text():
    features = [
        feature("text", description="Här finns en kvarn."),
        feature("title", title="Kvarn i byn"),
    ]
    ideas = parse(json.dumps({"type": "FeatureCollection", "features": features}), "x").ideas
    assert [idea.id for idea in SearchIndex(ideas).select(Filter(q="kvarn"))] == ["title", "text"]


@given(st.text(max_size=40))
def test_no_query_raises_or_invents(query: str):
    assert set(found(query)) <= {idea.id for idea in IDEAS}


@given(filters)
def test_selecting_equals_asking_each_example(chosen: Filter):
    assert CATALOGUE.select(chosen) == tuple(idea for idea in IDEAS if chosen.admits(idea))


@given(filters, st.sampled_from(["bok", "butik", "möten"]))
def test_a_query_only_narrows(chosen: Filter, query: str):
    with_query = CATALOGUE.select(Filter(**{**_fields(chosen), "q": query}))
    assert set(map(_id, with_query)) <= set(map(_id, CATALOGUE.select(chosen)))


def _fields(chosen: Filter) -> dict[str, object]:
    return {name: getattr(chosen, name) for name in Filter.__slots__}


def _id(idea: Idea) -> str:
    return idea.id


def test_within_a_property_any_value_will_do_and_between_them_all_must():
    either = CATALOGUE.select(Filter(kind=("digital", "on_wheels")))
    assert {idea.kind for idea in either} == {"digital", "on_wheels"}
    assert CATALOGUE.select(Filter(kind=("digital",), county=("05",))) == ()


def test_an_unknown_start_is_left_out_once_years_are_asked_for():
    assert [i.id for i in CATALOGUE.select(Filter(started=(2000, 2026)))] == ["butik", "vardrum"]


@given(filters, st.text(max_size=30))
def test_a_filter_survives_the_address(chosen: Filter, query: str):
    asked = Filter(**{**_fields(chosen), "q": " ".join(query.split())})
    params = parse_qs(urlencode(asked.to_params(), doseq=True), keep_blank_values=True)
    assert Filter.from_params(params) == asked


@given(st.dictionaries(st.sampled_from(["q", "kind", "started", "bbox", "x"]), st.lists(st.text())))
def test_no_parameters_raise(params: dict[str, list[str]]):
    CATALOGUE.select(Filter.from_params(params))


def test_similar_examples_share_services_and_never_include_the_example_itself():
    butik = IDEAS[0]
    similar = CATALOGUE.similar(butik)
    assert butik not in similar
    assert all(set(idea.services) & set(butik.services) for idea in similar)


def test_every_county_can_be_filtered_by():
    assert all(Filter.from_params({"county": [code]}).county for code in municipalities.counties())
