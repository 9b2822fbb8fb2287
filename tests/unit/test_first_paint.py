"""The map page holds the first paint, and Streamlit's tags wait until it stands."""

import json
import re

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from geodata.bank import open_bank
from geodata.collection.filter import Filter
from geodata.collection.search.search_index import SearchIndex
from pages.common.links import query
from pages.middleware.page_language import PageLanguage
from pages.middleware.preload import STATIC
from pages.middleware.start_page import StartPage
from tests.factory import feature
from tests.tricks import HTML
from tests.unit.conftest import Serve

SHELL = (STATIC / "index.html").read_text(encoding="utf-8")
FETCHES = r'<script type="module"|rel="(?:modulepreload|prefetch)"'


def streamlit(_: Request) -> Response:
    return HTMLResponse(SHELL, headers={"Set-Cookie": "a=b", "ETag": '"streamlit"'})


@pytest.fixture
def browser(serve: Serve) -> TestClient:
    """A browser before Streamlit's own page, rewritten, on the real collection."""
    serve(None)
    middleware = [Middleware(StartPage), Middleware(PageLanguage)]
    routes = [Route("/", streamlit), Route("/om", streamlit)]
    return TestClient(Starlette(routes=routes, middleware=middleware))


@pytest.fixture
def catalogue() -> SearchIndex:
    """The real collection's index."""
    return open_bank().current().search_index


def data_of(page: str) -> dict:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return dict(json.loads(found[1]))


def test_what_streamlit_fetches_waits_in_a_template(browser: TestClient):
    page = browser.get("/").text
    before, held = page.split('<template id="app">')
    held, after = held.split("</template>")
    assert not re.search(FETCHES, before + after)
    assert len(re.findall(FETCHES, held)) > len(re.findall(FETCHES, SHELL)) > 0
    assert '<div id="root" inert></div>' in before


def test_only_pages_with_a_map_fetch_what_it_needs(browser: TestClient):
    assert "geo/municipalities" in browser.get("/").text
    assert "geo/municipalities" not in browser.get("/om").text


def test_other_pages_and_framed_ones_stay_as_they_were(browser: TestClient):
    assert 'id="picture"' not in browser.get("/om").text
    assert 'id="picture"' not in browser.get("/?embed=true").text


@pytest.mark.parametrize(
    "filter",
    [Filter(), Filter(q="bokbuss"), Filter(kind=("digital",)), Filter(q="vård", county=("24",))],
)
def test_its_data_are_what_the_filter_selects(
    browser: TestClient, catalogue: SearchIndex, filter: Filter
):
    data = data_of(browser.get("/" + query(filter, "sv")).text)
    ideas = {idea["id"]: idea for idea in data["ideas"]}
    order = data["answer"]["ids"] if data["answer"] else list(ideas)
    hits = [i for i in order if i in ideas and (ideas[i]["kind"] in filter.kind or not filter.kind)]
    assert hits == [idea.id for idea in catalogue.select(filter)]
    assert data["total"] == len(catalogue.ideas)


def test_only_the_example_that_is_open_is_told_in_full(browser: TestClient, catalogue: SearchIndex):
    opened = catalogue.ideas[7].id
    ideas = data_of(browser.get(f"/?idea={opened}&lang=en").text)["ideas"]
    assert [idea["id"] for idea in ideas if "facts" in idea] == [opened]
    assert data_of(browser.get("/?idea=finns-inte").text)["ideas"][0].get("facts") is None


def test_without_a_script_every_example_is_a_link(browser: TestClient, catalogue: SearchIndex):
    (listing,) = re.findall(r"<noscript>(.*?)</noscript>", browser.get("/").text, re.DOTALL)
    links = re.findall(r'<a href="exempel/([^"]+)">', listing)
    assert links == [idea.id for idea in catalogue.select(Filter())]


def test_an_unchanged_page_is_not_sent_again_and_keeps_its_cookies(browser: TestClient):
    first = browser.get("/?q=bokbuss")
    assert first.headers["set-cookie"].startswith("a=b")
    tag = {"If-None-Match": first.headers["etag"]}
    assert browser.get("/?q=bokbuss", headers=tag).status_code == 304
    assert browser.get("/", headers=tag).status_code == 200


def test_peoples_text_is_never_html(serve: Serve):
    serve([feature(f"elak-{n}", title=trick) for n, trick in enumerate(HTML)])
    app = Starlette(routes=[Route("/", streamlit)], middleware=[Middleware(StartPage)])
    page = TestClient(app).get("/").text
    assert len(data_of(page)["ideas"]) == len(HTML)
    assert not any(trick in page for trick in HTML if "<" in trick)
