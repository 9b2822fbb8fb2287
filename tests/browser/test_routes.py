"""What the browser fetches beside the page: cacheable, compressed and guarded."""

import json
import time

import pytest
from playwright.sync_api import APIRequestContext, APIResponse, Browser

LAYERS = ["municipalities", "counties", "neighbours", "lakes", "places"]


def get_as_brotli(request: APIRequestContext, address: str) -> APIResponse:
    """Ask until the copy is made, which a request does not wait for; the last answer if never."""
    for _ in range(100):
        response = request.get(address)
        if response.headers["content-encoding"] == "br":
            break
        time.sleep(0.2)
    return response


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_is_compressed_and_asked_for_once(browser: Browser, site: str, layer: str):
    request = browser.new_context().request
    first = get_as_brotli(request, f"{site}/geo/{layer}.geojson")
    assert first.headers["content-encoding"] == "br"
    assert "max-age" in first.headers["cache-control"]
    assert json.loads(first.text())["type"] == "FeatureCollection"
    etag = first.headers["etag"]
    again = request.get(f"{site}/geo/{layer}.geojson", headers={"If-None-Match": etag})
    assert again.status == 304


def test_an_unknown_layer_is_said_in_a_sentence(browser: Browser, site: str):
    answer = browser.new_context().request.get(f"{site}/geo/vägar.geojson")
    assert answer.status == 404
    assert "Välj bland" in answer.text()


@pytest.mark.parametrize("path", ["/", "/geo/lakes.geojson", "/_stcore/health"])
def test_every_answer_carries_the_security_headers(browser: Browser, site: str, path: str):
    headers = browser.new_context().request.get(site + path).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "openstreetmap" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("path", "policy"),
    [("/", "same-origin"), ("/redaktion", "same-origin"), ("/embed", "unsafe-none")],
)
def test_only_what_others_frame_shares_a_process(
    browser: Browser, site: str, path: str, policy: str
):
    headers = browser.new_context().request.get(site + path).headers
    assert headers["cross-origin-opener-policy"] == policy


@pytest.mark.parametrize("path", ["/static/../../config.py", "/static/%2e%2e/%2e%2e/app.py"])
def test_files_outside_are_not_served(browser: Browser, site: str, path: str):
    answer = browser.new_context().request.get(site + path)
    assert "import" not in answer.text()
