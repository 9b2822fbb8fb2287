"""What is shown of an example, as data: for the app's map and pages and for the light viewer.

Text from people stands in it as it is: whoever shows it makes text nodes of it, or escapes it.
"""

from __future__ import annotations

from typing import Any

from geodata.collection import tense
from geodata.collection.idea import Idea
from geodata.collection.vocabulary import ACCURACIES, KINDS, STATUSES
from pages.common.i18n import _, date, language
from pages.common.markdown_tree import markup

TEXTS = ("title", "summary", "description", "lessons")
"""The texts of an example that may have an English translation."""


def kinds() -> list[dict[str, str]]:
    """Return the kinds with their words and how they are drawn."""
    return [
        {"key": k.key, "colour": k.colour, "shape": k.shape, "label": k.label(language())}
        for k in KINDS.values()
    ]


def map_words() -> dict[str, str]:
    """Return the map's own words."""
    return {
        "map": _("Karta över exemplen; samma exempel finns i listan bredvid"),
        "fit": _("Visa alla träffar"),
        "fullscreen": _("Helskärm"),
        "cluster": _("exempel, öppna"),
        # Leaflet shows credits as HTML: constant text only.
        "credits": _("Gränser: SCB, Natural Earth. Orter: GeoNames (CC BY)"),
    }


def point(idea: Idea) -> list[Any]:
    """Return what an example's mark needs: id, longitude, latitude, kind, title and place."""
    lon, lat = idea.lonlat
    title = idea.text("title", language())
    return [idea.id, round(lon, 4), round(lat, 4), idea.kind, title, idea.place]


def selection(idea: Idea) -> dict[str, Any]:
    """Return what is drawn of the selected example: its larger mark, its stops and its route."""
    geometry = idea.geometry.model_dump(mode="json", exclude_none=True)
    line = geometry if "LineString" in geometry["type"] else None
    points = geometry["coordinates"] if geometry["type"] == "MultiPoint" else []
    names = [stop.name for stop in idea.stops] or [idea.place] * len(points)
    return {
        "id": idea.id,
        "kind": idea.kind,
        "title": idea.text("title", language()),
        "lonlat": idea.lonlat,
        "stops": [[*point[:2], name] for point, name in zip(points, names, strict=False)],
        "line": line,
    }


def whereabouts(idea: Idea) -> str:
    """Return the place, and the municipality if it is called something else."""
    same = idea.place == idea.municipality
    return idea.place if same else f"{idea.place}, {idea.municipality}"


def facts(idea: Idea) -> dict[str, str]:
    """Return what is known of an example beside its story: name to value."""
    as_of = date(idea.status_as_of) if idea.status_as_of else _("okänt datum")
    status = STATUSES[idea.status].label(language())
    confirmed = {_("Bekräftat"): date(idea.confirmed)} if idea.confirmed else {}
    return {
        heading(idea, "operator"): idea.operator or _("framgår inte av källan"),
        heading(idea, "started"): str(idea.started or _("framgår inte av källan")),
        _("Läge"): _("{status}, enligt källa från {date}").format(status=status, date=as_of),
        **confirmed,
        _("Nålen visar"): ACCURACIES[idea.place_accuracy].label(language()),
    }


def heading(idea: Idea, name: str) -> str:
    """Return a heading about an example in the tense of its status, see :mod:`tense`."""
    return tense.heading(name, tense.tense(idea), language())


def card_status(idea: Idea) -> str:
    """Return the status and source year of an example that may not run, "" for one that does."""
    return tense.card_status(idea, language())


def swedish_texts(idea: Idea) -> list[str]:
    """Return the names of the texts that an English reader gets in Swedish; none in Swedish."""
    if language() != "en":
        return []
    return [name for name in TEXTS if getattr(idea, name) and not getattr(idea, f"{name}_en")]


def details(idea: Idea) -> dict[str, Any]:
    """Return all that is told of an example, besides what the map draws: see :func:`selection`."""
    spoken = language()
    return {
        "place": whereabouts(idea),
        "county": idea.county,
        "summary": idea.text("summary", spoken),
        "services": [term.label(spoken) for term in idea.terms()],
        "tense": tense.tense(idea),
        "standing": card_status(idea),
        "lang": dict.fromkeys(swedish_texts(idea), "sv"),
        "story": markup(idea.text("description", spoken)),
        "lessons": idea.text("lessons", spoken),
        "facts": list(facts(idea).items()),
        "calls": [[stop.name, stop.schedule or ""] for stop in idea.stops],
        "sources": [[s.title, s.url or "", date(s.date) if s.date else ""] for s in idea.sources],
    }


def words() -> dict[str, Any]:
    """Return the words for what :func:`details` holds and for finding one's way in it.

    ``headings`` has, for each ``tense``, the headings that depend on it.
    """
    return {
        "headings": {
            status: {
                name: tense.heading(name, status, language())
                for name in ("services", "story", "calls")
            }
            for status in STATUSES
        },
        "lessons": _("Att ta efter"),
        "facts": _("Fakta"),
        "swedish": _("Texten finns bara på svenska."),
        "sources": _("Källor"),
        "steps": _("Bläddra"),
        "list": _("Lista"),
        "previous": _("Förra"),
        "next": _("Nästa"),
        "position": _("{at} av {all}"),
        "found": _("{n} av {all} exempel"),
        "link": _("Egen sida"),
    }
