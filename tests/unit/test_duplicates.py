"""What looks like the same example, by its title and where it is."""

import pytest

from geodata.collection.geojson import collect
from geodata.moderation.duplicates import find_duplicates
from tests.factory import FEATURES, feature

IDEAS = collect(FEATURES, "x").ideas
MOSKOSEL, MALMO = (19.45, 65.87), (13.0, 55.6)


@pytest.mark.parametrize(
    ("title", "lonlat", "expected"),
    [
        ("Byn: butiken i", MALMO, ["butik"]),
        ("THE VILLAGE SHOP", MALMO, ["butik"]),
        ("Bokbuss", MALMO, []),
        ("Butiken", (19.4, 65.9), ["butik"]),
        ("Butiken", MALMO, []),
        ("Något helt annat", MOSKOSEL, []),
        ("Något helt annat", None, []),
        ("Vårdrummet", None, ["vardrum"]),
    ],
)
def test_alike_by_title_anywhere_less_alike_nearby(
    title: str, lonlat: tuple[float, float] | None, expected: list[str]
):
    ids = [idea.id for idea in find_duplicates(IDEAS, title, lonlat)]
    assert sorted(ids) == sorted(expected)


def test_the_likeliest_come_first_and_no_more_than_asked_for():
    assert [idea.id for idea in find_duplicates(IDEAS, "Vårdrum", MOSKOSEL, 1)] == ["vardrum"]


def test_what_stands_on_the_very_spot_counts_whatever_it_is_called():
    exact = feature("kiosk", title="Kiosken", place_accuracy="exact")
    ideas = collect([*FEATURES, exact], "x").ideas
    candidates = find_duplicates(ideas, "Något helt annat", MOSKOSEL, exact=True)
    assert [idea.id for idea in candidates] == ["kiosk"]
