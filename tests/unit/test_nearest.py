from __future__ import annotations

from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geodata.collection.idea import Idea
from geodata.geography import boundaries, municipalities
from geodata.geography.crs import to_metric
from geodata.proximity.nearest import NearbyIndex, nearest
from geodata.proximity.neighbours import neighbours
from geodata.proximity.service_gaps import ServiceGap, service_gaps

CODES = sorted(municipalities.municipalities())
POLYGONS = boundaries.generalised_coverage().geometry
DEGREES = POLYGONS.to_crs(4326)
lons, lats = st.floats(11, 24), st.floats(55.4, 69)


@pytest.fixture(autouse=True)
def built_in_borders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVICEKARTAN_DATA", "/nowhere")


def idea(id: str, geometry: dict[str, Any], code: str = "0180", **more: Any) -> Idea:
    return Idea.model_validate(
        {
            "id": id,
            "geometry": geometry,
            "title": "A",
            "summary": "A",
            "kind": "fixed" if geometry["type"] == "Point" else "on_wheels",
            "place": "A",
            "municipality_code": code,
            "county_code": code[:2],
            "sources": [{"title": "A", "url": "https://example.org"}],
            "updated": "2024",
            **more,
        }
    )


def at(lon: float, lat: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [lon, lat]}


def in_municipality(id: str, code: str, *services: str, **more: Any) -> Idea:
    point = DEGREES[code].representative_point()
    return idea(id, at(point.x, point.y), code, services=services, **more)


def route(id: str, code: str, *through: str, **more: Any) -> Idea:
    """An example on wheels with a stop in each of some municipalities."""
    stops = DEGREES.loc[list(through)].representative_point()
    geometry = {"type": "MultiPoint", "coordinates": [[stop.x, stop.y] for stop in stops]}
    return idea(id, geometry, code, **more)


@pytest.fixture(scope="module")
def index() -> NearbyIndex:
    """Two hundred points all over the country, and twenty routes between them."""
    halton = [(0.5 + i * 0.754877666, 0.5 + i * 0.569840296) for i in range(220)]
    points = [(11 + a % 1 * 13, 55.4 + b % 1 * 13.6) for a, b in halton]
    locations = boundaries.locate_many([lon for lon, _ in points], [lat for _, lat in points])
    codes = [at.municipality_code or "0980" for at in locations]
    ideas = [idea(f"i{n}", at(*points[n]), codes[n]) for n in range(200)]
    for n in range(200, 220):
        kind = "LineString" if n % 2 else "MultiPoint"
        line = {"type": kind, "coordinates": [points[n], points[n - 100]]}
        ideas.append(idea(f"i{n}", line, codes[n]))
    return NearbyIndex(ideas)


def brute_force(ideas: tuple[Idea, ...], code: str) -> list[tuple[str, float]]:
    centre = POLYGONS[code].centroid

    def distance(idea: Idea) -> float:
        own = idea.municipality_code == code
        return 0.0 if own else float(POLYGONS[code].distance(idea.shape_3006))

    ordered = sorted(ideas, key=lambda i: (distance(i), centre.distance(i.shape_3006)))
    return [(idea.id, distance(idea)) for idea in ordered]


# Nearest


@pytest.mark.slow
@pytest.mark.parametrize("limit", [10, None])
def test_the_nearest_equal_brute_force_for_all_290(index: NearbyIndex, limit: int | None) -> None:
    for code in CODES:
        pairs = [(near.idea.id, near.distance_m) for near in index.from_municipality(code, limit)]
        assert pairs == brute_force(index.ideas, code)[:limit]


@given(lons, lats, st.none() | st.integers(0, 250))
def test_the_nearest_to_a_point_equal_brute_force(
    index: NearbyIndex, lon: float, lat: float, limit: int | None
) -> None:
    pairs = [(near.idea, near.distance_m) for near in index.from_point(lon, lat, limit)]
    assert pairs == nearest(index.ideas, lon, lat, limit)


@given(st.sampled_from(CODES), st.integers(1, 20), st.integers(2, 9))
def test_only_what_is_admitted_is_found(
    index: NearbyIndex, code: str, limit: int, part: int
) -> None:
    part_index = NearbyIndex(index.ideas[::part])
    ids = {idea.id for idea in part_index.ideas}
    admitted = index.from_municipality(code, limit, lambda idea: idea.id in ids)
    assert admitted == part_index.from_municipality(code, limit)


@given(st.floats(), st.floats())
def test_no_point_is_too_strange(index: NearbyIndex, lon: float, lat: float) -> None:
    assert len(index.from_point(lon, lat, 3)) in {0, 3}


def test_an_empty_collection_has_nothing_near() -> None:
    empty = NearbyIndex([])
    assert empty.from_point(15, 60) == empty.from_municipality("0180") == ()
    assert empty.inside(CODES) == ()


