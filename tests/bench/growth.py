"""How the cost grows with the collection: 515, 10,000 and, with ``GROWTH=100000``, more examples.

A larger collection is made by putting copies of the real examples at random places in random
municipalities. Each row is of one server: seconds from its start to its first answer (twice, as
what it has read is kept), memory, the first picture, and per filter change and search what the
server spends and sends.
"""

import copy
import json
import os
import random
import re
import statistics
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import psutil
import shapely
from playwright.sync_api import Browser, Page, sync_playwright

from geodata.geography import map_layers
from tests.server import BROWSER, CHROMIUM_ARGS, ROOT, MortalApp

SIZES = (515, 10_000, int(os.environ.get("GROWTH", "0")))
ROUNDS = 4
WORDS = ("bokbuss", "lanthandel", "obemannad", "paket")
MARKS = """[...document.querySelectorAll('.sk-count')].reduce(
    (sum, mark) => sum + Number(mark.textContent.replace(/\\D/g, '')), 0)
    + document.querySelectorAll('.sk-point').length"""


def write_collection(size: int, path: Path) -> None:
    """Write a collection of so many examples as GeoJSON, the same each time."""
    originals = json.loads((ROOT / "ideas.geojson").read_text(encoding="utf-8"))["features"]
    layer = map_layers.municipality_layer()
    areas = {
        f["properties"]["code"]: shapely.geometry.shape(f["geometry"]) for f in layer["features"]
    }
    dice = random.Random(7)
    features = [
        originals[n]
        if n < len(originals)
        else _moved(originals[n % len(originals)], n, areas, dice)
        for n in range(size)
    ]
    document = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")


def _moved(
    original: dict[str, object],
    number: int,
    areas: dict[str, shapely.geometry.base.BaseGeometry],
    dice: random.Random,
) -> dict[str, object]:
    """Return a copy of an example at a random place within 3 km of a random municipality."""
    feature = copy.deepcopy(original)
    code = dice.choice(sorted(areas))
    point, bounds = areas[code].representative_point(), areas[code].bounds
    for _ in range(20):
        lon, lat = dice.uniform(bounds[0], bounds[2]), dice.uniform(bounds[1], bounds[3])
        if areas[code].contains(shapely.Point(lon, lat)):
            point = shapely.Point(lon, lat)
            break
    feature["id"] = f"{str(feature['id'])[:40].rstrip('-')}-{number}"
    position = [round(point.x, 5), round(point.y, 5)]
    feature["geometry"] = {"type": "Point", "coordinates": position}
    properties = feature["properties"]
    assert isinstance(properties, dict)
    properties |= {"municipality_code": code, "county_code": code[:2], "stops": []}
    properties["title"] = f"{properties['title'][:100]} {number}"
    return feature


def run() -> list[str]:
    """Measure each size in turn and return it as lines."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=CHROMIUM_ARGS)
        return [line for size in SIZES if size for line in _measure(browser, size, Path(folder))]


def _measure(browser: Browser, size: int, folder: Path) -> list[str]:
    path = folder / f"{size}.geojson"
    write_collection(size, path)
    store = f"sqlite:///{folder / f'{size}.sqlite'}"
    app = MortalApp(store, {"SERVICEKARTAN_IDEAS": str(path)}, patience=300)
    starts = []
    for _ in range(2):
        begin = time.perf_counter()
        app.start()
        starts.append(time.perf_counter() - begin)
        if len(starts) == 1:
            app.stop()
    try:
        figures = _visit(browser, app, size)
        server = psutil.Process(app.pid)
        megabytes = server.memory_info().rss / 1e6
    finally:
        app.stop()
    return [
        f"{size} examples, {path.stat().st_size / 1e6:.0f} MB",
        f"  start {starts[0]:.1f} s, then {starts[1]:.1f} s, memory {megabytes:.0f} MB",
        *(f"  {line}" for line in figures),
    ]


def _visit(browser: Browser, app: MortalApp, size: int) -> list[str]:
    server = psutil.Process(app.pid)
    lines = [
        _time_light(browser, app.address, "/", size),
        _time_light(browser, app.address, "/embed", size),
    ]
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    received: list[int] = []
    page.on("websocket", lambda ws: ws.on("framereceived", lambda text: received.append(len(text))))
    page.on("response", lambda response: received.append(_length(response.headers)))
    begin = time.perf_counter()
    page.goto(app.address)
    page.wait_for_function("() => !document.querySelector('#picture')", timeout=120_000)
    lines.append(f"the app in place after {time.perf_counter() - begin:.2f} s")
    page.wait_for_timeout(3000)

    def press(_: int) -> None:
        page.locator(".st-key-kind button", has_text=re.compile(r"\w")).first.click()

    def search(number: int) -> None:
        page.locator(".st-key-q input").fill(WORDS[number])
        page.keyboard.press("Enter")

    lines += [_change(page, server, received, "a filter change", press)]
    lines += [_change(page, server, received, "a search", search)]
    page.context.close()
    lines.append(_search_alone(app.address))
    return lines


def _length(headers: dict[str, str]) -> int:
    return int(headers.get("content-length", 0))


def _time_light(browser: Browser, address: str, path: str, size: int) -> str:
    """Say when a page shows all marks in a fresh browser, and what its own document weighs."""
    seconds = []
    for _ in range(ROUNDS):
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        begin = time.perf_counter()
        page.goto(address + path, wait_until="commit")
        page.wait_for_function(f"all => {MARKS} >= all", arg=size, timeout=120_000)
        seconds.append(time.perf_counter() - begin)
        page.context.close()
    request = urllib.request.Request(address + path, headers={"Accept-Encoding": "br, gzip"})
    with urllib.request.urlopen(request) as response:
        kilobytes = len(response.read()) / 1000
    median = statistics.median(seconds[1:])
    return f"{path}: all marks after {median:.2f} s, {kilobytes:.0f} kB of HTML"


def _change(
    page: Page, server: psutil.Process, received: list[int], name: str, do: Callable[[int], None]
) -> str:
    """Say what the server spends and sends on a change that is made some times."""
    spent, sizes = [], []
    for number in range(ROUNDS):
        received.clear()
        before = sum(server.cpu_times()[:2])
        do(number)
        page.wait_for_timeout(1500)
        while page.locator("[data-test-script-state=running]").count():
            page.wait_for_timeout(300)
        spent.append(sum(server.cpu_times()[:2]) - before)
        sizes.append(sum(received))
    milliseconds = statistics.median(spent) * 1000
    return (
        f"{name}: {milliseconds:.0f} ms of the server, at most {max(sizes) / 1000:.0f} kB (bar 60)"
    )


def _search_alone(address: str) -> str:
    """Say how long the server takes for the API's answer to a search."""
    seconds = []
    for word in WORDS:
        begin = time.perf_counter()
        with urllib.request.urlopen(
            f"{address}/api/collections/ideas/items?limit=10&q={word}"
        ) as response:
            response.read()
        seconds.append(time.perf_counter() - begin)
    return f"search over the API: {statistics.median(seconds) * 1000:.0f} ms (bar 150)"
