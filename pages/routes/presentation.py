"""A tour as slides: the page at ``/visning/{code}``, and the same in one file to take home."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from geodata.bank import open_bank
from geodata.collection.idea import Idea
from geodata.collection.search.hit_reason import reason_texts
from geodata.collection.search.search_index import SearchIndex
from geodata.database.store import open_store
from geodata.guides.guides import Guides
from geodata.pictures.decoding import MEDIA_TYPE, SizeName
from geodata.workshop.room_outcome import Outcome, in_parts
from geodata.workshop.slides import Load, Slide, no_pictures, slides
from geodata.workshop.tours import (
    READY,
    Tour,
    load_tour,
    may_edit,
    with_stored_pictures,
    without_notes,
)
from pages.common import example_view, guide_view
from pages.common.guide_view import GuideView
from pages.common.i18n import _, language, ngettext, speaking
from pages.common.links import language_of, language_query, public_root
from pages.common.picture_view import PictureView, picture_view
from pages.common.site_map import WORKSHOP
from pages.common.social import of_tour
from pages.middleware.browser_key import COOKIE
from pages.routes.examples import POLICY, text_page
from pages.viewer.page_writer import LINKED_POLICY, linked, page_words, viewer_data, whole

ROOM_SCRIPTS = ("socket.js", "wall.js")
MAX_BARS, MAX_IDEAS = 3, 5
"""How many bars, and ideas, a slide of an outcome holds on a projector of 1024 x 768 pixels."""
Page = tuple[dict[str, Any], dict[str, Any]]
"""The data for a page's scripts, and the further variables of its template."""


def presentation(
    tour: Tour,
    code: str,
    ideas: Mapping[str, Idea],
    *,
    root: str = "../",
    room: Mapping[str, Any] | None = None,
    public_root: str = "",
) -> str:
    """Return the page that presents a tour, in the current language.

    Parameters
    ----------
    code
        The tour's code: windows that show the same code stay in step.
    ideas
        The examples by id.
    root
        The relative path from the page to the app's root.
    room
        The data of ``wall.js``, if a room takes part.
    public_root
        The app's public address, for a page that others may link to; "" if none may.
    """
    data, variables = _contents(tour, code, ideas, room=room)
    photos = (*_photos(data), *_own_photos(variables["stops"]))
    variables["photos"] = {key: {**p, "large": root + p["large"]} for key, p in photos}
    if public_root:
        address = f"{public_root}visning/{code.lower()}{language_query(language())}"
        preview = of_tour(tour, code.lower())
        variables["social"] = {"preview": preview, "root": public_root, "address": address}
    return linked(
        data,
        root=root,
        template="slides.html",
        scripts=("map.js", *(ROOM_SCRIPTS if room else ()), "slides.js"),
        styles=("map.css", *(("wall.css",) if room else ()), "slides.css"),
        **variables,
    )


def take_home(
    tour: Tour,
    ideas: Mapping[str, Idea],
    language: str,
    guides: Guides | None = None,
    load: Load = no_pictures,
    outcome: Outcome | None = None,
) -> str:
    """Return a page in one file with a tour's slides, its examples and the guides about them.

    The file loads nothing from a server; it searches the tour's own examples.

    Parameters
    ----------
    ideas
        The examples by id.
    language
        ``"sv"`` or ``"en"``.
    guides
        The guides to choose from; None gives a file without any.
    load
        Reads the pictures, which stand in the file; those that it does not find are left out.
    outcome
        What a room came to, for slides after the stops.
    """
    with speaking(language):
        data, variables = _contents(tour, tour.title, ideas, browse=True, outcome=outcome)
        free = ((key, _filled(view, load)) for key, view in _own_photos(variables["stops"]))
        photos = (*_inline_pictures(data, load), *free)
        variables["photos"] = {key: view for key, view in photos if view["large"]}
        variables["guides"] = _guides(tour, ideas, guides or Guides())
        own = SearchIndex(ideas[example["id"]] for example in data["ideas"])
        texts = [reason_texts(idea, language) for idea in own.ideas]
        return whole(
            data | {"search": own.text_index.to_data(), "reasonTexts": texts},
            template="slides.html",
            scripts=("map.js", "search.js", "viewer.js", "slides.js"),
            styles=("map.css", "viewer.css", "slides.css"),
            **variables,
        )


