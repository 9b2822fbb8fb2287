"""The map page against a blank page, a plain Leaflet page and the plain way of using st_folium."""

import contextlib
import csv
import functools
import http.server
import json
import os
import re
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
from playwright.sync_api import Browser, Frame, Page, sync_playwright

from geodata.collection.geojson import read
from geodata.geography import boundaries, install_boundaries, map_layers
from geodata.opendata.exports import to_geojson
from pages.viewer.assets import VENDOR
from tests.server import BROWSER, CHROMIUM_ARGS, ROOT, serve_app, serve_script

IDEAS = read(ROOT / "ideas.geojson").ideas
CHECK_DATA = Path(os.environ.get("SERVICEKARTAN_CHECK_DATA", ROOT.parent / "shared" / "data"))
ROUNDS = 5
SESSIONS = 20
CHOICES = "[data-testid=stButtonGroup] button"

BLANK = 'import streamlit as st\nst.write("hej")\n'
STATIC = """<!doctype html><html lang="sv"><title>Karta</title>
<div id="m" style="height:100vh"></div><style>%(css)s</style><script>%(js)s</script><script>
const map = L.map("m", {maxZoom: 14}).setView([62.5, 16.5], 5);
fetch("municipalities.json").then(r => r.json()).then(d => L.geoJSON(d).addTo(map));
const mark = ({geometry: {coordinates}, properties: {title, description}}) => {
  const [lon, lat] = coordinates.flat(Infinity);
  return L.marker([lat, lon]).bindTooltip(title).bindPopup(description);
};
fetch("ideas.json").then(r => r.json()).then(d => {
  const group = L.markerClusterGroup().addTo(map);
  group.addLayers(d.features.map(mark));
  document.body.dataset.done = group.getLayers().length;
});</script>"""


def run() -> list[str]:
    """Measure everything in one run and return it as lines."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=CHROMIUM_ARGS)
        script = Path(folder) / "blank.py"
        script.write_text(BLANK, encoding="utf-8")
        lines = [_start_time()]
        with contextlib.ExitStack() as stack:
            ours = stack.enter_context(serve_app())
            blank = stack.enter_context(serve_script(script))
            plain = stack.enter_context(
                serve_script(Path(__file__).parent / "peers" / "plain_map.py")
            )
            static = stack.enter_context(static_page(Path(folder)))
            lines += _time_to_map(browser, ours, blank, static)
            lines += _filter_change(browser, ours, plain)
            lines += _memory(browser, ours, blank)
    return lines + _accuracy()


def _start_time() -> str:
    begin = time.perf_counter()
    with serve_app():
        return f"start to first answer: {time.perf_counter() - begin:.1f} s"


@contextlib.contextmanager
def static_page(folder: Path) -> Iterator[str]:
    """Serve a plain page with the same data, Leaflet and clusters, and nothing else."""
    site = folder / "static"
    site.mkdir()
    js = ("leaflet/leaflet.js", "leaflet.markercluster/leaflet.markercluster.js")
    parts = {
        "js": "\n".join((VENDOR / name).read_text() for name in js),
        "css": (VENDOR / "leaflet" / "leaflet.css").read_text(),
    }
    (site / "index.html").write_text(STATIC % parts, encoding="utf-8")
    (site / "municipalities.json").write_text(json.dumps(map_layers.municipality_layer()))
    (site / "ideas.json").write_bytes(to_geojson(IDEAS))
    handler = functools.partial(_Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing."""


def _time_to_map(browser: Browser, ours: str, blank: str, static: str) -> list[str]:
    """Time from the address to all markers, in turn, each in a fresh browser."""
    ready: dict[str, tuple[str, Callable[[Page], object]]] = {
        "blank": (blank, lambda page: page.get_by_text("hej").wait_for()),
        "static": (static, lambda page: page.locator("body[data-done]").wait_for()),
        "ours": (ours, _wait_for_markers),
    }
    times: dict[str, list[float]] = {name: [] for name in ready}
    for _ in range(ROUNDS + 1):
        for name, (address, wait) in ready.items():
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            page = context.new_page()
            begin = time.perf_counter()
            page.goto(address)
            wait(page)
            times[name].append(time.perf_counter() - begin)
            context.close()
    median = {name: statistics.median(taken[1:]) for name, taken in times.items()}
    times_blank, times_static = (median["ours"] / median[name] for name in ("blank", "static"))
    return [
        f"all markers after {median['ours']:.2f} s",
        f"blank Streamlit page {median['blank']:.2f} s: {times_blank:.2f} times (bar 1.5)",
        f"plain static Leaflet page {median['static']:.2f} s: {times_static:.2f} times",
    ]


