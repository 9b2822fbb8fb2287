"""``/feed.atom``: new and changed examples, newest first, by the pages' own parameters.

An entry's id is made of the example's own and nothing else, so that a reader knows it again
wherever the app is moved.
"""

from __future__ import annotations

import uuid
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from geodata.api.cached_response import make_body, respond
from geodata.bank import open_bank
from geodata.collection.idea import Idea
from geodata.collection.vocabulary import KINDS
from geodata.text import first_day
from pages.common.i18n import _, language, speaking
from pages.common.links import asked_filter, asked_language, parse, permalink, public_root, query
from pages.viewer.page_writer import templates

MAX_ENTRIES = 100
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "servicekartan:feed")


def send_feed(request: Request) -> Response:
    """Answer ``/feed.atom``."""
    params = parse(request.url.query)
    wanted = asked_filter(params)
    root = public_root(str(request.base_url))
    with speaking(asked_language(params)):
        found = open_bank().current().search_index.select(wanted)
        newest = sorted(found, key=lambda idea: _moment(idea.updated), reverse=True)[:MAX_ENTRIES]
        same = query(wanted, language())
        text = templates.get_template("feed.xml").render(
            id=_urn(same),
            language=language(),
            title=_("Servicekartan: nya och ändrade exempel"),
            subtitle=_("Exempel på service i hela Sverige"),
            rights=_("Texterna får användas fritt om källan anges (CC BY 4.0)."),
            updated=_moment(newest[0].updated) if newest else _moment("2026"),
            address=f"{root}feed.atom{same.removesuffix('?')}",
            page=root + same,
            entries=[_entry(idea, root) for idea in newest],
        )
    return respond(request, make_body(text.encode()), "application/atom+xml", "no-cache")


def _entry(idea: Idea, root: str) -> dict[str, Any]:
    spoken = language()
    lon, lat = idea.lonlat
    kind = KINDS[idea.kind]
    terms = [(kind.key, kind.label(spoken)), (idea.county_code, idea.county)]
    return {
        "id": _urn(f"exempel/{idea.id}"),
        "title": idea.text("title", spoken),
        "summary": idea.text("summary", spoken),
        "updated": _moment(idea.updated),
        "address": permalink(root, idea.id, spoken),
        "categories": terms + [(term.key, term.label(spoken)) for term in idea.terms()],
        "lon": lon,
        "lat": lat,
    }


def _urn(name: str) -> str:
    return uuid.uuid5(NAMESPACE, name).urn


def _moment(partial: str) -> str:
    """Return a date as RFC 3339 asks: the first moment of the year, month or day that is known."""
    return f"{first_day(partial)}T00:00:00Z"


ROUTES: list[BaseRoute] = [Route("/feed.atom", send_feed)]
