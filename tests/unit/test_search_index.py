"""Finding examples: Swedish words, filters that agree, and nothing that a query can break."""

import unicodedata
from dataclasses import replace
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.collection.filter import Filter
from geodata.collection.idea import Idea
from geodata.collection.search.search_index import SearchIndex
from geodata.geography import municipalities
from tests.factory import FEATURES_MORE, collect, feature
from tests.strategies import filters

IDEAS = collect(*FEATURES_MORE).ideas
INDEX = SearchIndex(IDEAS)


def matches(query: str) -> list[str]:
    return [idea.id for idea in INDEX.select(Filter(q=query))]


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
    assert expected in matches(query)


@pytest.mark.parametrize("query", ["xyzzy", "xyzzy plugh", "qq"])
def test_words_that_no_text_has_find_nothing(query: str):
    assert matches(query) == []


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
    assert sorted(matches(query)) == sorted(expected)


@pytest.mark.parametrize("query", ["", "   ", "!?", "***", '"""', "_", "\x00"])
def test_a_query_without_words_shows_all(query: str):
    assert len(matches(query)) == len(IDEAS)


def test_a_hit_in_the_title_comes_before_one_in_the_text():
    features = [
        feature("text", description="Här finns en kvarn."),
        feature("title", title="Kvarn i byn"),
    ]
    ideas = collect(*features).ideas
    assert [idea.id for idea in SearchIndex(ideas).select(Filter(q="kvarn"))] == ["title", "text"]


@given(st.text(max_size=40))
def test_no_query_raises_or_invents(query: str):
    assert set(matches(query)) <= {idea.id for idea in IDEAS}


@given(filters)
def test_selecting_equals_asking_each_example(filter: Filter):
    assert INDEX.select(filter) == tuple(idea for idea in IDEAS if filter.admits(idea))


@given(filters, st.sampled_from(["bok", "butik", "möten"]))
def test_a_query_only_narrows(filter: Filter, query: str):
    with_query = INDEX.select(replace(filter, q=query))
    assert set(map(_id, with_query)) <= set(map(_id, INDEX.select(filter)))


def _id(idea: Idea) -> str:
    return idea.id


def test_within_a_property_any_value_will_do_and_between_them_all_must():
    either = INDEX.select(Filter(kind=("digital", "on_wheels")))
    assert {idea.kind for idea in either} == {"digital", "on_wheels"}
    assert INDEX.select(Filter(kind=("digital",), county=("05",))) == ()


def test_an_unknown_start_is_left_out_once_years_are_asked_for():
    assert [i.id for i in INDEX.select(Filter(started=(2000, 2026)))] == ["butik", "vardrum"]


@given(filters, st.text(max_size=30))
def test_a_filter_survives_the_address(filter: Filter, query: str):
    with_query = replace(filter, q=" ".join(query.split()))
    params = parse_qs(urlencode(with_query.to_params(), doseq=True), keep_blank_values=True)
    assert Filter.from_params(params) == with_query


@given(st.dictionaries(st.sampled_from(["q", "kind", "started", "bbox", "x"]), st.lists(st.text())))
def test_any_parameters_are_answered_with_examples_of_the_collection(params: dict[str, list[str]]):
    ideas = INDEX.select(Filter.from_params(params))
    assert {idea.id for idea in ideas} <= {idea.id for idea in IDEAS}


def test_similar_examples_share_services_and_never_include_the_example_itself():
    butik = IDEAS[0]
    similar = INDEX.similar(butik)
    assert butik not in similar
    assert all(set(idea.services) & set(butik.services) for idea in similar)


def test_every_county_can_be_filtered_by():
    assert all(Filter.from_params({"county": [code]}).county for code in municipalities.counties())


LAKE, SEED = (
    feature("sjo", title="Kåxeln", summary="Ett."),
    feature("fro", title="Kaxeln", summary="Två."),
)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Kåxeln", ["sjo"]),
        ("Ka\u030axeln", ["sjo"]),
        ("kåxel", ["sjo"]),
        ("kaxeln", ["fro", "sjo"]),
    ],
)
def test_a_dot_may_be_left_out_but_one_that_is_typed_counts(query: str, expected: list[str]):
    index = SearchIndex(collect(LAKE, SEED).ideas)
    assert [idea.id for idea in index.select(Filter(q=query))] == expected


@given(st.sampled_from(["Ånge", "Åsele", "båt", "vårdrum", "mötesplats i Östersund"]))
def test_composed_and_decomposed_letters_find_the_same(query: str):
    decomposed = unicodedata.normalize("NFD", query)
    assert decomposed != query
    assert matches(decomposed) == matches(query)
