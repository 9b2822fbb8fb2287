"""A browser gets one secret, keeps it, and can bring it along to another day."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from pages.middleware.browser_key import COOKIE, KEY_DAYS, BrowserKey
from pages.routes import browser_key

SECRET = "a-secret-of-another-day-123"


@pytest.fixture
def browser() -> TestClient:
    routes = [Route(path, lambda _: PlainTextResponse("sida")) for path in ("/workshop", "/geo")]
    pages = Middleware(BrowserKey, pages=frozenset({"/workshop"}))
    return TestClient(Starlette(routes=routes, middleware=[pages]), follow_redirects=False)


def test_a_new_browser_gets_a_secret_that_scripts_and_other_sites_cannot_reach(browser: TestClient):
    given = browser.get("/workshop").headers["set-cookie"]
    assert given.startswith(f"{COOKIE}=")
    assert "HttpOnly" in given
    assert "SameSite=Lax" in given
    assert "Max-Age" not in given
    assert "Expires" not in given
    assert "Secure" not in given


def test_over_https_the_secret_never_goes_in_the_clear(browser: TestClient):
    browser.base_url = "https://kartan.example"
    assert "Secure" in browser.get("/workshop").headers["set-cookie"]


def test_a_known_browser_keeps_its_secret_and_other_files_give_none(browser: TestClient):
    browser.get("/workshop")
    assert "set-cookie" not in browser.get("/workshop").headers
    browser.cookies.clear()
    assert "set-cookie" not in browser.get("/geo").headers


LINK = f"/workshop?visning=ABC234&nyckel={SECRET}&lang=en"
OURS = {"Origin": "http://testserver"}


def test_a_personal_link_moves_the_secret_out_of_the_address(browser: TestClient):
    browser.get("/workshop")
    answer = browser.post(LINK, headers=OURS)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/workshop?visning=ABC234&lang=en"
    assert browser.cookies[COOKIE] == SECRET
    assert browser.get(LINK).headers["location"] == "/workshop?visning=ABC234&lang=en"


@pytest.mark.parametrize("known", [True, False])
def test_no_link_replaces_a_secret_without_asking(browser: TestClient, known: bool):
    if known:
        browser.get("/workshop")
    before = browser.cookies.get(COOKIE)
    page = browser.get(LINK)
    assert (page.status_code, "set-cookie" in page.headers) == (200, False)
    assert 'method="post"' in page.text
    assert ("you have made" in page.text) == known
    for headers in ({}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
        assert "set-cookie" not in browser.post(LINK, headers=headers).headers
    assert browser.cookies.get(COOKIE) == before


@pytest.mark.parametrize(
    "key", ["", "kort", "x" * 99, "a%0d%0aSet-Cookie:%20x=1234567890", "å" * 30]
)
def test_what_is_no_secret_is_taken_away_and_not_believed(browser: TestClient, key: str):
    answer = browser.get(f"/workshop?nyckel={key}")
    assert answer.headers["location"] == "/workshop"
    assert "set-cookie" not in answer.headers


@pytest.fixture
def keeper() -> TestClient:
    """A browser that has a key, before the routes that keep and forget it."""
    client = TestClient(Starlette(routes=browser_key.ROUTES))
    client.cookies.set(COOKIE, SECRET)
    return client


def test_a_browser_that_has_made_something_keeps_its_key(keeper: TestClient):
    answer = keeper.post("/minns-mig", headers=OURS)
    assert answer.status_code == 204
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}={SECRET};")
    assert f"Max-Age={KEY_DAYS * 24 * 3600}" in cookie
    assert "HttpOnly" in cookie


def test_a_key_is_forgotten_when_its_owner_asks(keeper: TestClient):
    assert "Max-Age=0" in keeper.post("/glom-mig", headers=OURS).headers["set-cookie"]


@pytest.mark.parametrize("path", ["/minns-mig", "/glom-mig"])
def test_no_other_site_keeps_or_forgets_a_key(keeper: TestClient, path: str):
    answer = keeper.post(path, headers={"Origin": "https://ond.example"})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert keeper.get(path).status_code == 405


def test_without_a_key_there_is_none_to_keep(keeper: TestClient):
    keeper.cookies.clear()
    assert "set-cookie" not in keeper.post("/minns-mig", headers=OURS).headers
