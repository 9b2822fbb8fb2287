"""Why a hit is a hit, and which place a query names."""

import json

import pytest

from geodata.collection.geojson import parse
from geodata.collection.search.hit_reason import HitReason, hit_reason
from geodata.collection.search.query import understand
from geodata.collection.search.search_index import SearchIndex
from geodata.collection.search.stemming import stem
from tests.factory import feature

FEATURES = [
    feature(
        "mack",
        title="Byns hus",
        summary="Ett hus för alla.",
        services=["fuel", "library"],
        description="Det började 2019. Pengarna kom från en insamling. Sedan byggde byn.",
    )
]
INDEX = SearchIndex(
    parse(json.dumps({"type": "FeatureCollection", "features": FEATURES}), "x").ideas
)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("hus", None),
        ("bensinstation", HitReason(("Drivmedel",))),
        ("hus tanka", HitReason(("Drivmedel",))),
        ("insamlingar", HitReason((), "Pengarna kom från en ", "insamling", ".")),
        ("Moskosel", None),
        ("xyzzy", None),
        ("", None),
    ],
)
def test_a_hit_is_explained_by_what_the_card_does_not_show(query: str, expected: HitReason | None):
    assert hit_reason(INDEX, INDEX.ideas[0], query, "sv") == expected


@pytest.mark.parametrize(
    ("query", "place", "code", "filters"),
    [
        ("tanka i Åre", "åre", "2321", {"service": ["fuel"]}),
        ("bokbuss are", "are", "2321", {"service": ["library"], "kind": ["on_wheels"]}),
        ("butik Grövelsjön Idre", "idre", "2039", {"service": ["groceries"]}),
        ("mack i Småland", "", "", {"service": ["fuel"]}),
        ("bensinstation", "", "", {"service": ["fuel"]}),
        ("", "", "", {}),
    ],
)
def test_a_query_is_parted_into_a_place_and_a_filter(
    query: str, place: str, code: str, filters: dict[str, list[str]]
):
    understood = understand(query)
    assert (understood.place, understood.municipality_code) == (place, code)
    assert understood.filters == filters


@pytest.mark.parametrize(
    ("one", "other"),
    [("butik", "butikernas"), ("lanthandel", "lanthandeln"), ("by", "byn"), ("buss", "bussarna")],
)
def test_inflected_forms_have_one_stem(one: str, other: str):
    assert stem(one) == stem(other)
