"""A page on another site shows the map in a frame, and neither disturbs the other."""

import functools
import http.server
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.server import serve_app

Framing = Callable[[str], tuple[Page, list[str]]]

PAGE = """<!doctype html><html lang="sv"><title>Kommunen</title><link rel="icon" href="data:,">
<h1>Service hos oss</h1><iframe src="{}" title="Servicekartan" width="900" height="600"></iframe>"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def host(folder: Path, framed: str) -> Iterator[str]:
    """Serve a page of another origin that frames an address."""
    (folder / "index.html").write_text(PAGE.format(framed), encoding="utf-8")
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        # Another name for the same machine is another site.
        yield f"http://localhost:{server.server_port}"
        server.shutdown()


@pytest.fixture
def framing(browser: Browser, tmp_path: Path) -> Iterator[Framing]:
    """Open another site's page that frames an address; returns it with what it complained of."""
    with ExitStack() as stack:

        def open_host(framed: str) -> tuple[Page, list[str]]:
            page = browser.new_page()
            stack.callback(page.close)
            complaints: list[str] = []
            page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.goto(stack.enter_context(host(tmp_path, framed)))
            return page, complaints

        yield open_host


def wait_until(page: Page, condition: Callable[[], bool]) -> bool:
    """Return whether a condition comes true within ten seconds."""
    for _ in range(100):
        if condition():
            return True
        page.wait_for_timeout(100)
    return False


def refused(page: Page) -> bool:
    return wait_until(page, lambda: page.frames[1].url.startswith("chrome-error:"))


def test_the_map_works_and_leaves_the_page_around_it_alone(framing: Framing, site: str):
    page, complaints = framing(f"{site}/embed?kind=on_wheels")
    address = page.url
    frame = page.frame_locator("iframe")
    frame.locator(".leaflet-control-zoom-in").click()
    frame.locator("#list button").first.click()
    frame.locator("#example h2").press("Alt+ArrowDown")
    frame.locator("#example h2").press("Escape")
    frame.locator("#list").wait_for()
    assert complaints == []
    assert (page.url, page.title()) == (address, "Kommunen")


# A frame without a width is 300 pixels wide.
TALL = """document.body.style.height = '3000px';
    document.querySelector('iframe').style.marginTop = '200px';
    document.querySelector('iframe').removeAttribute('width')"""
ZOOM = "servicekartan.viewer.map.getZoom()"
NOTE_HINTS = """void (() => {
    window.hints = [];
    const note = () => document.querySelectorAll(".sk-hint.sk-seen").forEach(
        hint => window.hints.push(hint.textContent));
    new MutationObserver(note).observe(map, { subtree: true, attributes: true });
})()"""
"""A hint is seen for 1.5 s: a test on a busy machine may look too late."""


def test_the_wheel_scrolls_the_page_around_and_zooms_with_ctrl(framing: Framing, site: str):
    page, _ = framing(f"{site}/embed")
    page.evaluate(TALL)
    frame = page.frames[1]
    frame.locator("#map .sk-municipality").first.wait_for(state="attached")
    zoom = frame.evaluate(ZOOM)
    frame.evaluate(NOTE_HINTS)
    frame.locator("#map").hover()
    page.mouse.wheel(0, 100)
    page.wait_for_function("scrollY > 50")
    assert frame.evaluate(ZOOM) == zoom
    assert "Håll ner Ctrl och rulla för att zooma" in frame.evaluate("hints")
    frame.evaluate("addEventListener('wheel', event => (window.turn = event), true)")
    page.keyboard.down("Control")
    page.mouse.wheel(0, -100)
    page.keyboard.up("Control")
    # The frame's policy lets no text be run as script, which waiting for a function takes.
    assert wait_until(page, lambda: frame.evaluate(ZOOM) > zoom)
    # Else the browser zooms the page around as well.
    assert frame.evaluate("turn.defaultPrevented")


def test_one_finger_is_the_pages_and_two_are_the_maps(framing: Framing, site: str):
    page, _ = framing(f"{site}/embed")
    frame = page.frames[1]
    frame.locator("#map .sk-municipality").first.wait_for(state="attached")
    press = "type => map.dispatchEvent(new PointerEvent('pointerdown', {pointerType: type}))"
    drags = "servicekartan.viewer.map.dragging.enabled()"
    frame.evaluate(press, "touch")
    assert frame.evaluate("getComputedStyle(map).touchAction") == "pan-x pan-y"
    assert not frame.evaluate(drags)
    frame.evaluate(press, "mouse")
    assert frame.evaluate(drags)


@pytest.mark.parametrize("path", ["/", "/?embed=true", "/redaktion?embed=true", "/exempel"])
def test_the_app_itself_is_not_framed_by_just_anyone(framing: Framing, site: str, path: str):
    page, complaints = framing(site + path)
    assert refused(page)
    assert "frame-ancestors" in " ".join(complaints)


def test_a_named_site_may_frame_the_app_without_its_header_and_others_nothing(framing: Framing):
    with serve_app({"SERVICEKARTAN_EMBED_HOSTS": "http://localhost:*"}) as address:
        page, _ = framing(f"{address}/?embed=true&kind=digital")
        app = page.frame_locator("iframe")
        legend = app.frame_locator("iframe").locator(".sk-legend li")
        legend.first.wait_for(state="attached", timeout=30_000)
        assert app.get_by_text("Redaktion").count() == 0
        assert refused(framing(f"{address}/redaktion")[0])
        page.goto(page.url.replace("localhost", "127.0.0.1"))
        assert refused(page)
