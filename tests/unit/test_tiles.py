"""Clusters of a large collection: every hit is in one cluster or mark, at every zoom."""

import json
import math
from collections import Counter
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

from geodata.bank import open_bank
from geodata.collection.filter import Filter
from geodata.collection.idea import Idea
from geodata.collection.search.search_index import SearchIndex
from geodata.collection.vocabulary import KINDS
from geodata.proximity.clusters import DEEPEST, ClusterGrid
from pages.common.links import parse
from pages.routes import embed
from pages.viewer import large, tiles
from pages.viewer.large import Choice
from pages.widgets.map.view import view_layer
from tests.factory import EVERY_GEOMETRY, FEATURES, feature
from tests.shipped import SHIPPED
from tests.strategies import filters
from tests.unit.conftest import Serve

COPIES = 8
WORDS = ["", "bokbuss", "moskosel", "lanthandel paket", "finnsinte"]


@cache
def large_index() -> SearchIndex:
    """Some thousand examples: the shipped ones, and copies of them a bit away."""
    dice = np.random.default_rng(7)
    ideas = list(SHIPPED.ideas)
    for copy in range(1, COPIES):
        ideas += [_moved(idea, f"{idea.id[:60]}-{copy}", dice) for idea in SHIPPED.ideas]
    return SearchIndex(ideas)


def _moved(idea: Idea, identifier: str, dice: np.random.Generator) -> Idea:
    lon, lat = (float(degrees) for degrees in idea.lonlat + dice.normal(0, 0.3, 2))
    point = {"type": "Point", "coordinates": (lon, lat)}
    moved = idea.model_dump() | {"id": identifier, "geometry": point, "stops": ()}
    return Idea.model_validate(moved)


def tile_of(lon: float, lat: float, zoom: int) -> tuple[int, int]:
    """The tile of a place as everybody computes it."""
    sine = math.sin(math.radians(lat))
    y = 0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)
    return math.floor((lon / 360 + 0.5) * 2**zoom), math.floor(y * 2**zoom)


def tiles_over(zoom: int, box: tuple[float, float, float, float]) -> list[tuple[int, int]]:
    west, south, east, north = box
    (left, top), (right, bottom) = tile_of(west, north, zoom), tile_of(east, south, zoom)
    return [(x, y) for x in range(left, right + 1) for y in range(top, bottom + 1)]


@pytest.mark.slow
@settings(deadline=None)
@given(filters, st.sampled_from(WORDS), st.integers(0, 7))
def test_the_tiles_over_sweden_show_each_hit_of_the_filter_once(
    filter: Filter, text: str, zoom: int
):
    index = large_index()
    both = Filter.from_params({**filter.to_params(), "q": [text]})
    grid, rows = ClusterGrid(index.ideas), index.rows(both)
    contents = [grid.tile(rows, zoom, x, y) for x, y in tiles_over(zoom, (0.0, 50.0, 35.0, 72.0))]
    kinds = dict.fromkeys(KINDS, 0)
    for tile in contents:
        for cluster in tile.clusters:
            assert sum(cluster.counts) > 1
            for kind, count in zip(KINDS, cluster.counts, strict=True):
                kinds[kind] += count
        for row in tile.rows:
            kinds[index.ideas[row].kind] += 1
    everywhere = [idea for idea in index.select(Filter(q=text)) if filter.admits(idea)]
    assert kinds == {kind: sum(i.kind == kind for i in everywhere) for kind in KINDS}


@pytest.mark.slow
@settings(deadline=None)
@given(filters, filters, st.sampled_from(WORDS), st.sampled_from(WORDS))
def test_a_list_is_of_what_the_page_and_the_visitor_both_admit(
    page: Filter, own: Filter, words: str, own_words: str
):
    index = large_index()
    narrowing = Filter(q=own_words, kind=own.kind, bbox=own.bbox)
    choice = Choice(replace(page, q=words), narrowing)
    query = parse(choice.query("sv").removeprefix("?"))
    assert Choice.from_params(query) == choice
    both = {i.id for i in index.select(choice.filter)} & {i.id for i in index.select(narrowing)}
    pages = [large.list_page(index, choice, number) for number in range(1, 4)]
    assert {answer["total"] for answer in pages} == {len(both)}
    listed = [idea["id"] for answer in pages for idea in answer["ideas"]]
    assert len(set(listed)) == len(listed) == min(len(both), 3 * large.PAGE)
    assert set(listed) <= both
    every_kind = large.rows_of(index, choice.without_kinds())
    assert pages[0]["counts"] == Counter(index.ideas[row].kind for row in every_kind)


