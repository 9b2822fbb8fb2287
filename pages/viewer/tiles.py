"""Tiles of clusters: what the map of a large collection draws instead of a mark for each example.

A tile's address holds the version of the collection and the filter, so it may be kept for ever; one
of another version leads to the present one. A view then has the same size whatever the collection:
with 10,000 examples a filter change sent 583 kB of marks, and now some hundred bytes beside three
to six tiles of 1 to 3 kB, which the browser and any proxy keep.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from threading import Lock
from typing import Any, TypedDict

from cachetools import LRUCache, cached
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from geodata.api.brotli_copies import quick_copy
from geodata.api.conditional_response import HttpBody, compact_json, make_body, respond
from geodata.bank import open_bank
from geodata.collection.search.search_index import SearchIndex
from geodata.proximity.clusters import DEEPEST, ClusterGrid
from pages.common.example_view import point
from pages.common.i18n import speaking
from pages.common.links import language_of, parse
from pages.viewer import assets
from pages.viewer.large import Choice, list_page, rows_of
from pages.viewer.page_writer import viewer_words


class TilesView(TypedDict):
    """Where a view's tiles are: ``address`` and, after zoom, column and row, ``query``.

    ``total`` is the number of hits and ``extent`` their west, south, east and north (WGS84).
    """

    address: str
    query: str
    total: int
    extent: tuple[float, float, float, float] | None


def tiles_view(index: SearchIndex, choice: Choice, language: str, root: str = "") -> TilesView:
    """Return where the tiles of a choice's hits are.

    ``root`` is the relative path from the page to the app's root.
    """
    rows = rows_of(index, choice)
    return {
        "address": f"{root}embed/tiles/{_version(index)}/",
        "query": choice.query(language),
        "total": len(rows),
        "extent": _grid(index).extent(rows),
    }


def large_data(index: SearchIndex, choice: Choice, language: str) -> dict[str, Any]:
    """Return the data of a light page on a large collection, in the current language.

    ``large`` holds the ``query`` of the page and its ``first`` answer, as ``/embed/list`` gives it.
    """
    first = list_page(index, choice)
    everything = Choice(choice.filter)
    return {
        "ideas": first["ideas"],
        "words": viewer_words(len(rows_of(index, everything))),
        "total": len(rows_of(index, everything)),
        "large": {
            "query": everything.query(language),
            "first": {**first, "tiles": tiles_view(index, choice, language)},
        },
        # To keep it all for flight mode would be to fetch it all.
        "offline": False,
    }


def send_tile(request: Request) -> Response:
    """Answer ``/embed/tiles/{version}/{zoom}/{x}/{y}``."""
    zoom, x, y = (request.path_params[name] for name in ("zoom", "x", "y"))
    if not (zoom <= DEEPEST and x < 2**zoom and y < 2**zoom):
        return PlainTextResponse("Rutan finns inte.", 404)
    index, params = open_bank().current().search_index, parse(request.url.query)
    if request.path_params["version"] != _version(index):
        tile = f"../../../{_version(index)}/{zoom}/{x}/{y}?{request.url.query}"
        return RedirectResponse(tile, headers={"Cache-Control": "no-store"})
    body, compressed = _tile(index, Choice.from_params(params), language_of(params), zoom, x, y)
    return respond(request, body, "application/json", brotli=compressed)


@lru_cache(maxsize=2)
def _version(index: SearchIndex) -> str:
    # A new script never reads what an old one was made for.
    parts = f"{index.version} {assets.bundle('map.js').etag}"
    return hashlib.sha256(parts.encode()).hexdigest()[:16]


@lru_cache(maxsize=2)
def _grid(index: SearchIndex) -> ClusterGrid:
    return ClusterGrid(index.ideas)


# The key is the version: that of a collection which has changed keeps nothing of it in memory.
@cached(LRUCache(2_000), key=lambda index, *rest: (_version(index), *rest), lock=Lock())
def _tile(
    index: SearchIndex, choice: Choice, language: str, zoom: int, x: int, y: int
) -> tuple[HttpBody, bytes]:
    tile = _grid(index).tile(rows_of(index, choice), zoom, x, y)
    with speaking(language):
        points = [point(index.ideas[row]) for row in tile.rows]
    clusters = [(cluster.lon, cluster.lat, cluster.counts) for cluster in tile.clusters]
    body = make_body(compact_json({"clusters": clusters, "points": points}))
    return body, quick_copy(body.plain)


ROUTES: list[BaseRoute] = [Route("/embed/tiles/{version}/{zoom:int}/{x:int}/{y:int}", send_tile)]
