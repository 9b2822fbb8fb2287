"""Pages of a room, without a Streamlit session: the phone's, the wall's, the one for the code.

A phone comes by ``/workshop?kod=ABCD``, which leads to ``/rum/ABCD``.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlencode

from anyio import to_thread
from babel.core import negotiate_locale
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from geodata.bank import open_bank
from geodata.database.store import open_store
from geodata.opendata.file_name import content_disposition
from geodata.workshop import room_codes, rooms
from geodata.workshop.qr_code import qr_svg
from geodata.workshop.rooms import RoomState
from geodata.workshop.slides import Slide, slides
from geodata.workshop.tours import with_stored_pictures, without_notes
from pages.common import example_view
from pages.common.i18n import LANGUAGES, language, speaking
from pages.middleware.browser_key import COOKIE
from pages.routes.presentation import presentation
from pages.routes.room import socket, texts
from pages.routes.room.code_guard import enter
from pages.routes.room.lan_address import phone_address
from pages.routes.room.take_home import file_name, file_to_take_home
from pages.viewer import assets
from pages.viewer.page_writer import script_json, templates

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'"
)
HEADERS = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}


def request_language(request: Request) -> str:
    """Return the language of the address, else the one that the browser prefers."""
    if (lang := request.query_params.get("lang")) in LANGUAGES:
        return str(lang)
    preferred = request.headers.get("accept-language", "").replace(" ", "").split(",")
    tags = [tag.split(";")[0] for tag in preferred]
    return negotiate_locale(tags, list(LANGUAGES), sep="-") or "sv"


def _page(template: str, root: str, **more: Any) -> str:
    other = "sv" if language() == "en" else "en"
    shared = {"language": language(), "root": root, "other": other, "other_name": LANGUAGES[other]}
    files = {
        kind: [root + assets.address(name) for name in more.pop(kind, ())]
        for kind in ("scripts", "styles")
    }
    return templates.get_template(template).render(**shared, **files, **more)


def _ask(wrong: str, root: str, status: int, *, guessing: bool = False) -> Response:
    other = "sv" if language() == "en" else "en"
    words = texts.code_words()
    page = _page(
        "code.html",
        root,
        page="ask",
        title=words["ask"],
        words=words,
        wrong=wrong,
        guessing=guessing,
        switch=urlencode({"kod": wrong, "lang": other} if wrong else {"lang": other}),
        styles=["map.css", "room.css"],
    )
    return HTMLResponse(page, status, HEADERS)


def _phone(room: RoomState) -> Response:
    words = texts.phone_words()
    collection = open_bank().current().collection
    stops = slides(room.tour, collection.by_id, language())
    data = {
        "code": room.code,
        "root": "../",
        "title": room.tour.title,
        "intro": room.tour.intro,
        "dots": room.dots,
        "reviews": room.reviews,
        "stops": [_stop(stop) for stop in stops],
        "kinds": example_view.kinds(),
        "words": words,
        "layers": {name: "../" + assets.address(name) for name in assets.LAYERS},
        # The map that a phone sets its pin on, with the tour's examples.
        "view": example_view.map_view({s.idea.id: s.idea for s in stops if s.idea}.values()),
    }
    page = _page(
        "phone.html",
        "../",
        page="phone",
        code=room.code,
        title=room.tour.title,
        words=words,
        data=script_json(data),
        scripts=["map.js", "socket.js", "phone.js"],
        styles=["map.css", "room.css"],
    )
    return HTMLResponse(page, headers=HEADERS)


def _stop(stop: Slide) -> dict[str, Any]:
    return {
        "heading": stop.heading,
        "text": stop.text,
        "place": stop.place,
        "idea": stop.idea and stop.idea.id,
        "kind": stop.idea and stop.idea.kind,
    }


def wall_data(room: RoomState, root: str) -> dict[str, Any]:
    """Return the data of ``wall.js`` on a room, besides the kinds.

    Parameters
    ----------
    root
        The relative path from the page to the app's root, such as ``"../"``.
    """
    collection = open_bank().current().collection
    stops = slides(room.tour, collection.by_id, language())
    examples = {
        stop.idea.id: {"id": stop.idea.id, "heading": stop.heading, "kind": stop.idea.kind}
        for stop in stops
        if stop.idea
    }
    return {
        "code": room.code,
        "root": root,
        "examples": list(examples.values()),
        "words": texts.wall_words(),
    }


def _results(room: RoomState) -> Response:
    data = {"room": wall_data(room, "../../"), "kinds": example_view.kinds()}
    page = _page(
        "results.html",
        "../../",
        page="results",
        title=room.tour.title,
        data=script_json(data),
        scripts=["map.js", "socket.js", "wall.js"],
        styles=["map.css", "room.css", "wall.css"],
    )
    return HTMLResponse(page, headers=HEADERS)


def _presentation(room: RoomState, key: str) -> Response:
    """Return the slides; the speaker's notes are for the leader's browser alone."""
    collection = open_bank().current().collection
    wall = wall_data(room, "../../")
    leads = rooms.is_leader(open_store(), room.code, key)
    tour = with_stored_pictures(open_store(), room.tour if leads else without_notes(room.tour))
    page = presentation(tour, room.code, collection.by_id, root="../../", room=wall)
    return HTMLResponse(page, headers=HEADERS)


def _qr(room: RoomState, url: str) -> Response:
    address = phone_address(room.address or url, room.long_code)
    headers = {"Cache-Control": "no-store"}
    return Response(qr_svg(address), headers=headers, media_type="image/svg+xml")


def _take_home(room: RoomState) -> Response:
    """Return the file to take home; while the room is open there is no result to take."""
    if room.open:
        return RedirectResponse(f"../{room.code}?{urlencode({'lang': language()})}", 303)
    disposition = content_disposition(file_name(room))
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return Response(file_to_take_home(room), headers=headers, media_type="text/html")


def _respond(request: Request, what: str) -> Response:
    root = "../" if what == "phone" else "../../"
    address = request.client and request.client.host
    with speaking(request_language(request)):
        room = enter(open_store(), request.path_params["code"], address)
        if room == "guessing":
            return _ask("", root, 429, guessing=True)
        if room == "unknown":
            return _ask(room_codes.normal_code(request.path_params["code"]), root, 404)
        if what == "qr":
            return _qr(room, str(request.base_url))
        if what == "take-home":
            return _take_home(room)
        if what == "presentation":
            return _presentation(room, request.cookies.get(COOKIE, ""))
        return (_phone if what == "phone" else _results)(room)


async def ask(request: Request) -> Response:
    """Answer ``/rum``: ask for a code, or redirect to the room of ``?kod=``."""
    code = room_codes.normal_code(request.query_params.get("kod", ""))
    if code:
        return RedirectResponse(room_location(code, request.url.query), 303)
    with speaking(request_language(request)):
        return _ask("", "", 200)


def room_location(code: str, query: str) -> str:
    """Return a room's address relative to the app's root, in the language of the query."""
    lang = parse_qs(query).get("lang", [])
    return f"rum/{code}" + (f"?{urlencode({'lang': lang[0]})}" if lang else "")


async def phone(request: Request) -> Response:
    """Answer ``/rum/{code}``: the phone's page."""
    return await to_thread.run_sync(_respond, request, "phone")


async def results(request: Request) -> Response:
    """Answer ``/rum/{code}/resultat``: the results, for a wall or a second screen."""
    return await to_thread.run_sync(_respond, request, "results")


async def present(request: Request) -> Response:
    """Answer ``/rum/{code}/visning``: the tour as slides, with the room's results."""
    return await to_thread.run_sync(_respond, request, "presentation")


async def take_home(request: Request) -> Response:
    """Answer ``/rum/{code}/ta-hem``: a closed room's tour and results in one file."""
    return await to_thread.run_sync(_respond, request, "take-home")


async def qr(request: Request) -> Response:
    """Answer ``/rum/{code}/qr.svg``: a QR code of the room's address for phones."""
    return await to_thread.run_sync(_respond, request, "qr")


ROUTES: list[BaseRoute] = [
    Route("/rum", ask),
    Route("/rum/{code}", phone),
    Route("/rum/{code}/resultat", results),
    Route("/rum/{code}/visning", present),
    Route("/rum/{code}/ta-hem", take_home),
    Route("/rum/{code}/qr.svg", qr),
    WebSocketRoute("/rum/{code}/ws", socket.serve_socket),
]
