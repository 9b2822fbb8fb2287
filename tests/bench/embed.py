"""The embed page against a plain static Leaflet page and datasette-cluster-map, in one run.

All three show every example. The static page has the same borders and texts, in the files that
anybody can fetch from us; ours has a list as well. datasette-cluster-map brings its own Leaflet
and has the points alone; its background tiles are out of reach and are refused at once.
"""

import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.bench.explorer import IDEAS, static_page
from tests.server import BROWSER, CHROMIUM_ARGS, free_port, serve, serve_app

ROUNDS = 15
OUT_OF_REACH = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
"""Refuses all other hosts in the browser itself: a route in Playwright would delay every file."""
OURS = """all => document.querySelectorAll('#list li').length === all
    && [...document.querySelectorAll('.sk-count')].reduce((n, el) => n + Number(el.textContent), 0)
    + document.querySelectorAll('.sk-point').length >= all
    && document.querySelectorAll('.sk-municipality').length === 290"""
CLUSTERS = """all => [...document.querySelectorAll('.marker-cluster')]
    .reduce((n, el) => n + Number(el.textContent), 0)
    + document.querySelectorAll('.leaflet-marker-icon:not(.marker-cluster)').length >= all"""
STATIC = f"""all => Number(document.body.dataset.done) >= all
    && document.querySelectorAll('path.leaflet-interactive').length === 290
    && ({CLUSTERS})(all)"""


def run() -> list[str]:
    """Measure everything in one run and return it as lines."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=BROWSER, args=[*CHROMIUM_ARGS, OUT_OF_REACH]
        )
        with ExitStack() as stack:
            pages = {
                "ours": (stack.enter_context(serve_app()) + "/embed", OURS),
                "static": (stack.enter_context(static_page(Path(folder))), STATIC),
            }
            try:
                pages["datasette"] = (stack.enter_context(_datasette(Path(folder))), CLUSTERS)
            except subprocess.CalledProcessError:
                print("  datasette-cluster-map cannot be installed here")
            return _compare(_times(browser, pages))


def _compare(median: dict[str, float]) -> list[str]:
    bars = {"static": "bar 1.5", "datasette": "bar 1.0"}
    lines = [f"/embed complete after {median['ours']:.2f} s"]
    return lines + [
        f"{name} {median[name]:.2f} s: {median['ours'] / median[name]:.2f} times ({bar})"
        for name, bar in bars.items()
        if name in median
    ]


def _times(browser: Browser, pages: dict[str, tuple[str, str]]) -> dict[str, float]:
    """Return the median seconds from the address to all being there, each in a fresh browser."""
    taken: dict[str, list[float]] = {name: [] for name in pages}
    for _ in range(ROUNDS + 1):
        for name, (address, complete) in pages.items():
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            page = context.new_page()
            # A new window loads a good deal of the browser's own pages, which is not ours to time.
            page.wait_for_timeout(800)
            begin = time.perf_counter()
            page.goto(address, wait_until="commit")
            page.wait_for_function(complete, arg=len(IDEAS))
            taken[name].append(time.perf_counter() - begin)
            context.close()
    return {name: statistics.median(times[1:]) for name, times in taken.items()}


@contextmanager
def _datasette(folder: Path) -> Iterator[str]:
    """Serve the same points with datasette-cluster-map, installed into a folder of its own."""
    venv.create(folder / "venv", with_pip=True)
    bin_folder = folder / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
    install = [str(bin_folder / "pip"), "install", "-q", "datasette", "datasette-cluster-map"]
    subprocess.run(install, check=True, capture_output=True)
    with sqlite3.connect(folder / "ideas.db") as database:
        database.execute("CREATE TABLE ideas (id TEXT PRIMARY KEY, title, longitude, latitude)")
        rows = [(idea.id, idea.title, *idea.lonlat) for idea in IDEAS]
        database.executemany("INSERT INTO ideas VALUES (?, ?, ?, ?)", rows)
    port = free_port()
    command = [str(bin_folder / "datasette"), "serve", "ideas.db", "--port", str(port)]
    with serve(command, port, folder, {}, ready="/-/versions.json") as address:
        yield f"{address}/ideas/ideas"
