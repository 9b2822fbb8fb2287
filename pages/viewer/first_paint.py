"""First paint of the map page: the light viewer, to be read before Streamlit has loaded.

It shows what the address asks for and writes the map page's own parameters to the address, so that
the app can take over. Of each example it holds what the list shows; the rest is fetched from
``embed/examples/{id}`` when somebody opens it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from geodata.bank import Snapshot
from geodata.collection.filter import Filter
from geodata.collection.idea import Idea
from geodata.collection.search.search_index import SearchIndex
from geodata.settings import settings
from pages.common import example_view
from pages.common.area_view import area_view
from pages.common.i18n import _, language
from pages.common.links import language_query, permalink
from pages.common.site_map import PAGES
from pages.viewer import assets
from pages.viewer.large import Choice, is_large
from pages.viewer.page_writer import page_words, script_json, templates, viewer_words
from pages.viewer.tiles import large_data

SCRIPTS = ("map.js", "viewer.js+first_paint.js+service_worker_start.js")
STYLES = ("map.css", "viewer.css+first_paint.css")


def head() -> str:
    """Return the elements for the page's head: scripts, styles and the land."""
    # First what nothing can begin without: a browser fetches six files at a time.
    scripts = [f'<script defer src="{assets.address(name)}"></script>' for name in SCRIPTS]
    styles = [
        f'<link rel="stylesheet" data-first-paint href="{assets.address(name)}">' for name in STYLES
    ]
    land = assets.address("municipalities")
    hold = (assets.STATIC / "hold.js").read_text(encoding="utf-8")
    return "".join(
        [
            f"<script>{hold}</script>",
            *scripts,
            *styles,
            f'<link rel="preload" as="fetch" crossorigin="anonymous" href="{land}">',
            '<link rel="manifest" href="./manifest.webmanifest">',
            '<link rel="apple-touch-icon" href="./icon-192.png">',
            '<meta name="theme-color" content="#14543f">',
        ]
    )


def body(snapshot: Snapshot, filter: Filter, idea: str) -> str:
    """Return the first paint's elements, in the current language.

    Parameters
    ----------
    snapshot
        The collection.
    filter
        What the address asks for. Its words, kinds and box are the visitor's to change in the
        first paint, so the examples that they leave out are in its data too.
    idea
        The id of the example that is open, or "".
    """
    data = _data(snapshot, filter, idea)
    return templates.get_template("first_paint.html").render(
        data=script_json(data),
        title="Servicekartan",
        words=page_words() | {"menu": _("Meny"), "filters": _("Sök och filtrera")},
        home=None,
        may_be_kept=True,
        is_sheet=True,
        menu=_menu(),
        listing=data["ideas"],
    )


def _menu() -> list[dict[str, str]]:
    lang = language_query(language())
    pages = (page for page in PAGES if page.is_public)
    return [{"address": f"./{page.path}{lang}", "title": _(page.title)} for page in pages]


def _data(snapshot: Snapshot, filter: Filter, idea: str) -> dict[str, Any]:
    index = snapshot.search_index
    place = replace(filter, q="", kind=(), bbox=None)
    contents = _first_page if is_large(index) else _everything
    data = contents(index, place, filter, idea)
    words = {
        "late": _("Kartan går att använda. Resten av sidan kräver en bättre uppkoppling."),
        "unfetched": _("Resten av texten går inte att hämta just nu."),
    }
    return {
        "language": language(),
        "kinds": example_view.kinds(),
        # As the map page: it stays on all of Sweden unless a place is asked for.
        "focus": " ".join(filter.county + filter.municipality),
        "area": area_view(place),
        "ofMapPage": True,
        "offline": settings().offline,
        "layers": {name: assets.address(name) for name in assets.LAYERS},
        **data,
        "words": data["words"] | words,
        "total": len(index.ideas),
    }


def _everything(index: SearchIndex, place: Filter, filter: Filter, idea: str) -> dict[str, Any]:
    """Return every example of a place, for the visitor to narrow by words, kinds and box."""
    ideas = index.select(place)
    return {
        "words": viewer_words(len(ideas)),
        "ideas": [_example(example, whole=example.id == idea) for example in ideas],
        "answer": _answer(index, filter.q),
    }


def _first_page(index: SearchIndex, place: Filter, filter: Filter, idea: str) -> dict[str, Any]:
    """Return the first page of the list of a large collection, and the example that is open."""
    narrowing = Filter(q=filter.q, kind=filter.kind, bbox=filter.bbox)
    data = large_data(index, Choice(place, narrowing), language())
    selected = [_example(i, whole=True) for i in index.ideas if i.id == idea]
    return {**data, "ideas": selected + [e for e in data["ideas"] if e["id"] != idea]}


def _example(idea: Idea, *, whole: bool) -> dict[str, Any]:
    example = example_view.example(idea) if whole else example_view.card(idea)
    return {**example, "page": permalink("", idea.id, language())}


def _answer(index: SearchIndex, text: str) -> dict[str, Any] | None:
    """Return the words and the hits that they find; None without words."""
    hits = example_view.hits(index, text, language())
    return hits and {"text": text, **hits}
