"""What the browser fetches beside the page: Leaflet, the viewer's own files and the map's layers.

The layers are made once, compressed once, and answered with an ETag, so that a filter change never
sends them again.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from xstatic.pkg import leaflet, leaflet_markercluster

from geodata import boundaries, places

VIEWER = Path(__file__).with_name("viewer")
LAYERS = {
    "municipalities": boundaries.municipality_layer,
    "counties": boundaries.county_layer,
    "neighbours": boundaries.neighbour_layer,
    "lakes": boundaries.lake_layer,
    "places": places.place_layer,
}


@dataclass(frozen=True, slots=True)
class _Prepared:
    plain: bytes
    compressed: bytes
    etag: str


@cache
def prepared(name: str) -> _Prepared:
    """Make one layer ready to send; ``name`` is a key of ``LAYERS``."""
    plain = json.dumps(LAYERS[name](), ensure_ascii=False, separators=(",", ":")).encode()
    etag = hashlib.sha256(plain).hexdigest()[:20]
    return _Prepared(plain, gzip.compress(plain, mtime=0), f'"{etag}"')


@cache
def version() -> str:
    """Return a text that changes when a viewer file or a layer does, so that caches never lie."""
    files = [path.read_bytes() for path in sorted(VIEWER.iterdir()) if path.is_file()]
    etags = [prepared(name).etag.encode() for name in LAYERS]
    return hashlib.sha256(b"".join(files + etags)).hexdigest()[:12]


async def send_layer(request: Request) -> Response:
    """Answer ``/geo/{name}.geojson``."""
    name = request.path_params["name"]
    if name not in LAYERS:
        known = ", ".join(LAYERS)
        return PlainTextResponse(f"Lagret {name} finns inte. Välj bland: {known}.", 404)
    found = prepared(name)
    headers = {
        "ETag": found.etag,
        "Cache-Control": "public, max-age=31536000, immutable",
        "Vary": "Accept-Encoding",
    }
    if request.headers.get("if-none-match") == found.etag:
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(found.compressed, headers=headers, media_type="application/geo+json")
    return Response(found.plain, headers=headers, media_type="application/geo+json")


class _Cached(StaticFiles):
    """Files whose address carries a version: a browser need never ask for them again."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


ASSETS = {
    "leaflet": leaflet.BASE_DIR,
    "markercluster": leaflet_markercluster.BASE_DIR,
    "viewer": VIEWER,
}
SCRIPTS = ("leaflet/leaflet.js", "markercluster/leaflet.markercluster.js", "viewer/map.js")
STYLES = ("leaflet/leaflet.css", "markercluster/MarkerCluster.css", "viewer/map.css")


def asset(path: str) -> str:
    """Return the address of a script or style, from the app's root and with its version."""
    return f"assets/{path}?v={version()}"


def layer(name: str) -> str:
    """Return the address of a map layer, from the app's root and with its version."""
    return f"geo/{name}.geojson?v={version()}"


def asset_addresses() -> list[str]:
    """Return the address of everything that the map's frame will ask for."""
    return [asset(path) for path in SCRIPTS + STYLES] + [layer(name) for name in LAYERS]


ROUTES: list[BaseRoute] = [
    Route("/geo/{name}.geojson", send_layer),
    *(Mount(f"/assets/{name}", _Cached(directory=folder)) for name, folder in ASSETS.items()),
]
