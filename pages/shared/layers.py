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
    layer = prepared(name)
    headers = {
        "ETag": layer.etag,
        "Cache-Control": "public, max-age=86400",
        "Vary": "Accept-Encoding",
    }
    if request.headers.get("if-none-match") == layer.etag:
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(layer.compressed, headers=headers, media_type="application/geo+json")
    return Response(layer.plain, headers=headers, media_type="application/geo+json")


ROUTES: list[BaseRoute] = [
    Route("/geo/{name}.geojson", send_layer),
    Mount("/assets/leaflet", StaticFiles(directory=leaflet.BASE_DIR)),
    Mount("/assets/markercluster", StaticFiles(directory=leaflet_markercluster.BASE_DIR)),
    Mount("/assets/viewer", StaticFiles(directory=VIEWER)),
]
