"""``/favoriter`` and ``/jamfor``: chosen examples as a list and side by side, as pages of text.

The address holds the choice: it can be shared, and the server keeps nothing. Which favourites a
device has only its browser knows (``viewer/static/tools.js``).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from geodata.bank import open_bank
from geodata.collection.idea import Idea
from geodata.swedish_time import today
from pages.common import comparison
from pages.common.comparison import FEWEST, MOST
from pages.common.i18n import _, date, language, ngettext, speaking
from pages.common.links import language_of, parse
from pages.common.site_map import WORKSHOP
from pages.common.tool_texts import MAX_FAVOURITES
from pages.routes.examples import (
    compare_words,
    map_address,
    map_text,
    send_text_page,
    text_card,
    text_page,
)

PARAMETER = "exempel"


def named_ideas(params: dict[str, list[str]]) -> tuple[list[Idea], int]:
    """Return the examples that an address names, each once, and how many ids are of none.

    Ids stand in one parameter with commas between, or in several.
    """
    ids = dict.fromkeys(part for value in params.get(PARAMETER, []) for part in value.split(","))
    names = [name for name in ids if name][:MAX_FAVOURITES]
    by_id = open_bank().current().collection.by_id
    ideas = [by_id[name] for name in names if name in by_id]
    return ideas, len(names) - len(ideas)


def send_favourites(request: Request) -> Response:
    """Answer ``/favoriter``: the examples of the address, or those that the browser has kept."""
    params = parse(request.url.query)
    with speaking(language_of(params)):
        page = text_page(request, "favourites.html", "", _favourites(*named_ideas(params)))
        return send_text_page(request, page)


def send_comparison(request: Request) -> Response:
    """Answer ``/jamfor``: two to four examples side by side."""
    params = parse(request.url.query)
    with speaking(language_of(params)):
        page = text_page(request, "comparison.html", "", _comparison(*named_ideas(params)))
        return send_text_page(request, page)


def _favourites(ideas: list[Idea], missing: int) -> dict[str, Any]:
    ids = ",".join(idea.id for idea in ideas)
    lang = {"lang": language()} if language() != "sv" else {}
    tour = urlencode({PARAMETER: ids, **lang}, safe=",")
    return {
        "title": _("Favoriter"),
        "ideas": [text_card(idea) for idea in ideas],
        "ids": ids,
        "map": map_address({PARAMETER: [ids]}) if ideas else "",
        "tour": f"{WORKSHOP.path}?{tour}",
        "most": MOST,
        "words": _favourite_words(len(ideas))
        | {"map": map_text(len(ideas))}
        | _gone(missing)
        | compare_words()
        | _printed(),
    }


def _favourite_words(count: int) -> dict[str, str]:
    return {
        "count": ngettext("{n} exempel", "{n} exempel", count),
        "none": _(
            "Här samlas de exempel som du märker med en stjärna. Du hittar stjärnan vid varje "
            "exempel på kartan och i listorna."
        ),
        "to_map": _("Till kartan"),
        "mine": _(
            "Favoriterna finns bara i den här webbläsaren, tills du tar bort dem. En webbläsare "
            "som du inte har öppnat sidan i på en vecka kan glömma dem. Spara eller dela länken "
            "om du vill ha dem kvar, eller öppna dem någon annanstans."
        ),
        "others": _("Någon har delat de här exemplen med dig."),
        "keep_listed": _("Spara dem bland mina favoriter"),
        "forget": _("Glöm mina favoriter på den här enheten"),
        "tour": _("Gör en visning av dem"),
        "pick": _("Kryssa för två till fyra för att jämföra dem."),
    }


def _gone(missing: int) -> dict[str, str]:
    text = ngettext(
        "{n} exempel i länken finns inte längre på kartan.",
        "{n} exempel i länken finns inte längre på kartan.",
        missing,
    )
    return {"gone": text if missing else ""}


def _printed() -> dict[str, str]:
    day = date(today().isoformat())
    return {"printed": _("Hämtat ur Servicekartan {date}").format(date=day)}


def _comparison(ideas: list[Idea], missing: int) -> dict[str, Any]:
    compared = ideas[:MOST]
    enough = len(compared) >= FEWEST
    return {
        "title": _("Jämför exempel"),
        "heads": comparison.heads(compared) if enough else [],
        "rows": comparison.rows(compared) if enough else [],
        "differences": comparison.differences(compared) if enough else [],
        "words": {
            "few": _("Välj två till fyra exempel att jämföra: kryssa för dem i en lista."),
            "many": _("Fyra går att jämföra på en gång: de fyra första visas.")
            if len(ideas) > MOST
            else "",
            "property": _("Egenskap"),
        }
        | _gone(missing)
        | _printed(),
    }


ROUTES: list[BaseRoute] = [
    Route("/favoriter", send_favourites),
    Route("/jamfor", send_comparison),
]
