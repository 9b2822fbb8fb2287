"""``/exempel`` and ``/exempel/{id}``: the examples as pages of text, which need no script.

``/sitemap.xml`` and ``/robots.txt`` lead search engines to these pages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from geodata.api.conditional_response import LIGHT, make_body, respond
from geodata.bank import open_bank
from geodata.collection.filter import Filter
from geodata.collection.idea import Idea
from geodata.collection.vocabulary import KINDS
from geodata.swedish_time import today
from pages.common import example_view, site_map, social
from pages.common.footer_texts import foot_words
from pages.common.i18n import LANGUAGES, _, date, language, ngettext, speaking
from pages.common.links import (
    filter_of,
    language_of,
    language_query,
    parse,
    permalink,
    public_root,
    query,
)
from pages.common.picture_view import picture_views
from pages.common.tool_texts import bar_words
from pages.viewer import assets
from pages.viewer.page_writer import script_json, templates
from pages.viewer.sweden_outline import outline, spot

MAX_SEARCH = 80
"""How many characters of an unknown id are searched for."""
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'self'"
)
MAX_SUMMARIES = 200
"""Up to how many examples of a selection are told with summary and status."""


def send_example(request: Request) -> Response:
    """Answer ``/exempel/{id}``."""
    identifier = request.path_params["id"]
    with speaking(language_of(parse(request.url.query))):
        idea = open_bank().current().collection.by_id.get(identifier)
        if idea is None:
            page = text_page(request, "missing.html", "../", _missing(identifier))
            return HTMLResponse(page, 404, {"Content-Security-Policy": POLICY})
        content = _example(idea, public_root(str(request.base_url)))
        return send_text_page(request, text_page(request, "example.html", "../", content))


def send_examples(request: Request) -> Response:
    """Answer ``/exempel``: the examples of a filter, by county."""
    params = parse(request.url.query)
    with speaking(language_of(params)):
        selection = filter_of(params)
        content = _examples(open_bank().current().search_index.select(selection), selection)
        return send_text_page(request, text_page(request, "examples.html", "", content))


def send_text_page(request: Request, page: str) -> Response:
    """Respond with a plain page, its ETag and its policy."""
    response = respond(request, make_body(page.encode()), "text/html", LIGHT)
    response.headers["Content-Security-Policy"] = POLICY
    return response


def text_page(request: Request, template: str, root: str, content: dict[str, Any]) -> str:
    """Return a page of text: a template that extends ``page.html``, filled with ``content``.

    ``root`` is the relative path from the page to the app's root.
    """
    other = "sv" if language() == "en" else "en"
    words = {
        "skip": _("Hoppa till innehållet"),
        "all": _("Alla exempel"),
        "feed": _("Nya och ändrade exempel"),
        "licence": _("Texterna får användas fritt om källan anges (CC BY 4.0)."),
        "tools": bar_words(),
        **foot_words(),
    }
    return templates.get_template(template).render(
        content,
        words=content["words"] | words,
        language=language(),
        lang=language_query(language()),
        root=root,
        style=assets.address("viewer.css+tools.css"),
        script=assets.address("tools.js"),
        other=other,
        other_name=LANGUAGES[other],
        switch=f"?{request.url.include_query_params(lang=other).query}",
    )


def _example(idea: Idea, root: str) -> dict[str, Any]:
    example = example_view.example(idea)
    kind = KINDS[idea.kind]
    return {
        "title": example["title"],
        "idea": example,
        "kind": kind.label(language()),
        "colour": kind.colour,
        "outline": outline(),
        "spot": spot(idea.lonlat),
        "on_map": query(Filter(), language(), idea=idea.id),
        "canonical": permalink(root, idea.id, language()),
        "alternates": {code: permalink(root, idea.id, code) for code in LANGUAGES},
        "public_root": root,
        "preview": social.of_example(idea),
        "linked_data": script_json(_linked_data(idea, root)),
        "words": example_view.words()
        | {
            "on_map": _("Visa på kartan"),
            "holds": _("Stämmer det här? Svara vid exemplet på kartan."),
            "ask": _(
                "Vill ni fråga något eller komma på studiebesök? Gör det vid exemplet på kartan."
            ),
            "where": _("{place} på en karta över Sverige: {county}").format(
                place=example["place"], county=example["county"]
            ),
            "updated": _("Ändrat här {date}").format(date=date(idea.updated)),
        },
    }


def _linked_data(idea: Idea, root: str) -> dict[str, Any]:
    """Return the example as JSON-LD in the vocabulary of schema.org."""
    lon, lat = idea.lonlat
    lang = language()
    return {
        "@context": "https://schema.org",
        "@type": "Article",
        "@id": permalink(root, idea.id, lang),
        "headline": idea.text("title", lang),
        "description": idea.text("summary", lang),
        "inLanguage": lang,
        "dateModified": idea.updated,
        "license": LICENCE,
        "isPartOf": {"@type": "WebSite", "name": "Servicekartan", "url": root},
        "about": [term.label(lang) for term in idea.terms()],
        "contentLocation": {
            "@type": "Place",
            "name": idea.place,
            "address": {
                "@type": "PostalAddress",
                "addressLocality": idea.municipality,
                "addressRegion": idea.county,
                "addressCountry": "SE",
            },
            "geo": {"@type": "GeoCoordinates", "latitude": lat, "longitude": lon},
        },
        "image": [root + picture["large"] for picture in picture_views(idea)],
        "citation": [
            {"@type": "CreativeWork", "name": source.title}
            | ({"url": source.url} if source.url else {})
            for source in idea.sources
        ],
    }


def _missing(identifier: str) -> dict[str, Any]:
    words = identifier.replace("-", " ")[:MAX_SEARCH]
    return {
        "title": _("Exemplet finns inte"),
        "search": query(Filter(q=words), language()),
        "words": {
            "missing": _("Det finns inget exempel på den här adressen. Det kan ha tagits bort."),
            "search": _("Sök efter ”{words}” på kartan").format(words=words),
        },
    }


def _examples(hits: Sequence[Idea], filter: Filter) -> dict[str, Any]:
    by_county = sorted(hits, key=lambda idea: (idea.county, idea.place))
    return {
        "title": social.selection_title(filter),
        "map": map_address(filter.to_params()) if hits else "",
        "whole": filter != Filter() and len(hits) <= MAX_SUMMARIES,
        "groups": [
            (county, [text_card(idea) for idea in ideas])
            for county, ideas in groupby(by_county, key=lambda idea: idea.county)
        ],
        "words": {
            "count": ngettext("{n} exempel", "{n} exempel", len(hits)),
            "map": map_text(len(hits)),
            "printed": _("Hämtat ur Servicekartan {date}").format(date=date(today().isoformat())),
            **compare_words(),
        },
    }


def map_address(params: Mapping[str, Sequence[str]]) -> str:
    """Return the address of a selection's map on paper, relative to the app's root."""
    chosen = urlencode(params, doseq=True, safe=",")
    return f"bild/urval.png?{chosen}" if chosen else "bild/urval.png"


def map_text(count: int) -> str:
    """Return what a selection's map on paper shows, in words."""
    return ngettext("Karta med {n} exempel", "Karta med {n} exempel", count)


