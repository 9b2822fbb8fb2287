"""All that is said around a place agrees with itself, for every municipality."""

from __future__ import annotations

import pytest
from shapely.geometry import Point, Polygon

from geodata.collection.filter import Filter
from geodata.collection.idea import Idea
from geodata.geography import boundaries, municipalities
from geodata.geography.crs import to_metric
from geodata.proximity.nearest import NearbyIndex
from geodata.proximity.surroundings import RINGS_KM, Origin, origin_at, rings, surroundings_of

CODES = sorted(municipalities.municipalities())
TOWNS = {
    "norsjo": (19.48, 64.91, "2417", "fixed", "groceries"),
    "mala": (18.74, 65.18, "2418", "digital", "health_room"),
    "lycksele": (18.67, 64.60, "2481", "on_wheels", "library"),
    "lund": (13.19, 55.70, "1281", "case", "participation"),
}


def idea(name: str, lon: float, lat: float, code: str, kind: str, service: str) -> Idea:
    return Idea.model_validate(
        {
            "id": name,
            "geometry": {"type": "Point", "coordinates": [lon, lat]},
            "title": name,
            "summary": name,
            "kind": kind,
            "services": [service],
            "place": name,
            "municipality_code": code,
            "county_code": code[:2],
            "sources": [{"title": "A", "url": "https://example.org"}],
            "updated": "2024",
        }
    )


INDEX = NearbyIndex([idea(name, *facts) for name, facts in TOWNS.items()])


def ids(near: tuple[object, ...]) -> list[str]:
    return [nearby.idea.id for nearby in near]  # type: ignore[attr-defined]


def test_the_lists_of_a_municipality():
    around = surroundings_of(INDEX, Origin("2417"))
    assert ids(around.own) == ["norsjo"]
    assert set(ids(around.beside)) == {"mala", "lycksele"}
    assert ids(around.nearest)[0] == "norsjo"
    assert ids(around.nearest)[-1] == "lund"
    assert around.within[100] == 3


def test_distances_from_a_point_are_measured_from_it():
    around = surroundings_of(INDEX, Origin("2417", (19.48, 64.91)))
    assert around.own[0].distance_m < 1
    assert all(near.distance_m > 20_000 for near in around.beside)


def test_a_filter_narrows_every_list():
    around = surroundings_of(INDEX, Origin("2417"), Filter(kind=("digital",)))
    assert ids(around.own) == []
    assert ids(around.beside) == ids(around.nearest) == ["mala"]


def test_services_asked_for_choose_what_to_call_missing():
    everything = {gap.service for gap in surroundings_of(INDEX, Origin("1230")).service_gaps}
    assert "participation" not in everything  # its neighbour Lund has it
    library = Filter(service=("library",))
    assert {
        gap.service for gap in surroundings_of(INDEX, Origin("1230"), library).service_gaps
    } <= {"library"}


@pytest.mark.parametrize("lonlat", [(2.35, 48.85), (float("nan"), 60.0), (500.0, 500.0)])
def test_far_away_there_is_no_origin(lonlat: tuple[float, float]):
    assert origin_at(*lonlat) is None


def test_a_point_in_sweden_belongs_to_its_municipality():
    assert origin_at(19.48, 64.91) == Origin("2417", (19.48, 64.91))


@pytest.mark.parametrize("code", CODES)
def test_every_municipality_is_answered(code: str):
    around = surroundings_of(INDEX, Origin(code))
    assert len(around.alike) >= 5
    assert len(around.nearest) == len(TOWNS)
    assert around.neighbours
    assert [km for km, _ in rings(Origin(code))] == list(RINGS_KM)


@pytest.mark.parametrize("origin", [Origin("2584"), Origin("0980"), Origin("0180", (18.06, 59.33))])
def test_a_ring_lies_as_far_away_as_it_says(origin: Origin):
    start = boundaries.boundaries().municipalities.geometry[origin.municipality_code]
    if origin.lonlat:
        start = Point(*to_metric().transform(*origin.lonlat))
    for km, line in rings(origin):
        ring = Polygon(to_metric().transform(lon, lat) for lon, lat in line)
        assert ring.contains(start)
        assert ring.exterior.distance(start) == pytest.approx(km * 1000, rel=0.03)
