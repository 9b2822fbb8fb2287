"""The table of pages, routes and query parameters agrees with the app, and old addresses work."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from geodata.collection.facets import FACETS
from geodata.collection.filter import Filter
from pages.common.links import SECTIONS, STEPS, filter_of, labels, parse
from pages.common.site_map import EVERYWHERE, FRAMED, PAGES, PARAMETERS, ROUTE_ROOTS, ROUTES
from pages.middleware.readable_links import ReadableLinks
from pages.routes import (
    browser_key,
    embed,
    examples,
    favourites,
    feed,
    guides,
    metrics,
    pictures,
    presentation,
    previews,
    room,
    sign_in,
    web_app,
)
from pages.viewer import assets, marks, tiles
from tests.imports import imported_names

ROOT = Path(__file__).parents[2] / "pages"


@pytest.fixture
def browser() -> TestClient:
    """A browser before pages that say with which query they were opened."""
    routes = [Route(p.address, lambda r: PlainTextResponse(r.url.query)) for p in PAGES]
    labelled = frozenset(page.address for page in PAGES if page.has_labels)
    middleware = [Middleware(ReadableLinks, pages=labelled)]
    return TestClient(Starlette(routes=routes, middleware=middleware))


def bound_parameters() -> Iterator[str]:
    """The key of every widget that is bound to the address, where it is written as a constant."""
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                arguments = {keyword.arg: keyword.value for keyword in node.keywords}
                key = arguments.get("key")
                if "bind" in arguments and isinstance(key, ast.Constant):
                    yield key.value


def test_every_page_has_a_file_and_an_address_of_its_own():
    assert all((ROOT / page.file).is_file() for page in PAGES)
    assert len({page.path for page in PAGES}) == len(PAGES)


def test_pages_keep_their_addresses():
    kept = "/ /nara /sa-gor-ni /workshop /overblick /bidra /natverket /om /redaktion"
    assert set(kept.split()) <= {page.address for page in PAGES}


def test_no_module_imports_a_page():
    """To import a page's file is to draw it. The contracts hold that geodata imports none."""
    names = {f"pages.{path.stem}" for path in ROOT.glob("*.py")} - {"pages.__init__"}
    assert [str(path) for path in ROOT.rglob("*.py") if names & imported_names(path)] == []


def test_every_file_beside_the_shell_is_in_the_table():
    files = {path.name for path in ROOT.glob("*.py")}
    assert files == {page.file for page in PAGES} | {"__init__.py", "shell.py"}


def test_every_folder_of_pages_stands_in_a_layer():
    settings = tomllib.loads((ROOT.parent / "pyproject.toml").read_text("utf-8"))
    contracts = {rules["name"]: rules for rules in settings["tool"]["importlinter"]["contracts"]}
    layers = " ".join(contracts["pages stand in layers"]["layers"]).replace("|", " ").split()
    assert set(layers) == {path.parent.name for path in ROOT.glob("*/__init__.py")}


def test_every_page_has_a_state_that_is_tested_for_barriers():
    tree = ast.parse((ROOT.parent / "tests/browser/test_axe_everywhere.py").read_text("utf-8"))
    (states,) = (
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets) == "APP"
    )
    hint = "name a state of each page in APP in tests/browser/test_axe_everywhere.py"
    assert {urlsplit(path).path for path in states} == {page.address for page in PAGES}, hint


def test_a_frame_keeps_what_the_light_viewer_reads():
    assert set(FRAMED) <= PARAMETERS["/embed"].keys() | EVERYWHERE.keys()
    assert set(FRAMED) <= PARAMETERS["/"].keys() | EVERYWHERE.keys()
    assert set(FRAMED) > set(FACETS)


def test_the_table_names_every_route():
    light = (embed, examples, feed, guides, metrics, web_app, pictures, presentation, previews)
    modules = (assets, marks, tiles, room, sign_in, favourites, browser_key, *light)
    paths = {route.path for module in modules for route in module.ROUTES}
    assert paths | {"/api"} == set(ROUTES)


def test_routes_keep_their_addresses():
    kept = "/embed /exempel /exempel/{id} /feed.atom /sitemap.xml /robots.txt /visning/{code}"
    kept += " /rum /rum/{code} /rum/{code}/resultat /rum/{code}/visning /rum/{code}/qr.svg /api"
    assert set(kept.split()) <= set(ROUTES)


def test_the_table_names_every_parameter_that_a_widget_is_bound_to():
    table = {name for names in PARAMETERS.values() for name in names} | set(EVERYWHERE)
    assert set(bound_parameters()) - table == set()


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("/", "q kind service county municipality status started bbox sort page idea pos tiles"),
        ("/nara", "kommun plats punkt kind service exempel"),
        ("/workshop", "visning rum kod nyckel"),
        ("/overblick", "q kind service county municipality status started matt pos"),
        ("/bidra", "steg kvitto"),
        ("/natverket", "sok typ inlagg manad sida"),
        ("/redaktion", "del arende sok vem stangda"),
        (
            "/embed",
            "q kind service county municipality status started bbox theme sok slag omrade idea pos",
        ),
    ],
)
def test_addresses_keep_their_parameters(address: str, names: str):
    assert set(names.split()) <= set(PARAMETERS[address])


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize(
    ("address", "name", "key"),
    [
        ("/", "kind", "on_wheels"),
        ("/", "service", "groceries"),
        ("/", "county", "24"),
        ("/", "municipality", "2417"),
        ("/", "status", "active"),
        ("/", "sort", "near"),
        ("/nara", "kommun", "2417"),
        ("/overblick", "matt", "rate"),
        ("/bidra", "steg", "where"),
        ("/natverket", "typ", "news"),
        ("/redaktion", "del", "import"),
    ],
)
def test_every_spelling_of_a_value_leads_to_the_pages_own(
    browser: TestClient, address: str, name: str, key: str, language: str
):
    own = labels(name, language)[key]
    for spelling in (key, labels(name, "sv")[key], labels(name, "en")[key], own.upper()):
        query = urlencode({name: spelling, "lang": language})
        page = browser.get(f"{address}?{query}")
        assert parse_qs(urlsplit(str(page.url)).query)[name] == [own]


@pytest.mark.parametrize(
    "query", ["kind=on_wheels,case", "kind=on_wheels&kind=case", "kind=På hjul&kind=Arbetssätt"]
)
def test_a_list_may_be_spelled_with_commas_or_repeated(query: str):
    assert filter_of(parse(query)) == Filter(kind=("on_wheels", "case"))


def test_steps_and_sections_keep_their_keys():
    assert list(STEPS) == ["what", "where", "who"]
    assert list(SECTIONS) == [
        *("queue", "examples", "import", "posts", "guides", "problems", "log")
    ]


def test_what_begins_as_a_route_is_no_page_and_the_other_way_round():
    assert not [page.address for page in PAGES if page.address.startswith(ROUTE_ROOTS)]
    assert [path for path in ROUTES if not path.startswith(ROUTE_ROOTS)] == []