def _photos(data: Mapping[str, Any]) -> Iterator[tuple[str, PictureView]]:
    """Yield the first picture of each example that has one, with the example's id."""
    for example in data["ideas"]:
        yield from ((example["id"], picture) for picture in example["pictures"][:1])


def _own_photos(stops: Sequence[Slide]) -> Iterator[tuple[int, PictureView]]:
    """Yield the picture of each free slide that has one, with the slide's number."""
    for stop in stops:
        if stop.idea is None:
            yield from ((stop.number, picture_view(picture)) for picture in stop.pictures)


def _inline_pictures(data: Mapping[str, Any], load: Load) -> Iterator[tuple[str, PictureView]]:
    """Put the pictures into the data of a file; yield each example's first one for its slide.

    A picture stands in the file once: the panel takes the first one from the slide.
    """
    for example in data["ideas"]:
        pictures: list[PictureView] = example["pictures"]
        views: list[PictureView] = []
        for view in pictures:
            source = _inline(view["id"], "panel" if views else "projector", load)
            if not source:
                continue
            if not views:
                yield example["id"], {**view, "large": source}
            views.append({**view, "card": "", "large": "", "src": source if views else ""})
        example["pictures"] = views


def _filled(view: PictureView, load: Load) -> PictureView:
    """Return a slide's picture with its pixels in place of the address, "" if there are none."""
    return {**view, "large": _inline(view["id"], "projector", load)}


def _inline(identifier: str, size: SizeName, load: Load) -> str:
    """Return a picture as an address that holds it, "" if there is none."""
    content = load(identifier, size)
    return f"data:{MEDIA_TYPE};base64,{base64.b64encode(content).decode()}" if content else ""


def _guides(tour: Tour, ideas: Mapping[str, Idea], guides: Guides) -> list[GuideView]:
    """Return the guides about a tour's examples, in their order."""
    own = {key: ideas[key] for key in tour.ideas if key in ideas}
    about = {guide.id for idea in own.values() for guide in guides.about(idea)}
    return [guide_view.guide_view(guide, own) for guide in guides.guides if guide.id in about]


def _contents(
    tour: Tour,
    code: str,
    ideas: Mapping[str, Idea],
    *,
    browse: bool = False,
    room: Mapping[str, Any] | None = None,
    outcome: Outcome | None = None,
) -> Page:
    stops = slides(tour, ideas, language())
    data = viewer_data([ideas[key] for key in tour.ideas if key in ideas])
    after = [_everything()] * (3 if room else 1)
    bar_parts, idea_parts = _outcome_parts(outcome)
    if outcome:
        pins = [(*pin.lonlat, str(pin.number)) for pin in outcome.pins]
        with_pins = [_everything() | {"pins": pins}] * len(idea_parts)
        after = [*[_everything()] * len(bar_parts), *with_pins, *after]
    data |= {"slides": [_everything(), *map(_target, stops), *after], "room": room}
    variables = {
        "title": tour.title,
        "tour": tour,
        "code": code,
        "stops": stops,
        "last": len(data["slides"]) - 1,
        "count": ngettext("{n} stopp", "{n} stopp", len(stops)),
        "examples": {example["id"]: example for example in data["ideas"]},
        "kinds": {kind["key"]: kind["label"] for kind in data["kinds"]},
        "browse": browse,
        "guides": [],
        "photos": {},
        "guide_words": guide_view.words(),
        "room": room,
        "social": None,
        "outcome": outcome,
        "bar_parts": bar_parts,
        "idea_parts": idea_parts,
        "home": None,
        "text_only": None,
        "shortcuts": _shortcuts(),
        "words": page_words() | example_view.words() | _words(),
    }
    return data, variables


def _outcome_parts(outcome: Outcome | None) -> tuple[Sequence[Any], Sequence[Any]]:
    """Return the bars with dots and the numbered ideas of each slide of an outcome.

    There is at least one slide of each.
    """
    if outcome is None:
        return [], []
    ideas = list(enumerate(outcome.ideas, start=1))
    bars = [bar for bar in outcome.bars if bar.dots]
    return in_parts(bars, MAX_BARS) or [()], in_parts(ideas, MAX_IDEAS) or [()]


