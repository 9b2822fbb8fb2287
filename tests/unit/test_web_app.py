"""The web app's manifest, its service worker and what that keeps."""

import json
import re

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from geodata.bank import open_bank
from pages.routes import embed, web_app
from pages.viewer import assets
from tests.unit.conftest import Serve


@pytest.fixture
def client(serve: Serve) -> TestClient:
    """A browser before the routes, on three examples."""
    serve()
    return TestClient(Starlette(routes=web_app.ROUTES + embed.ROUTES + assets.ROUTES))


def test_the_manifest_names_icons_of_the_size_it_says(client: TestClient):
    manifest = client.get("/manifest.webmanifest").json()
    assert manifest["start_url"] == manifest["scope"] == "./"
    for icon in manifest["icons"]:
        image = client.get(icon["src"].removeprefix("."))
        assert image.headers["content-type"] == "image/png"
        width, height = (int.from_bytes(image.content[at : at + 4], "big") for at in (16, 20))
        assert f"{width}x{height}" == icon["sizes"]


def test_every_file_that_the_worker_keeps_is_served(client: TestClient):
    script = client.get("/sw.js").text
    config = json.loads(re.match(r"const config=(\{.*\});", script)[1])
    assert len(config["files"]) > len(assets.LAYERS)
    for address in config["files"]:
        assert client.get(address.removeprefix(".")).status_code == 200


def test_the_collection_answers_as_the_routes_do(client: TestClient):
    for language in ("sv", "en"):
        collection = client.get(f"/embed/collection?lang={language}").json()
        for idea in open_bank().current().search_index.ideas:
            details = client.get(f"/embed/examples/{idea.id}?lang={language}").json()
            assert collection["ideas"][idea.id] == details
    assert collection["ids"] == [idea.id for idea in open_bank().current().search_index.ideas]


def test_an_unknown_example_is_not_found(client: TestClient):
    assert client.get("/embed/examples/finns-inte").status_code == 404


def test_switched_off_the_worker_removes_itself(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
):
    assert "unregister" not in client.get("/sw.js").text
    monkeypatch.setenv("SERVICEKARTAN_OFFLINE", "false")
    assert "unregister" in client.get("/sw.js").text
