"""``/embed``: a filtered part of the collection as a light page for other sites to frame.

The page takes the map page's filter parameters in any spelling, and ``theme`` as ``light`` or
``dark``. It has no session: the response depends on the collection and the parameters alone.
"""

from __future__ import annotations

from functools import lru_cache

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from geodata.api.conditional_response import LIGHT, HttpBody, compact_json, make_body, respond
from geodata.bank import Snapshot, open_bank
from geodata.collection.filter import Filter
from geodata.collection.search.search_index import SearchIndex
from geodata.settings import settings
from pages.common import example_view
from pages.common.area_view import area_view
from pages.common.i18n import speaking
from pages.common.links import filter_of, language_of, parse, permalink, query
from pages.viewer.large import Choice, is_large, list_page
from pages.viewer.page_writer import LINKED_POLICY, SCRIPTS, linked, page_words, viewer_data
from pages.viewer.tiles import large_data, tiles_view

SCHEMES = ("auto", "light", "dark")


def send_embed(request: Request) -> Response:
    """Answer ``/embed``."""
    params = parse(request.url.query)
    scheme = params.get("theme", ["auto"])[-1]
    page = _page(
        open_bank().current(),
        filter_of(params),
        language_of(params),
        scheme if scheme in SCHEMES else "auto",
    )
    response = respond(request, page, "text/html", LIGHT)
    response.headers["Content-Security-Policy"] = LINKED_POLICY
    # It has no session to guard, so a browser need not start a process of its own for it, which
    # took 50 of 370 ms.
    response.headers["Cross-Origin-Opener-Policy"] = "unsafe-none"
    return response


def send_hits(request: Request) -> Response:
    """Answer ``/embed/hits``: the ids that fit the words ``q``, best first; null without words.

    With ``reasons=true`` an object of these ``ids`` and of ``reasons``, which are why an example
    is a hit, by the ids of those whose cards do not show it.
    """
    params = parse(request.url.query)
    words_only = Filter.from_params({"q": request.query_params.getlist("q")})
    language = language_of(params) if params.get("reasons", [""])[-1] == "true" else ""
    hits = _hits(open_bank().current(), words_only, language)
    return respond(request, hits, "application/json", LIGHT)


def send_example(request: Request) -> Response:
    """Answer ``/embed/examples/{id}``: all that is told of an example, as JSON.

    With ``whole=true`` also what the map draws of it, and its page.
    """
    idea = open_bank().current().collection.by_id.get(request.path_params["id"])
    if idea is None:
        return PlainTextResponse("Not found", 404)
    params = parse(request.url.query)
    whole = params.get("whole", [""])[-1] == "true"
    with speaking(language_of(params)):
        page = {"page": permalink("", idea.id, language_of(params))}
        content = {**example_view.example(idea), **page} if whole else example_view.details(idea)
        body = make_body(compact_json(content))
    return respond(request, body, "application/json", "no-cache")


def send_list(request: Request) -> Response:
    """Answer ``/embed/list``: a page of the list, and where the map's clusters are."""
    params = parse(request.url.query)
    text = params.get("sida", ["1"])[-1]
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
    index = open_bank().current().search_index
    body = _list(index, Choice.from_params(params), max(number, 1), language_of(params))
    return respond(request, body, "application/json", LIGHT)


@lru_cache(maxsize=64)
def _hits(snapshot: Snapshot, filter: Filter, language: str) -> HttpBody:
    """Return the answer of ``/embed/hits``; without a language it gives no reasons."""
    hits = example_view.hits(snapshot.search_index, filter.q, language or "sv")
    if not language:
        return make_body(compact_json(hits and hits["ids"]))
    return make_body(compact_json(hits or {"ids": None, "reasons": {}}))


@lru_cache(maxsize=64)
def _list(index: SearchIndex, choice: Choice, number: int, language: str) -> HttpBody:
    with speaking(language):
        page = list_page(index, choice, number)
    return make_body(compact_json({**page, "tiles": tiles_view(index, choice, language)}))


@lru_cache(maxsize=64)
def _page(snapshot: Snapshot, filter: Filter, language: str, scheme: str) -> HttpBody:
    with speaking(language):
        home = "./" + query(filter, language)
        index = snapshot.search_index
        large = large_data(index, Choice(filter), language) if is_large(index) else {}
        ideas = () if large else index.select(filter)
        html = linked(
            {
                **viewer_data(ideas, home, root=""),
                "area": area_view(filter),
                "offline": settings().offline,
                **large,
            },
            scripts=(*SCRIPTS, "sheet.js", "service_worker_start.js"),
            title="Servicekartan",
            words=page_words(),
            home=home,
            scheme=scheme,
            may_be_kept=True,
            is_sheet=True,
            text_only="exempel" + query(filter, language),
        )
    return make_body(html.encode())


ROUTES: list[BaseRoute] = [
    Route("/embed", send_embed),
    Route("/embed/hits", send_hits),
    Route("/embed/examples/{id}", send_example),
    Route("/embed/list", send_list),
]
