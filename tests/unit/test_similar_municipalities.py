from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.geography.municipalities import municipalities
from geodata.proximity.similar_municipalities import (
    CLOSE,
    Reason,
    SimilarMunicipality,
    density,
    similar_municipalities,
)

CODES = sorted(municipalities())
codes = st.sampled_from(CODES)


def kinds(alike: SimilarMunicipality) -> list[str]:
    return [reason.kind for reason in alike.reasons]


def test_every_municipality_has_at_least_five_like_it() -> None:
    for code in CODES:
        others = [alike.municipality.code for alike in similar_municipalities(code)]
        assert len(set(others) - {code}) >= 5


@given(codes, st.integers(0, 300))
def test_the_most_alike_come_first(code: str, limit: int) -> None:
    similar = similar_municipalities(code, limit)
    distances = [alike.distance for alike in similar]
    assert distances == sorted(distances)
    assert len(similar) == min(limit, 289)
    assert min(distances, default=0) >= 0


@given(codes, codes)
def test_likeness_is_mutual(one: str, other: str) -> None:
    def distance(a: str, b: str) -> float:
        return {
            alike.municipality.code: alike.distance for alike in similar_municipalities(a, 289)
        }.get(b, 0)

    assert distance(one, other) == pytest.approx(distance(other, one))


@given(codes, codes, codes)
def test_the_measure_is_a_distance(a: str, b: str, c: str) -> None:
    from_a = {
        alike.municipality.code: alike.distance for alike in similar_municipalities(a, 289)
    } | {a: 0.0}
    from_b = {
        alike.municipality.code: alike.distance for alike in similar_municipalities(b, 289)
    } | {b: 0.0}
    assert from_a[c] <= from_a[b] + from_b[c] + 1e-9


@given(codes)
def test_reasons_are_true(code: str) -> None:
    yours = municipalities()[code]
    for alike in similar_municipalities(code, 20):
        theirs = alike.municipality
        assert Reason("population", theirs.population, yours.population) in alike.reasons
        assert ("same_group" in kinds(alike)) == (theirs.skr_group == yours.skr_group)
        if "same_letter" in kinds(alike):
            assert theirs.skr_group[0] == yours.skr_group[0]
        close = max(density(theirs), density(yours)) <= CLOSE * min(density(theirs), density(yours))
        assert ("density" in kinds(alike)) == close


def test_what_arvidsjaur_is_like() -> None:
    first = similar_municipalities("2505")[0]
    assert first.municipality.name == "Vilhelmina"
    assert kinds(first) == ["same_group", "population", "density"]


def test_a_big_city_is_like_the_other_two() -> None:
    assert [alike.municipality.name for alike in similar_municipalities("0180", 2)] == [
        "Göteborg",
        "Malmö",
    ]


def test_an_unknown_code_is_an_error() -> None:
    with pytest.raises(KeyError):
        similar_municipalities("9999")
