"""The installable web app: its manifest and icons, and the service worker with what it keeps.

``SERVICEKARTAN_OFFLINE=false`` switches the worker off: ``/sw.js`` is then a worker that empties
its caches and removes itself, which each browser fetches at its next visit.
"""

from __future__ import annotations

import hashlib
from functools import cache, lru_cache

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from geodata.api.conditional_response import HttpBody, compact_json, make_body, respond
from geodata.bank import Snapshot, open_bank
from geodata.settings import settings
from pages.common import example_view
from pages.common.i18n import LANGUAGES, _, speaking
from pages.common.links import language_of, parse
from pages.viewer import assets
from pages.viewer.first_paint import SCRIPTS, STYLES
from pages.viewer.large import is_large

ICONS = {"icon-192.png": "192x192", "icon-512.png": "512x512"}


def send_manifest(request: Request) -> Response:
    """Answer ``/manifest.webmanifest``."""
    return respond(request, _manifest(), "application/manifest+json", "no-cache")


def send_worker(request: Request) -> Response:
    """Answer ``/sw.js``: the service worker, or what removes it."""
    worker = _worker() if settings().offline else _removal()
    return respond(request, worker, "text/javascript", "no-cache")


def send_icon(request: Request) -> Response:
    """Answer ``/icon-{size}.png``."""
    body = _icon(request.url.path.rsplit("/", 1)[-1])
    return respond(request, body, "image/png", "public, max-age=86400")


def send_collection(request: Request) -> Response:
    """Answer ``/embed/collection``: all that the light viewer asks for, for the worker to keep.

    JSON: ``ideas`` maps an id to what ``embed/examples/{id}`` answers, and ``index`` is the search
    index, whose rows ``ids`` names.
    """
    language = language_of(parse(request.url.query))
    if is_large(open_bank().current().search_index):
        return PlainTextResponse("Samlingen är för stor att ta med.", 404)
    body = _collection(open_bank().current(), language)
    return respond(request, body, "application/json", "no-cache")


@cache
def _manifest() -> HttpBody:
    icons = [
        {"src": f"./{name}", "sizes": size, "type": "image/png"} for name, size in ICONS.items()
    ]
    return make_body(
        compact_json(
            {
                "name": "Servicekartan",
                "short_name": "Servicekartan",
                "lang": "sv",
                "start_url": "./",
                "scope": "./",
                "display": "minimal-ui",
                "background_color": "#ffffff",
                "theme_color": "#14543f",
                "icons": icons,
            }
        )
    )


@cache
def _worker() -> HttpBody:
    bundles = [assets.address(name) for name in (*SCRIPTS, *STYLES, "search.js")]
    layers = [assets.address(name) for name in assets.LAYERS]
    script = (assets.STATIC / "service_worker.js").read_bytes()
    config = {
        "files": [f"./{address}" for address in (*bundles, *layers)],
        "search": f"./{bundles[-1]}",
        "notes": {language: _offline_note(language) for language in LANGUAGES},
    }
    version = hashlib.sha256(compact_json(config) + script).hexdigest()[:12]
    return make_body(
        b"const config=" + compact_json({**config, "version": version}) + b";\n" + script
    )


def _offline_note(language: str) -> str:
    with speaking(language):
        return _("Utan uppkoppling. Sidan hämtades {date}.")


@cache
def _removal() -> HttpBody:
    return make_body((assets.STATIC / "service_worker_removal.js").read_bytes())


@cache
def _icon(name: str) -> HttpBody:
    return make_body((assets.STATIC / name).read_bytes(), compressible=False)


@lru_cache(maxsize=4)
def _collection(snapshot: Snapshot, language: str) -> HttpBody:
    index = snapshot.search_index
    with speaking(language):
        ideas = {idea.id: example_view.details(idea) for idea in index.ideas}
    ids = [idea.id for idea in index.ideas]
    return make_body(
        compact_json({"ids": ids, "ideas": ideas, "index": index.text_index.to_data()})
    )


ROUTES: list[BaseRoute] = [
    Route("/manifest.webmanifest", send_manifest),
    Route("/sw.js", send_worker),
    *(Route(f"/{name}", send_icon) for name in ICONS),
    Route("/embed/collection", send_collection),
]
