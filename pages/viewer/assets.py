"""Static files: Leaflet, the viewer's scripts and styles, and the map's layers.

Each is built and compressed once and sent with an ETag and a version in its address, so that a
filter change never sends it again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from geodata.api.brotli_copies import copies
from geodata.api.conditional_response import HttpBody, compact_json, make_body, respond
from geodata.geography import map_layers

STATIC = Path(__file__).with_name("static")
VENDOR = Path(__file__).with_name("vendor")
"""Leaflet and its clusters as npm has them: `make vendor` copies them."""
LAYERS: dict[str, Callable[[], map_layers.GeoJson]] = {
    "municipalities": map_layers.municipality_layer,
    "counties": map_layers.county_layer,
    "neighbours": map_layers.neighbouring_country_layer,
    "lakes": map_layers.lake_layer,
    "places": map_layers.place_layer,
}


@cache
def layer(name: str) -> HttpBody:
    """Return a layer ready to send, built once; ``name`` is a key of ``LAYERS``."""
    return make_body(compact_json(LAYERS[name]()))


PALETTE = STATIC / "palette.css"
MAP_SCRIPTS = (
    "elements",
    "marks",
    "shading",
    "points",
    "collection",
    "tiles",
    "legend",
    "near",
    "fit",
    "area",
    "view",
    "labels",
    "gestures",
    "paper",
    "base",
)
"""The map's own scripts, each of which uses only those before it."""
PAGE_SCRIPTS = (
    "start",
    "names",
    "popovers",
    "changes",
    "messages",
    "keys",
    "drawer",
    "height",
    "counts",
)
"""The scripts that mend Streamlit's page, the one that the others use first."""
VIEWER_SCRIPTS = ("state", "hits", "large", "list", "example", "main")
"""The light viewer's own scripts, each of which uses only those before it when it starts."""
SLIDES_SCRIPTS = ("deck", "map", "show", "windows", "clock", "actions", "keys", "main")
"""The scripts of a tour's slides, in the same order."""
PHONE_SCRIPTS = ("memory", "outbox", "dots", "stage", "results", "idea", "main")
"""The scripts of a phone in a room, in the same order."""
# One script and one style, because the frame that streamlit-folium makes loads them in turn.
BUNDLES = {
    "map.js": (
        VENDOR / "leaflet" / "leaflet.js",
        # Its minified file lacks the notice that its licence asks for.
        STATIC / "markercluster-notice.txt",
        VENDOR / "leaflet.markercluster" / "leaflet.markercluster.js",
        *(STATIC / "map" / f"{name}.js" for name in MAP_SCRIPTS),
    ),
    "map.css": (
        PALETTE,
        VENDOR / "leaflet" / "leaflet.css",
        VENDOR / "leaflet.markercluster" / "MarkerCluster.css",
        STATIC / "map.css",
    ),
    "page.js": (
        *(STATIC / "page" / f"{name}.js" for name in PAGE_SCRIPTS),
        STATIC / "tools.js",
        STATIC / "sheet.js",
    ),
    "app.css": (
        PALETTE,
        STATIC.parents[1] / "style.css",
        STATIC / "tools.css",
        STATIC / "sheet.css",
        STATIC.parents[1] / "print.css",
    ),
    "tools.js": (STATIC / "tools.js",),
    "tools.css": (STATIC / "tools.css",),
    "viewer.js": tuple(STATIC / "viewer" / f"{name}.js" for name in VIEWER_SCRIPTS),
    "viewer.css": (PALETTE, STATIC / "sheet.css", STATIC / "viewer.css"),
    "sheet.js": (STATIC / "sheet.js",),
    "first_paint.js": (STATIC / "first_paint.js",),
    "service_worker_start.js": (STATIC / "service_worker_start.js",),
    "first_paint.css": (STATIC / "first_paint.css",),
    "search.js": (STATIC / "search.js",),
    "socket.js": (STATIC / "socket.js",),
    "phone.js": tuple(STATIC / "phone" / f"{name}.js" for name in PHONE_SCRIPTS),
    "wall.js": (STATIC / "wall.js",),
    "wall.css": (STATIC / "wall.css",),
    "room.css": (STATIC / "room.css",),
    "slides.js": tuple(STATIC / "slides" / f"{name}.js" for name in SLIDES_SCRIPTS),
    "slides.css": (STATIC / "slides.css",),
}
MAP = ("map.js", "map.css")


@lru_cache(maxsize=64)
def bundle(name: str) -> HttpBody:
    """Return the joined files of a script or style, built once.

    ``name`` is a key of ``BUNDLES``, or several with ``+`` between: one request instead of many.
    """
    files = dict.fromkeys(path for part in name.split("+") for path in BUNDLES[part])
    return make_body(b"\n".join(path.read_bytes() for path in files))


def address(name: str) -> str:
    """Return the address of a bundle or a layer, relative to the app's root, with its version."""
    if name in LAYERS:
        return f"geo/{name}.geojson?v={layer(name).etag[1:13]}"
    return f"assets/{name}?v={bundle(name).etag[1:13]}"


def addresses() -> list[str]:
    """Return the addresses of all that the map's frame loads."""
    return [address(name) for name in (*MAP, *LAYERS)]


async def send_layer(request: Request) -> Response:
    """Answer ``/geo/{name}.geojson``."""
    name = request.path_params["name"]
    if name not in LAYERS:
        names = ", ".join(LAYERS)
        return PlainTextResponse(f"Lagret {name} finns inte. Välj bland: {names}.", 404)
    return _respond(request, layer(name), "application/geo+json")


async def send_bundle(request: Request) -> Response:
    """Answer ``/assets/{name}``."""
    name = request.path_params["name"]
    parts = name.split("+")
    if not BUNDLES.keys() >= set(parts) or len(set(parts)) < len(parts):
        return PlainTextResponse(f"Filen {name} finns inte.", 404)
    media_type = "text/javascript" if name.endswith(".js") else "text/css"
    return _respond(request, bundle(name), media_type)


def _respond(request: Request, body: HttpBody, media_type: str) -> Response:
    return respond(request, body, media_type, brotli=copies.find(body.plain))


ROUTES: list[BaseRoute] = [
    Route("/geo/{name}.geojson", send_layer),
    Route("/assets/{name}", send_bundle),
]
