"""Link previews: what a message or a social network shows of an address.

The image of each is drawn at ``/bild/...`` (``pages/routes/previews.py``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from geodata.bank import Snapshot
from geodata.collection.facets import FACETS
from geodata.collection.filter import Filter
from geodata.collection.idea import Idea
from geodata.workshop.tours import Tour
from pages.common.i18n import _, language, listed, ngettext
from pages.common.links import filter_of, labels, language_query
from pages.common.site_map import EXPLORE, PAGES

MAX_DESCRIPTION = 300
SUFFIX = " – Servicekartan"


@dataclass(frozen=True, slots=True)
class LinkPreview:
    """A preview: title, description, and the image's path below the app's root."""

    title: str
    description: str
    image: str


def tagline() -> str:
    """Return a sentence that describes the map."""
    return _("Exempel på service på landsbygden, på karta: att läsa, jämföra och ta efter.")


def of_example(idea: Idea) -> LinkPreview:
    """Return the preview of an example."""
    title, summary = (idea.text(name, language()) for name in ("title", "summary"))
    return LinkPreview(title, summary[:MAX_DESCRIPTION], _image(f"exempel/{idea.id}"))


def of_tour(tour: Tour, code: str) -> LinkPreview:
    """Return the preview of a tour, by its code or its name."""
    count = ngettext("{n} stopp", "{n} stopp", len(tour.stops))
    description = tour.intro[:MAX_DESCRIPTION] or _("En visning med {count}.").format(count=count)
    return LinkPreview(tour.title, description, _image(f"visning/{code}"))


def of_page(
    path: str, params: Mapping[str, Sequence[str]], snapshot: Snapshot
) -> LinkPreview | None:
    """Return the preview of one of the app's pages; None for other addresses.

    The map page's is that of the example that its address opens, else of its selection.
    """
    page = next((page for page in PAGES if page.address == path and page.is_public), None)
    if page is None:
        return None
    name = "idea" if page is EXPLORE else "exempel"
    idea = snapshot.collection.by_id.get((params.get(name) or [""])[-1])
    if idea:
        return of_example(idea)
    if page is not EXPLORE:
        return LinkPreview(f"{_(page.title)}{SUFFIX}", tagline(), _image("karta"))
    return of_selection(filter_of(params), snapshot)


def of_selection(filter: Filter, snapshot: Snapshot) -> LinkPreview:
    """Return the preview of the examples of a filter."""
    if filter == Filter():
        return LinkPreview("Servicekartan", tagline(), _image("karta"))
    hits = len(snapshot.search_index.select(filter))
    count = ngettext("{n} exempel", "{n} exempel", hits)
    title = f"{selection_title(filter)}{SUFFIX}"
    return LinkPreview(title, f"{count}. {tagline()}", _image("karta"))


def _image(name: str) -> str:
    return f"bild/{name}.png{language_query(language())}"


def selection_title(filter: Filter) -> str:
    """Return the heading of a selection: its place if that is all, else all its words."""
    places = _words(filter, places=True)
    others = _words(filter, places=False)
    others += [filter.q] if filter.q else []
    others += ["–".join(map(str, filter.started))] if filter.started else []
    if not places and not others:
        return _("Exempel på service i hela Sverige")
    title = _("Exempel i {places}").format(places=listed(places)) if places else _("Exempel")
    return f"{title}: {', '.join(others)}" if others else title


def _words(filter: Filter, *, places: bool) -> list[str]:
    """Return the labels that a filter accepts, of the places or of all other facets."""
    return [
        labels(name, language())[key]
        for name, facet in FACETS.items()
        if facet.is_place == places
        for key in getattr(filter, name)
    ]