def _target(stop: Slide) -> dict[str, Any]:
    """Return the map's target at a stop."""
    return {"idea": stop.idea and stop.idea.id, "lonlat": stop.lonlat}


def _everything() -> dict[str, Any]:
    return {"idea": None, "lonlat": None}


def _words() -> dict[str, str]:
    return {
        "previous": _("Föregående"),
        "next": _("Nästa"),
        "overview": _("Alla stopp"),
        "blank": _("Svart skärm"),
        "theme": _("Ljust eller mörkt"),
        "fullscreen": _("Helskärm"),
        "speaker": _("Talarvy"),
        "browse": _("Läs och sök"),
        "to_slides": _("Till bilderna"),
        "help": _("Tangenter"),
        "close": _("Stäng"),
        "controls": _("Styr visningen"),
        "map": _("Karta"),
        "at_stop": _("Stopp {at} av {all}: {heading}"),
        "more": _("och {n} till"),
        "now": _("Nu"),
        "following": _("Sedan kommer"),
        "note": _("Anteckningar"),
        "no_note": _("Inga anteckningar till det här stoppet."),
        "gone": _("Det här exemplet finns inte längre"),
        "gone_text": _("Det har tagits bort ur Servicekartan. Gå vidare till nästa stopp."),
        "results": _("Så tycker rummet"),
        "total": _("Prickar: {n}"),
        "ideas": _("Idéer från rummet"),
        "pins": _("Idéerna på kartan"),
        "no_ideas": _("Inga idéer att visa."),
        "end": _("Vad passar hos er?"),
        "end_text": _("Vad vill ni veta mer om? Vad vill ni pröva? Vem tar första steget?"),
        "time": _("Klockan"),
        "elapsed": _("Har pågått"),
        "restart": _("Börja från noll"),
        "dark": _("Skärmen är svart"),
        "letters": _("Bokstäver och tecken fungerar som tangenter"),
        "clicker": _("En fjärrkontroll för bildspel fungerar. På en pekskärm drar du åt sidan."),
    }


def _shortcuts() -> list[tuple[list[str], str]]:
    """Return the keys of ``slides.js`` and what they do."""
    return [
        (["→", "Page Down", _("Mellanslag")], _("Nästa")),
        (["←", "Page Up", _("Backsteg")], _("Föregående")),
        (["Home", "End"], _("Första och sista")),
        (["O", "Esc"], _("Alla stopp")),
        (["B", "."], _("Svart skärm")),
        (["F"], _("Helskärm")),
        (["S"], _("Talarvy i ett eget fönster")),
        (["T"], _("Ljust eller mörkt")),
        (["?"], _("Den här listan")),
    ]


def _missing(code: str) -> dict[str, Any]:
    message = _("Det finns ingen visning med koden {code}. Kontrollera koden.")
    return {
        "title": _("Visningen finns inte"),
        "search": f"{WORKSHOP.path}{language_query(language())}",
        "words": {"missing": message.format(code=code), "search": _("Välj en visning")},
    }


def send_tour(request: Request) -> Response:
    """Answer ``/visning/{code}``: the code of a saved tour or the name of a ready-made one."""
    code = request.path_params["code"].strip()
    params = {name: request.query_params.getlist(name) for name in request.query_params}
    with speaking(language_of(params)):
        tour = load_tour(open_store(), code, language())
        if tour is None:
            page = text_page(request, "missing.html", "../", _missing(code))
            return HTMLResponse(page, 404, {"Content-Security-Policy": POLICY})
        if code.lower() not in READY and not may_edit(
            open_store(), code, request.cookies.get(COOKIE, "")
        ):
            tour = without_notes(tour)
        tour = with_stored_pictures(open_store(), tour)
        collection = open_bank().current().collection
        root = public_root(str(request.base_url))
        page = presentation(tour, code.upper(), collection.by_id, public_root=root)
    headers = {
        "Content-Security-Policy": LINKED_POLICY,
        # With the speaker's notes or without: it depends on whose browser asks.
        "Cache-Control": "private, no-cache",
    }
    return HTMLResponse(page, headers=headers)


ROUTES: list[BaseRoute] = [Route("/visning/{code}", send_tour)]
