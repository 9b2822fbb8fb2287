"""The first picture of the map page: it stands by itself, and the app takes its place."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import PHONE, Start, Visit
from tests.server import MortalApp

SPEAKERS = """() => [...document.body.children].filter(
    node => !node.inert && node.innerText?.trim()).map(node => node.id || node.className)"""
NO_SOCKET = """window.WebSocket = class extends EventTarget {
    constructor() { super(); setTimeout(() => this.close()); }
    send() {}
    close() { const end = new CloseEvent("close"); this.dispatchEvent(end); this.onclose?.(end); }
}"""


def begin(visit: Visit, path: str = "/") -> Page:
    """Open the map page and wait for the picture only."""
    visit.page.goto(visit.site + path, wait_until="commit")
    visit.page.locator("#picture .sk-legend li").first.wait_for(state="attached")
    return visit.page


def held(visit: Visit) -> Page:
    """Open the map page with Streamlit's socket on hold: the picture stays until it is let go."""
    visit.page.add_init_script(
        """const Real = window.WebSocket;
        const go = new Promise(done => { window.letGo = done; });
        window.WebSocket = function (...args) {
            const late = new EventTarget();
            late.send = late.close = () => {};
            const close = new CloseEvent("close");
            go.then(() => {
                window.WebSocket = Real;
                late.dispatchEvent(close);
                late.onclose?.(close);
            });
            return late;
        };"""
    )
    return begin(visit)


def test_the_app_takes_over_what_was_chosen_and_where_the_focus_was(start: Start):
    visit = start()
    page = held(visit)
    page.locator("#kinds").get_by_role("button", name="Digital").click()
    page.locator("#list li:not([hidden]) button").nth(1).click()
    title = page.locator("#example h2").inner_text()
    page.locator("#picture .leaflet-control-zoom-in").click()
    page.wait_for_timeout(600)
    zoom = page.evaluate("servicekartan.viewer.map.getZoom()")
    page.locator("#example h2").focus()
    assert page.evaluate(SPEAKERS) == ["picture"]
    page.evaluate("letGo()")
    page.locator("#picture").wait_for(state="detached", timeout=60_000)
    assert page.locator(".st-key-panel h2").first.inner_text() == title
    assert page.evaluate("document.activeElement.innerText").startswith(title)
    assert visit.frame.evaluate("servicekartan.map.getZoom()") == zoom
    expect(page).to_have_url(re.compile("kind=Digital"))
    assert "root" in page.evaluate(SPEAKERS)
    visit.settle()
    page.go_back()
    page.locator(".st-key-steps").wait_for(state="detached")
    # The map stays where the example was, so not all are drawn.
    assert visit.in_legend() == visit.counted() < 200


def test_with_the_socket_refused_the_picture_stays_and_says_so(start: Start):
    visit = start(PHONE)
    visit.page.add_init_script(NO_SOCKET)
    page = begin(visit, "/?q=bokbuss")
    expect(page.locator("#state")).to_contain_text("bättre uppkoppling")
    page.locator("#list li:not([hidden]) button").first.click()
    page.get_by_role("heading", name="Fakta").wait_for()
    assert page.evaluate(SPEAKERS) == ["picture"]
    assert violations(page) == []
    visit.complaints.clear()


def test_without_javascript_the_examples_are_links(start: Start):
    visit = start(java_script_enabled=False)
    visit.page.goto(visit.site)
    links = visit.page.locator("#examples noscript a, #examples a[href^=exempel]")
    assert links.count() >= 200
    links.first.click()
    assert visit.page.locator("h1").is_visible()


@pytest.fixture
def app(tmp_path: Path) -> Iterator[MortalApp]:
    """A server that can be out of reach, and be started again with other settings."""
    server = MortalApp(f"sqlite:///{tmp_path / 'store.sqlite'}")
    server.start()
    yield server
    server.kill()


def kept_addresses(page: Page) -> list[str]:
    """What the service worker keeps."""
    return list(
        page.evaluate(
            """async () => (await Promise.all((await caches.keys()).map(async name =>
                (await (await caches.open(name)).keys()).map(request => request.url)))).flat()"""
        )
    )


def test_without_coverage_the_map_is_still_there_until_it_is_switched_off(
    start: Start, app: MortalApp
):
    visit = start(address=app.address, service_workers="allow")
    page = visit.open().page
    page.wait_for_function("navigator.serviceWorker.controller", timeout=60_000)
    page.goto(f"{app.address}/bidra")
    app.kill()
    begin(visit)
    expect(page.locator("#state")).to_contain_text("Sidan hämtades")
    page.locator("#search").fill("bokbuss")
    page.locator("#examples[aria-busy=false]").wait_for(state="attached")
    hits = page.locator("#list li:not([hidden]) button")
    assert 0 < hits.count() < 200
    hits.first.click()
    page.get_by_role("heading", name="Fakta").wait_for()
    begin(visit, "/exempel/moskosel-navet")
    assert page.locator("#example h2").inner_text().startswith("Navet i Moskosel")
    assert not [a for a in kept_addresses(page) if re.search("bidra|redaktion|_stcore|rum", a)]

    # Whoever serves it next has switched the worker off.
    successor = MortalApp(app.database, {"SERVICEKARTAN_OFFLINE": "false"}, app.port)
    successor.start()
    try:
        page.evaluate("window.dispatchEvent(new Event('online'))")
        page.locator("#picture").wait_for(state="detached", timeout=60_000)
        page.goto(f"{app.address}/embed")
        page.wait_for_function(
            """async () => !(await navigator.serviceWorker.getRegistrations()).length
                && !(await caches.keys()).length""",
            timeout=60_000,
        )
    finally:
        successor.kill()
    visit.complaints.clear()