def _wait_for_markers(page: Page) -> Frame:
    handle = page.locator(".st-key-map-frame iframe").element_handle()
    frame = handle.content_frame() if handle else None
    assert frame is not None
    frame.wait_for_function(
        """all => [...document.querySelectorAll('.sk-count')]
            .reduce((sum, mark) => sum + Number(mark.textContent), 0)
            + document.querySelectorAll('.sk-point').length >= all""",
        arg=len(IDEAS),
    )
    return frame


def server_cpu(address: str) -> tuple[psutil.Process, float]:
    """Return the process that listens at an address, and the seconds of CPU it has used."""
    port = int(address.rsplit(":", 1)[1])
    for process in psutil.process_iter(["pid"]):
        with contextlib.suppress(psutil.Error):
            if any(c.laddr.port == port for c in process.net_connections() if c.status == "LISTEN"):
                return process, sum(process.cpu_times()[:2])
    raise LookupError(port)


def _filter_change(browser: Browser, ours: str, plain: str) -> list[str]:
    """Switch a filter on and off: what the server computes and what it sends."""
    measured = {name: _switch(browser, address) for name, address in (("o", ours), ("p", plain))}
    (our_time, our_bytes), (plain_time, plain_bytes) = measured["o"], measured["p"]
    return [
        f"server time for a filter change: {our_time * 1000:.0f} ms",
        f"the plain way {plain_time * 1000:.0f} ms: {our_time / plain_time:.2f} (bar 0.20)",
        f"a filter change sends at most {our_bytes / 1000:.0f} kB (bar 60 kB)",
        f"the plain way {plain_bytes / 1000:.0f} kB",
    ]


def _switch(browser: Browser, address: str) -> tuple[float, int]:
    """Return server seconds per change and the bytes of the largest change."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    received: list[int] = []
    page.on(
        "websocket",
        lambda ws: ws.on("framereceived", lambda frame: received.append(len(frame))),
    )
    page.goto(address)
    page.locator("iframe").first.wait_for(state="attached")
    page.wait_for_timeout(3000)
    process, before = server_cpu(address)
    sizes = []
    for _ in range(10):
        received.clear()
        # The first with a text: the one before it explains what the choice is of.
        page.locator(CHOICES, has_text=re.compile(r"\w")).first.click()
        page.wait_for_timeout(1200)
        sizes.append(sum(received))
    assert min(sizes), "a choice sent nothing: it was not pressed"
    spent = sum(process.cpu_times()[:2]) - before
    page.context.close()
    return spent / 10, max(sizes)


def _memory(browser: Browser, ours: str, blank: str) -> list[str]:
    """Open twenty sessions on each and see how much larger the process has grown."""
    grown = {}
    for name, address in (("ours", ours), ("blank", blank)):
        process = server_cpu(address)[0]
        before = process.memory_info().rss
        contexts = [browser.new_context() for _ in range(SESSIONS)]
        for context in contexts:
            context.new_page().goto(address)
            context.pages[0].locator("[data-testid=stMarkdown], iframe").first.wait_for()
        time.sleep(2)
        grown[name] = (process.memory_info().rss - before) / SESSIONS / 1e6
        for context in contexts:
            context.close()
    more = grown["ours"] - grown["blank"]
    return [f"memory per open session: {more:+.2f} MB against a blank page (bar 2 MB)"]


def _accuracy() -> list[str]:
    """Say how many of the check places ``locate()`` puts in the right municipality."""
    places, polygons = (
        CHECK_DATA / "places_check.csv",
        CHECK_DATA / "municipalities_lantmateriet_2026_100m.geojson",
    )
    if not places.exists() or not polygons.exists():
        return ["locate(): the check data is not here"]
    with places.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    lines = [f"locate() out of the box: {_right(rows):.2%} of {len(rows)} places (bar 98 %)"]
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SERVICEKARTAN_DATA"] = folder
        install_boundaries.install(polygons)
        lines += [f"locate() with official polygons: {_right(rows):.2%} (bar 100 %)"]
        del os.environ["SERVICEKARTAN_DATA"]
    return lines


def _right(rows: list[dict[str, str]]) -> float:
    found = boundaries.locate_many(
        [float(row["lon"]) for row in rows], [float(row["lat"]) for row in rows]
    )
    pairs = zip(rows, found, strict=True)
    return sum(row["kommun_kod"] == at.municipality_code for row, at in pairs) / len(rows)
