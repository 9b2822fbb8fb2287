"""``/feed.atom``: new and changed examples, newest first, filtered as the map page is.

An entry's id is derived from the example's id alone, so that it stays the same when the app moves
to another address.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from geodata.api.conditional_response import LIGHT, make_body, respond
from geodata.bank import open_bank
from geodata.collection.filter import Filter
from geodata.collection.idea import Idea
from geodata.collection.vocabulary import KINDS
from geodata.swedish_time import TIME_ZONE, midnight
from geodata.text import first_day
from pages.common.i18n import _, language, speaking
from pages.common.links import filter_of, language_of, parse, permalink, public_root, query
from pages.viewer.page_writer import templates

MAX_ENTRIES = 100
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "servicekartan:feed")


def send_feed(request: Request) -> Response:
    """Answer ``/feed.atom``."""
    params = parse(request.url.query)
    with speaking(language_of(params)):
        text = _feed(filter_of(params), public_root(str(request.base_url)))
    return respond(request, make_body(text.encode()), "application/atom+xml", LIGHT)


def _feed(filter: Filter, root: str) -> str:
    snapshot = open_bank().current()
    moments = {
        idea.id: snapshot.moments.get(idea.id) or midnight(first_day(idea.updated))
        for idea in snapshot.search_index.select(filter)
    }
    newest = sorted(moments, key=moments.__getitem__, reverse=True)[:MAX_ENTRIES]
    ideas = snapshot.collection.by_id
    params = query(filter, language())
    return templates.get_template("feed.xml").render(
        id=_urn(params),
        language=language(),
        title=_("Servicekartan: nya och ändrade exempel"),
        subtitle=_("Exempel på service i hela Sverige"),
        rights=_("Texterna får användas fritt om källan anges (CC BY 4.0)."),
        updated=_rfc3339(moments[newest[0]] if newest else midnight("2026-01-01")),
        address=f"{root}feed.atom{params.removesuffix('?')}",
        page=root + params,
        entries=[_entry(ideas[idea_id], moments[idea_id], root) for idea_id in newest],
    )


def _entry(idea: Idea, moment: dt.datetime, root: str) -> dict[str, Any]:
    lang = language()
    lon, lat = idea.lonlat
    kind = KINDS[idea.kind]
    terms = [(kind.key, kind.label(lang)), (idea.county_code, idea.county)]
    return {
        "id": _urn(f"exempel/{idea.id}"),
        "title": idea.text("title", lang),
        "summary": idea.text("summary", lang),
        "updated": _rfc3339(moment),
        "address": permalink(root, idea.id, lang),
        "categories": terms + [(term.key, term.label(lang)) for term in idea.terms()],
        "lon": lon,
        "lat": lat,
    }


def _urn(name: str) -> str:
    return uuid.uuid5(NAMESPACE, name).urn


def _rfc3339(moment: dt.datetime) -> str:
    """Return a moment in Swedish time, to the millisecond: a day may have many changes."""
    return moment.astimezone(TIME_ZONE).isoformat(timespec="milliseconds")


ROUTES: list[BaseRoute] = [Route("/feed.atom", send_feed)]
