"""Whatever the proxy passes on, every address that is written is the public one."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from geodata.api import app as api
from geodata.bank import Bank
from geodata.database.store import Store
from pages.middleware.browser_key import BrowserKey
from pages.middleware.public_address import PublicAddress
from pages.middleware.readable_links import ReadableLinks
from pages.middleware.security_headers import SecurityHeaders
from pages.routes import embed, examples, feed
from tests.factory import FEATURES

ADDRESS = "https://karta.example/karta/"
OWN = re.compile(r"https?://(?:other\.example|karta\.example|testserver)[^\s\"<>]*")
OTHERS = {"Set-Cookie": "a=b; Path=/; Secure"}
Proxy = Callable[..., TestClient]


@pytest.fixture
def proxy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Proxy:
    """Return a client that asks as a proxy does: another host, and perhaps no prefix."""
    path = tmp_path / "ideas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": FEATURES}))
    monkeypatch.setenv("SERVICEKARTAN_IDEAS", str(path))
    monkeypatch.setenv("SERVICEKARTAN_STORE", str(tmp_path / "store.sqlite"))
    bank = Bank(path, Store("sqlite://"))
    pages = frozenset({"/", "/nara", "/workshop"})
    routes = [
        *(Route(page, lambda request: PlainTextResponse(request.url.query)) for page in pages),
        Route(
            "/others", lambda _: PlainTextResponse("", 200, {"Set-Cookie": "a=b; Path=/; Secure"})
        ),
        *embed.ROUTES,
        *feed.ROUTES,
        *examples.ROUTES,
        Route("/api", api.start_page),
        Mount("/api", api.create(bank)),
    ]
    middleware = [
        Middleware(PublicAddress),
        Middleware(SecurityHeaders),
        Middleware(BrowserKey, pages=pages),
        Middleware(ReadableLinks, pages=pages),
    ]

    def client(address: str = "", root_path: str = "") -> TestClient:
        monkeypatch.setenv("SERVICEKARTAN_ADDRESS", address)
        app = Starlette(routes=routes, middleware=middleware)
        client = TestClient(app, root_path=root_path, follow_redirects=False)
        client.headers["host"] = "other.example"
        return client

    return client


@pytest.mark.parametrize("prefix", ["", "/karta"])
@pytest.mark.parametrize(
    "path",
    [
        "/api/",
        "/api/?f=html",
        "/api/openapi.json",
        "/api/collections",
        "/api/collections/ideas/items?limit=1",
        "/api/collections/ideas/items/butik",
        "/api/collections/ideas/items.csv-metadata.json",
        "/api/catalog.jsonld",
        "/api/catalog.rdf",
        "/feed.atom",
        "/exempel/butik",
        "/sitemap.xml",
        "/robots.txt",
    ],
)
def test_every_printed_address_begins_with_the_public_one(proxy: Proxy, path: str, prefix: str):
    response = proxy(ADDRESS).get(prefix + path)
    assert response.status_code == 200
    addresses = OWN.findall(response.text)
    assert addresses
    assert [text for text in addresses if not text.startswith(ADDRESS[:-1])] == []


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/?county=24", "/karta/?county=V%C3%A4sterbottens+l%C3%A4n"),
        ("/nara?kommun=2417", "/karta/nara?kommun=Norsj%C3%B6+kommun"),
        ("/workshop?nyckel=x", "/karta/workshop"),
        ("/api", f"{ADDRESS}api/"),
        ("/api/collections/", f"{ADDRESS}api/collections"),
    ],
)
def test_redirects_and_cookies_stay_below_the_path(proxy: Proxy, path: str, location: str):
    response = proxy(ADDRESS).get(path)
    assert response.headers["location"].split("kommun=")[0] == location.split("kommun=")[0]
    cookie = proxy(ADDRESS).get("/").headers["set-cookie"]
    assert "Path=/karta;" in cookie
    assert "Secure" in cookie


def test_a_cookie_of_the_whole_host_is_kept_below_the_path(proxy: Proxy):
    assert "Path=/karta;" in proxy(ADDRESS).get("/others").headers["set-cookie"]
    assert "Path=/;" in proxy().get("/others").headers["set-cookie"]


def test_a_root_path_alone_is_enough(proxy: Proxy):
    client = proxy(root_path="/karta")
    framing = client.get("/karta/embed").headers["content-security-policy"]
    assert framing.endswith("frame-ancestors 'self' *")
    location = client.get("/karta/?county=24").headers["location"]
    assert location.startswith("/karta/?county=V")
    assert client.get("/karta/api/").json()["links"][0]["href"] == "http://other.example/karta/api/"


@pytest.mark.parametrize("address", ["", ADDRESS])
@pytest.mark.parametrize("passed_on", ["", "/karta"])
def test_a_root_path_is_put_before_what_the_proxy_passes_on(
    proxy: Proxy, address: str, passed_on: str
):
    # As `uvicorn --root-path` does.
    client = proxy(address, root_path="/karta")
    assert client.get(f"/karta{passed_on}/api/health").status_code == 200