def test_an_unknown_municipality_is_an_error(index: NearbyIndex) -> None:
    for ask in (index.from_municipality, neighbours):
        with pytest.raises(KeyError):
            ask("9999")


def test_the_nearest_stop_counts() -> None:
    far, near = [11.97, 57.7], [18.07, 59.33]
    bus = NearbyIndex([idea("bus", {"type": "MultiPoint", "coordinates": [far, near]})])
    assert bus.from_point(18.06, 59.33)[0].distance_m < 1_000


def test_what_says_it_is_in_the_municipality_is_no_way_away() -> None:
    sandhamn = NearbyIndex([idea("sandhamn", at(18.91, 59.29), "0120")])
    assert sandhamn.from_municipality("0120")[0].distance_m == 0
    assert sandhamn.from_municipality("0180")[0].distance_m > 10_000


def test_what_is_nearest_the_centre_comes_first_inside() -> None:
    edge = shapely.get_point(POLYGONS["2584"].exterior.simplify(1), 0)
    lon, lat = to_metric().transform(edge.x, edge.y, direction="INVERSE")
    ideas = [idea("edge", at(lon, lat), "2584"), in_municipality("middle", "2584")]
    nearby = NearbyIndex(ideas).from_municipality("2584")
    assert [(near.idea.id, near.distance_m) for near in nearby] == [("middle", 0), ("edge", 0)]


# Directions


@pytest.mark.parametrize(
    ("lon", "lat", "direction"),
    [
        (23.0, 67.0, "n"),
        (24.0, 66.8, "ne"),
        (24.0, 66.0, "e"),
        (24.0, 65.4, "se"),
        (23.0, 65.0, "s"),
        (21.5, 65.4, "sw"),
        (21.5, 66.0, "w"),
        (21.5, 66.7, "nw"),
        (23.0, 66.0, None),
    ],
)
def test_directions_go_by_true_north(lon: float, lat: float, direction: str | None) -> None:
    nearby = NearbyIndex([idea("a", at(lon, lat))]).from_point(23.0, 66.0)
    assert nearby[0].direction == direction


def test_the_direction_from_a_municipality_is_from_its_centre() -> None:
    visby = NearbyIndex([idea("visby", at(18.29, 57.64), "0980")])
    assert visby.from_municipality("0885")[0].direction == "ne"  # Borgholm, on Öland
    assert visby.from_municipality("0980")[0].direction is None


# The neighbourhood


def test_neighbours_share_a_border() -> None:
    beside = neighbours("2580")  # Luleå
    assert tuple(neighbour.municipality_code for neighbour in beside) == boundaries.adjacent("2580")
    assert not any(neighbour.by_water for neighbour in beside)


@pytest.mark.parametrize(
    ("code", "nearest"), [("0980", "0885"), ("0186", "0182"), ("1407", "1480"), ("1419", "1421")]
)
def test_who_has_no_neighbours_has_the_nearest_by_water(code: str, nearest: str) -> None:
    beside = neighbours(code)
    assert len(beside) == 3
    assert beside[0].municipality_code == nearest
    assert all(neighbour.by_water for neighbour in beside)


def test_inside_are_those_who_say_so_and_routes_that_reach_in() -> None:
    ideas = [
        in_municipality("fixed", "2505"),
        route("bus", "2506", "2505", "2506"),
        in_municipality("elsewhere", "0180"),
    ]
    inside = NearbyIndex(ideas).inside(["2505"])
    assert [idea.id for idea in inside] == ["fixed", "bus"]


def test_missing_is_what_the_similar_have_and_the_neighbourhood_lacks() -> None:
    ideas = [
        in_municipality("here", "0980", "wifi"),
        in_municipality("beside", "0885", "fuel"),
        in_municipality("ended-here", "0980", "cash", status="ended"),
        in_municipality("like-1", "2080", "wifi", "cash", "library"),
        in_municipality("like-2", "0188", "fuel", "cash"),
        in_municipality("like-ended", "0188", "housing", status="ended"),
    ]
    gaps = service_gaps(NearbyIndex(ideas), "0980", ["2080", "0188"])
    assert gaps == (
        ServiceGap("cash", ("2080", "0188"), (ideas[3], ideas[4])),
        ServiceGap("library", ("2080",), (ideas[3],)),
    )


def test_a_bus_that_stops_here_is_not_missing() -> None:
    bus = route("bus", "2080", "2080", "0980", services=("library",))
    assert service_gaps(NearbyIndex([bus]), "0980", ["2080"]) == ()
    gaps = service_gaps(NearbyIndex([bus]), "2505", ["2080", "0980"])
    assert gaps == (ServiceGap("library", ("2080", "0980"), (bus,)),)


def test_nothing_is_missing_that_nobody_has(index: NearbyIndex) -> None:
    assert service_gaps(index, "0980", CODES) == ()
