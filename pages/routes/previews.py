"""``/bild/...`` and ``/dela/qr.svg``: images of link previews and paper, and a view's QR code."""

from __future__ import annotations

from collections.abc import Sequence

from segno import DataOverflowError
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from geodata.api.conditional_response import make_body, respond
from geodata.bank import open_bank
from geodata.collection.idea import Idea
from geodata.collection.vocabulary import KINDS
from geodata.database.store import open_store
from geodata.workshop.preview_image import Preview, preview_image, selection_picture
from geodata.workshop.qr_code import qr_svg
from geodata.workshop.tours import Tour, load_tour
from pages.common.i18n import _, language, ngettext, speaking
from pages.common.links import filter_of, language_of, parse, public_root
from pages.common.social import tagline
from pages.routes.favourites import PARAMETER, named_ideas
from pages.routes.room.lan_address import is_local, local_addresses, with_host

AN_HOUR = "public, max-age=3600"
A_DAY = "public, max-age=86400"
MAX_POINTS = 40
"""How many of a tour's examples its image shows."""
MAX_ADDRESS = 1_500
"""Characters of a view's address in a QR code: a longer one no phone would read from a wall."""


def send_map_image(request: Request) -> Response:
    """Answer ``/bild/karta.png``."""
    with speaking(language_of(parse(request.url.query))):
        preview = Preview(_("Service på landsbygden"), tagline())
    return _send(request, preview)


def send_example_image(request: Request) -> Response:
    """Answer ``/bild/exempel/{id}.png``."""
    idea = open_bank().current().collection.by_id.get(request.path_params["id"])
    if idea is None:
        return PlainTextResponse("Not found", 404)
    with speaking(language_of(parse(request.url.query))):
        return _send(request, _of_example(idea))


def send_tour_image(request: Request) -> Response:
    """Answer ``/bild/visning/{code}.png``."""
    with speaking(language_of(parse(request.url.query))):
        tour = load_tour(open_store(), request.path_params["code"].strip(), language())
        if tour is None:
            return PlainTextResponse("Not found", 404)
        return _send(request, _of_tour(tour))


def send_selection_image(request: Request) -> Response:
    """Answer ``/bild/urval.png``: a map of the examples that a filter has, or that are named."""
    params = parse(request.url.query)
    content = selection_picture(tuple(idea.lonlat for idea in _selection(params)))
    return respond(request, make_body(content, compressible=False), "image/png", AN_HOUR)


def _selection(params: dict[str, list[str]]) -> Sequence[Idea]:
    if PARAMETER in params:
        return named_ideas(params)[0]
    return open_bank().current().search_index.select(filter_of(params))


def _of_example(idea: Idea) -> Preview:
    lang = language()
    line = f"{KINDS[idea.kind].label(lang)} · {idea.place_label}, {idea.county}"
    return Preview(idea.text("title", lang), line, (idea.lonlat,), idea.place, idea.kind)


def _of_tour(tour: Tour) -> Preview:
    by_id = open_bank().current().collection.by_id
    ideas = [by_id[name] for name in tour.ideas if name in by_id][:MAX_POINTS]
    count = ngettext("{n} stopp", "{n} stopp", len(tour.stops))
    line = tour.intro or _("En visning med {count}.").format(count=count)
    return Preview(tour.title, line, tuple(idea.lonlat for idea in ideas))


def _send(request: Request, preview: Preview) -> Response:
    body = make_body(preview_image(preview), compressible=False)
    return respond(request, body, "image/png", A_DAY)


def send_qr_code(request: Request) -> Response:
    """Answer ``/dela/qr.svg``: the QR code of a path of the app, ``till``, as phones reach it."""
    root = public_root(str(request.base_url))
    if is_local(root) and (hosts := local_addresses()):
        root = f"{with_host(root, hosts[0].address)}/"
    path = request.query_params.get("till", "").lstrip("/")
    try:
        svg = qr_svg(f"{root}{path[:MAX_ADDRESS]}", 4)
    except DataOverflowError:
        return PlainTextResponse(_("Adressen är för lång för en QR-kod."), 400)
    return respond(request, make_body(svg.encode()), "image/svg+xml", "no-cache")


ROUTES: list[BaseRoute] = [
    Route("/bild/karta.png", send_map_image),
    Route("/bild/urval.png", send_selection_image),
    Route("/bild/exempel/{id}.png", send_example_image),
    Route("/bild/visning/{code}.png", send_tour_image),
    Route("/dela/qr.svg", send_qr_code),
]
