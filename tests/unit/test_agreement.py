"""One filter: map, list, API, files and the page for others' sites show the same examples."""

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from geodata.api.app import create
from geodata.api.parameters import IdeaQuery
from geodata.bank import open_bank
from geodata.collection.facets import FACETS
from geodata.collection.filter import Filter
from pages.common.links import filter_of, parse, query
from pages.parts.explore.downloads import address
from pages.routes import embed
from tests.factory import FEATURES_MORE
from tests.strategies import filters

WORDS = ["", "bokbuss", "moskosel", "butik paket", "vårdrumm", "xyzzy", "=1", "a&b=c", "mack; bok"]
any_filters = st.builds(lambda facets, q: replace(facets, q=q), filters, st.sampled_from(WORDS))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The API and the light page on a handful of examples, as the app has them."""
    folder = tmp_path_factory.mktemp("bank")
    features = {"type": "FeatureCollection", "features": FEATURES_MORE}
    (folder / "ideas.geojson").write_text(json.dumps(features))
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("DATABASE_URL", raising=False)
        environment.setenv("SERVICEKARTAN_IDEAS", str(folder / "ideas.geojson"))
        environment.setenv("SERVICEKARTAN_STORE", str(folder / "store.sqlite"))
        routes = [*embed.ROUTES, Mount("/api", create(open_bank()))]
        yield TestClient(Starlette(routes=routes))


def listed(page: str) -> list[str]:
    """The ids in the data of a light page."""
    data = re.search(r'<script type="application/json"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert data
    return [idea["id"] for idea in json.loads(data[1])["ideas"]]


@pytest.mark.slow
@settings(deadline=None)
@given(any_filters, st.sampled_from(["sv", "en"]))
def test_page_api_files_and_embed_have_the_same_examples(
    site: TestClient, filter: Filter, language: str
):
    address_query = query(filter, language)
    assert filter_of(parse(address_query.removeprefix("?"))) == filter
    expected = [idea.id for idea in open_bank().current().search_index.select(filter)]
    items = address("geojson", filter).replace("items.geojson", "items")
    assert [f["id"] for f in site.get(f"/{items}").json()["features"]] == expected
    file = io.StringIO(site.get(f"/{address('csv', filter)}").text, newline="")
    assert [row["id"] for row in csv.DictReader(file)] == expected
    assert listed(site.get(f"/embed{address_query}").text) == expected


@pytest.mark.parametrize("ending", ["xlsx", "gpkg", "kml"])
def test_the_other_files_are_of_the_same_filter(site: TestClient, ending: str):
    tags = {
        site.get(f"/{address(ending, one)}").headers["etag"]
        for one in (Filter(), Filter(q="bokbuss"), Filter(kind=("case",)))
    }
    assert len(tags) == 3


def test_every_facet_is_a_field_of_the_filter_and_a_parameter_of_the_api():
    assert set(FACETS) <= {field.name for field in fields(Filter)}
    assert set(FACETS) <= IdeaQuery.model_fields.keys()
