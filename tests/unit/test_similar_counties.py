"""Counties that are alike, for stated reasons, and what they have that one lacks."""

import pytest

from geodata.geography.municipalities import counties, municipalities
from geodata.proximity.similar_counties import county_facts, county_gaps, similar_counties
from tests.factory import collect, feature

NORRBOTTEN, VASTERBOTTEN, STOCKHOLM = "25", "24", "01"


def test_the_counties_add_up_to_the_country():
    facts = county_facts()
    assert list(facts) == list(counties())
    everybody = sum(m.population for m in municipalities().values())
    assert sum(county.population for county in facts.values()) == everybody
    assert all(0 <= county.rural_share <= 1 for county in facts.values())


@pytest.mark.parametrize("code", list(counties()))
def test_every_county_has_others_that_are_like_it(code: str):
    similar = similar_counties(code)
    codes = [alike.county.code for alike in similar]
    assert len(codes) == 4
    assert code not in codes
    distances = [alike.distance for alike in similar]
    assert distances == sorted(distances)
    assert all("population" in [r.kind for r in alike.reasons] for alike in similar)


def test_likeness_goes_both_ways():
    there = {a.county.code: a.distance for a in similar_counties(NORRBOTTEN, 20)}
    back = {a.county.code: a.distance for a in similar_counties(VASTERBOTTEN, 20)}
    assert there[VASTERBOTTEN] == pytest.approx(back[NORRBOTTEN])
    assert there[STOCKHOLM] == max(there.values())


UMEA = {
    "geometry": {"type": "Point", "coordinates": [20.26, 63.83]},
    "municipality_code": "2480",
    "county_code": "24",
}
OSTERSUND = {
    "geometry": {"type": "Point", "coordinates": [14.64, 63.18]},
    "municipality_code": "2380",
    "county_code": "23",
}


def test_what_others_have_and_one_lacks_is_told_with_their_examples():
    ideas = collect(
        feature("egen", services=["groceries"]),
        feature("a", services=["groceries", "library"], **UMEA),
        feature("b", services=["library", "fuel"], **OSTERSUND),
        feature("c", services=["cash"], status="ended", **UMEA),
    ).ideas
    assert len(ideas) == 4
    gaps = county_gaps(ideas, "25", ["24", "23"])
    assert [(gap.service, gap.county_codes) for gap in gaps] == [
        ("library", ("24", "23")),
        ("fuel", ("23",)),
    ]
    assert [idea.id for idea in gaps[0].ideas] == ["a", "b"]