def text_card(idea: Idea) -> dict[str, Any]:
    """Return the list entry of an example for pages of text."""
    return {**example_view.card(idea), "kind_label": KINDS[idea.kind].label(language())}


def compare_words() -> dict[str, str]:
    """Return the labels of the choice of examples to compare."""
    return {"compare_one": _("Jämför"), "compare_chosen": _("Jämför dem du har kryssat för")}


def send_sitemap(request: Request) -> Response:
    """Answer ``/sitemap.xml``: the pages and every example, in both languages."""
    ideas = open_bank().current().collection.ideas
    paths = [page.path for page in site_map.PAGES if page.is_public]
    pages: list[dict[str, str | None]] = [
        {"path": path, "updated": None} for path in (*paths, "exempel")
    ]
    pages += [{"path": f"exempel/{idea.id}", "updated": idea.updated} for idea in ideas]
    root = public_root(str(request.base_url))
    text = templates.get_template("sitemap.xml").render(pages=pages, root=root)
    return respond(request, make_body(text.encode()), "application/xml", LIGHT)


def send_robots(request: Request) -> Response:
    """Answer ``/robots.txt``: every public page may be read; names the site map."""
    root = public_root(str(request.base_url))
    private = [page.address for page in site_map.PAGES if not page.is_public]
    prefix = urlsplit(root).path.rstrip("/")
    rules = ["User-agent: *", *(f"Disallow: {prefix}{path}" for path in (*private, "/_stcore/"))]
    return PlainTextResponse("\n".join([*rules, f"Sitemap: {root}sitemap.xml", ""]))


ROUTES: list[BaseRoute] = [
    Route("/exempel", send_examples),
    Route("/exempel/{id}", send_example),
    Route("/sitemap.xml", send_sitemap),
    Route("/robots.txt", send_robots),
]