@pytest.mark.slow
@given(st.integers(0, 3_000), st.integers(1, DEEPEST - 1))
def test_a_cluster_lies_in_its_tile_and_an_example_alone_is_itself(row: int, zoom: int):
    index = large_index()
    idea = index.ideas[row]
    x, y = tile_of(*idea.lonlat, zoom)
    tile = ClusterGrid(index.ideas).tile(index.rows(Filter()), zoom, x, y)
    for cluster in tile.clusters:
        # They are rounded to about ten metres.
        spots = {
            tile_of(cluster.lon + a, cluster.lat + b, zoom)
            for a in (-1e-4, 1e-4)
            for b in (-1e-4, 1e-4)
        }
        assert (x, y) in spots
    assert {tile_of(*index.ideas[row].lonlat, zoom) for row in tile.rows} <= {(x, y)}
    assert len(tile.clusters) + len(tile.rows) <= 64


@given(st.integers(0, 3_000))
def test_at_the_deepest_zoom_each_example_stands_by_itself(row: int):
    index = large_index()
    place = tile_of(*index.ideas[row].lonlat, DEEPEST)
    tile = ClusterGrid(index.ideas).tile(index.rows(Filter()), DEEPEST, *place)
    assert tile.clusters == []
    assert row in tile.rows


@pytest.fixture
def client(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """A browser before the tiles of a collection that counts as large."""
    serve([*EVERY_GEOMETRY, feature("langt-bort", title="Långt <b>bort</b>", title_en="Far away")])
    monkeypatch.setattr(large, "LARGE", 3)
    return TestClient(Starlette(routes=tiles.ROUTES))


def test_a_view_of_a_large_collection_leads_to_its_tiles(client: TestClient):
    index, kind = open_bank().current().search_index, Filter(kind=("fixed",))
    view = tiles.tiles_view(index, Choice(kind), "en")
    assert view["total"] == len(index.select(kind)) > 1
    address = f"{view['address']}{{}}/{{}}/{{}}{view['query']}"
    whole = client.get("/" + address.format(0, 0, 0))
    assert "immutable" in whole.headers["cache-control"]
    counted = sum(sum(counts) for _, _, counts in whole.json()["clusters"])
    assert counted + len(whole.json()["points"]) == view["total"]
    x, y = tile_of(19.45, 65.87, DEEPEST)
    titles = {
        point[4] for point in client.get("/" + address.format(DEEPEST, x, y)).json()["points"]
    }
    assert titles == {"The village shop", "Far away"}


def test_what_the_app_sends_of_a_large_collection_is_small(client: TestClient):
    index = open_bank().current().search_index
    group = view_layer(index.ideas, source=(index, Filter()))
    sent = next(iter(group._children.values())).data
    assert "embed/tiles/" in sent
    assert "Bokbussen" not in sent
    assert client.get("/embed/tiles/x/0/0/0").status_code == 200


@pytest.mark.parametrize("path", ["/embed", "/embed?kind=on_wheels&lang=en"])
def test_the_light_page_of_a_large_collection_holds_its_first_page(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, path: str
):
    monkeypatch.setattr(large, "PAGE", 2)
    light = TestClient(Starlette(routes=[*embed.ROUTES, *client.app.routes]))
    page = light.get(path).text
    data = json.loads(page.split('id="data">')[1].split("</script>")[0])
    first = light.get(f"/embed/list{data['large']['query']}").json()
    assert data["ideas"] == first["ideas"] == data["large"]["first"]["ideas"]
    assert data["total"] == first["total"] == first["tiles"]["total"] > len(first["ideas"]) == 2
    second = light.get(f"/embed/list{data['large']['query']}&sida=2").json()
    assert {i["id"] for i in second["ideas"]}.isdisjoint(i["id"] for i in first["ideas"])
    whole = light.get(f"/embed/examples/{first['ideas'][0]['id']}?whole=true").json()
    assert {"lonlat", "facts", "page"} <= whole.keys()
    for number in ("0", "-1", "x", "9" * 30):
        assert light.get(f"/embed/list?sida={number}").status_code == 200


def test_a_tile_of_another_version_leads_to_the_present_one(client: TestClient, serve: Serve):
    old = tiles.tiles_view(open_bank().current().search_index, Choice(Filter()), "sv")["address"]
    serve(FEATURES[:2])
    new = tiles.tiles_view(open_bank().current().search_index, Choice(Filter()), "sv")["address"]
    assert new != old
    answer = client.get(f"/{old}0/0/0?kind=fixed", follow_redirects=False)
    assert answer.headers["cache-control"] == "no-store"
    followed = client.get(f"/{old}0/0/0?kind=fixed")
    assert followed.url.path == f"/{new}0/0/0"
    assert [point[0] for point in followed.json()["points"]] == ["butik"]


@pytest.mark.parametrize("place", ["0/1/0", "3/0/8", f"{DEEPEST + 1}/0/0", "-1/0/0", "99/0/0"])
def test_a_place_outside_the_map_is_not_found(client: TestClient, place: str):
    assert client.get(f"/embed/tiles/x/{place}").status_code == 404
