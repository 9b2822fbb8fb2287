"""The collection from the API against a static file as large, both from the same process."""

import http.client
import statistics
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

from tests.server import ROOT, free_port, serve

ROUNDS = 7
SECONDS = 1.0
ITEMS = "/api/collections/ideas/items?limit=1000"
FILE = "/bench/items.json"
WITH_FILE = """
import sys, uvicorn
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from pages.viewer import assets
assets.ROUTES.append(Mount("/bench", StaticFiles(directory=sys.argv[1])))
uvicorn.run("app:app", port=int(sys.argv[2]), access_log=False, log_level="warning")
"""
"""Our own app with a folder of static files beside it: same process, same middleware."""


def run() -> list[str]:
    """Ask for both in turn, several times in the same run, and compare the requests per second."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", WITH_FILE, folder, str(port)]
        env = {"SERVICEKARTAN_STORE": f"{folder}/store.sqlite"}
        with serve(command, port, ROOT, env | {"SERVICEKARTAN_LOG": "off"}) as site:
            body, etag = _fetch(site, ITEMS)
            (Path(folder) / "items.json").write_bytes(body)
            unchanged = {ITEMS: {"If-None-Match": etag}}
            unchanged[FILE] = {"If-None-Match": _fetch(site, FILE)[1]}
            packed = {"Accept-Encoding": "gzip"}
            return [
                f"the whole collection is {len(body) / 1000:.0f} kB",
                _compare(site, "whole", {ITEMS: {}, FILE: {}}),
                _compare(site, "unchanged (304)", unchanged),
                _compare(site, "compressed, which the file is not", {ITEMS: packed, FILE: packed}),
            ]


def _fetch(site: str, path: str) -> tuple[bytes, str]:
    connection = http.client.HTTPConnection(urlsplit(site).netloc)
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer.read(), answer.headers["etag"]


def _compare(site: str, name: str, asked: dict[str, dict[str, str]]) -> str:
    rates: dict[str, list[float]] = {path: [] for path in asked}
    for _ in range(ROUNDS):
        for path, headers in asked.items():
            rates[path].append(_rate(site, path, headers))
    ours, file = (statistics.median(rates[path]) for path in (ITEMS, FILE))
    return f"{name}: {ours:.0f} a second, the file {file:.0f}: {ours / file:.2f} (bar 0.50)"


def _rate(site: str, path: str, headers: dict[str, str]) -> float:
    """Return the requests per second over one connection."""
    connection = http.client.HTTPConnection(urlsplit(site).netloc)
    count, begin = 0, time.perf_counter()
    while time.perf_counter() - begin < SECONDS:
        connection.request("GET", path, headers=headers)
        connection.getresponse().read()
        count += 1
    return count / (time.perf_counter() - begin)
