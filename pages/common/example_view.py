"""View model of an example: what its map marks, pages and panels show, as plain data.

All renderers that show an example to the public take their content from here: the side panel, the
light viewer's script, the text page, the slides. Text from people is unescaped: a renderer makes
text nodes of it, or escapes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, NotRequired, TypedDict

from geodata.collection import tense
from geodata.collection.copying import copying_facts
from geodata.collection.filter import Filter
from geodata.collection.idea import Idea
from geodata.collection.search import stemming
from geodata.collection.search.hit_reason import hit_reason
from geodata.collection.search.search_index import SearchIndex
from geodata.collection.vocabulary import ACCURACIES, KINDS, STATUSES
from pages.common.area_view import AreaView
from pages.common.i18n import _, date, language
from pages.common.markdown_tree import Node, markup
from pages.common.picture_view import PictureView, picture_views

Point = tuple[str, float, float, str, str, str]
"""A mark on the map: id, longitude, latitude (WGS84), kind, title and place."""
StopPoint = tuple[float, float, str]
"""A stop on the map: longitude, latitude (WGS84) and name."""

TEXTS = ("title", "summary", "description", "lessons")
"""The texts of an example that may have an English translation."""


class Kind(TypedDict):
    """A kind of example and how it is drawn: colour as hex, shape as a key of ``SHAPES`` in JS."""

    key: str
    colour: str
    shape: str
    label: str


class KindSwitch(Kind):
    """A kind in a legend that switches kinds on and off, and how many examples it has."""

    count: int
    on: bool


class Selection(TypedDict):
    """Drawing of the selected example on the map: larger symbol, stops and route.

    ``line`` is a GeoJSON LineString or MultiLineString.
    """

    id: str
    kind: str
    title: str
    lonlat: tuple[float, float]
    stops: list[StopPoint]
    line: dict[str, Any] | None


class Source(TypedDict):
    """A source: a link if it has an address, else plain text. ``date`` is empty if unknown."""

    title: str
    url: str | None
    date: str


class Stop(TypedDict):
    """A stop of service on wheels; ``schedule`` is empty if unknown."""

    name: str
    schedule: str


class Details(TypedDict):
    """All facts about an example besides :class:`Selection`.

    ``services`` are labels, ``story`` is Markdown as a tree, and ``facts`` are pairs of name and
    value, the operator first. ``tense`` is the status key whose tense the headings have,
    ``standing`` the line of status and source year, empty for an example that runs, and ``lang``
    the language code of each text that is not in the page's language.
    """

    place: str
    county: str
    summary: str
    services: list[str]
    tense: str
    standing: str
    lang: dict[str, str]
    story: list[Node]
    lessons: list[str]
    facts: list[tuple[str, str]]
    timetable: list[Stop]
    sources: list[Source]
    pictures: list[PictureView]


class Card(Selection):
    """List entry of an example; the names are as in :class:`Details`.

    ``thumb`` is the first picture, None if there is none.
    """

    thumb: PictureView | None

    place: str
    county: str
    summary: str
    standing: str
    lang: dict[str, str]


class Example(Selection, Details):
    """An example with all that the map and a page show of it."""


class Hits(TypedDict):
    """Ids of the examples that a search finds, and by id why, as :class:`HitReason` has it."""

    ids: list[str]
    reasons: dict[str, dict[str, Any]]


class NearView(TypedDict, total=False):
    """Additions to a map around one place; points are longitude, latitude (WGS84).

    Attributes
    ----------
    rings
        Distance in km and the points of the circle.
    lit
        Municipality code to role: ``own``, ``beside`` or ``alike``.
    here
        The place.
    legend
        Role and label.
    ask
        When this number changes, and is not 0, the map asks the browser where it is.
    """

    rings: Sequence[tuple[int, Sequence[tuple[float, float]]]]
    lit: dict[str, str]
    here: tuple[float, float] | None
    legend: list[tuple[str, str]]
    ask: int


class ShadeView(TypedDict):
    """Fill of the municipalities in a choropleth.

    ``classes`` is municipality code to role, ``texts`` is code to what the tooltip says, and
    ``legend`` is role and label.
    """

    classes: dict[str, str]
    texts: dict[str, str]
    legend: list[tuple[str, str]]


class ViewOptions(TypedDict, total=False):
    """Options of a map view, besides its marks; ``EMPTY`` in ``map/view.js`` has the defaults.

    Attributes
    ----------
    focus
        When this text changes, the map moves to show the area, or else all marks.
    area
        The area that the filter asks for: outlined.
    searchable
        Whether the map offers to search where it stands, once somebody has moved it.
    reveal
        When this number changes, the map moves to the selected example.
    position
        Longitude, latitude (WGS84) and zoom when the map is first shown.
    follow
        Whether the map reports its position each time it has been moved.
    near
        What a map around one place adds; a click then chooses a spot.
    shade
        How a choropleth fills each municipality; the legend then explains that, not the kinds.
    still
        Whether the caller moves the map itself.
    """

    focus: str
    area: AreaView | None
    searchable: bool
    reveal: int
    position: tuple[float, float, float] | None
    follow: bool
    near: NearView | None
    shade: ShadeView | None
    still: bool


class MapView(ViewOptions):
    """Argument of ``show`` in ``viewer/static/map/view.js``.

    Attributes
    ----------
    language
        ``"sv"`` or ``"en"``.
    words
        The labels of the map itself, from :func:`map_words`.
    kinds
        The kinds that the legend explains; :class:`KindSwitch` makes a button of each.
    ideas, hits, tiles
        The marks, or which of the collection's they are (``HitsView`` of ``viewer/marks.py``), or
        where their clusters are (``TilesView`` of ``viewer/tiles.py``).
    selected
        The example whose larger symbol, stops and route are drawn.
    """

    language: str
    words: dict[str, str]
    kinds: NotRequired[Sequence[Kind]]
    ideas: NotRequired[list[Point]]
    hits: NotRequired[Mapping[str, Any]]
    tiles: NotRequired[Mapping[str, Any]]
    selected: NotRequired[Selection | None]


def map_view(ideas: Iterable[Idea]) -> MapView:
    """Return a map view with examples and nothing else, in the current language."""
    return {
        "language": language(),
        "words": map_words(),
        "kinds": kinds(),
        "ideas": [point(idea) for idea in ideas],
    }


def kinds() -> list[Kind]:
    """Return the kinds with their labels and how they are drawn."""
    return [
        {"key": k.key, "colour": k.colour, "shape": k.shape, "label": k.label(language())}
        for k in KINDS.values()
    ]


def kind_switches(filter: Filter, counts: Mapping[str, int]) -> list[KindSwitch]:
    """Return the kinds of a legend that changes a filter; ``counts`` is the examples of each."""
    return [
        {
            **kind,
            "count": counts.get(kind["key"], 0),
            "on": not filter.kind or kind["key"] in filter.kind,
        }
        for kind in kinds()
    ]


def map_words() -> dict[str, str]:
    """Return the labels of the map itself."""
    return {
        "map": _("Karta över exemplen; samma exempel finns i listan bredvid"),
        "fit": _("Visa alla träffar"),
        "fullscreen": _("Helskärm"),
        "cluster": _("exempel, öppna"),
        "zoom_in": _("Zooma in"),
        "zoom_out": _("Zooma ut"),
        "here": _("Sök i det här området"),
        "legend": _("Teckenförklaring"),
        "wheel": _("Håll ner Ctrl och rulla för att zooma"),
        "fingers": _("Flytta kartan med två fingrar"),
        # Leaflet shows credits as HTML: constant text only.
        "credits": _("Gränser: SCB, Natural Earth. Orter: GeoNames (CC BY)"),
    }


def point(idea: Idea) -> Point:
    """Return an example's mark on the map; four decimals are about ten metres."""
    lon, lat = idea.lonlat
    title = idea.text("title", language())
    return idea.id, round(lon, 4), round(lat, 4), idea.kind, title, idea.place


def selection(idea: Idea) -> Selection:
    """Return the drawing of the selected example."""
    geometry = idea.geometry.model_dump(mode="json", exclude_none=True)
    points = geometry["coordinates"] if geometry["type"] == "MultiPoint" else []
    names = [stop.name for stop in idea.stops] or [idea.place] * len(points)
    return {
        "id": idea.id,
        "kind": idea.kind,
        "title": idea.text("title", language()),
        "lonlat": idea.lonlat,
        "stops": [(lon, lat, name) for (lon, lat, *_z), name in zip(points, names, strict=False)],
        "line": geometry if "LineString" in geometry["type"] else None,
    }


def details(idea: Idea) -> Details:
    """Return all that is told of an example besides what the map draws."""
    lang = language()
    return {
        "place": idea.place_label,
        "county": idea.county,
        "summary": idea.text("summary", lang),
        "services": [term.label(lang) for term in idea.terms()],
        "tense": tense.tense(idea),
        "standing": card_status(idea),
        "lang": dict.fromkeys(swedish_texts(idea), "sv"),
        "story": markup(idea.text("description", lang)),
        "lessons": list(idea.text("lessons", lang)),
        "facts": _facts(idea),
        "timetable": [{"name": s.name, "schedule": s.schedule or ""} for s in idea.stops],
        "sources": [
            {"title": s.title, "url": s.url, "date": date(s.date) if s.date else ""}
            for s in idea.sources
        ],
        "pictures": picture_views(idea),
    }


def card(idea: Idea) -> Card:
    """Return an example as the map draws it and a list shows it."""
    lang = language()
    return {
        **selection(idea),
        "thumb": next(iter(picture_views(idea)), None),
        "place": idea.place_label,
        "county": idea.county,
        "summary": idea.text("summary", lang),
        "standing": card_status(idea),
        "lang": dict.fromkeys(swedish_texts(idea), "sv"),
    }


def example(idea: Idea) -> Example:
    """Return an example with all that the map and a page show of it."""
    return {**selection(idea), **details(idea)}


def hits(index: SearchIndex, text: str, language: str) -> Hits | None:
    """Return the hits of a search text, best first, None if it has no words.

    The reasons are those of the hits whose cards do not show why they are hits, in ``"sv"`` or
    ``"en"``.
    """
    if not stemming.words(text):
        return None
    ideas = index.select(Filter(q=text))
    reasons = {idea.id: hit_reason(index, idea, text, language) for idea in ideas}
    return {
        "ids": [idea.id for idea in ideas],
        "reasons": {key: asdict(reason) for key, reason in reasons.items() if reason},
    }


def _facts(idea: Idea) -> list[tuple[str, str]]:
    as_of = date(idea.status_as_of) if idea.status_as_of else _("okänt datum")
    status = STATUSES[idea.status].label(language())
    confirmed = [(_("Bekräftat"), date(idea.confirmed))] if idea.confirmed else []
    return [
        (heading(idea, "operator"), idea.operator or _("framgår inte av källan")),
        (heading(idea, "started"), str(idea.started or _("framgår inte av källan"))),
        (_("Läge"), _("{status}, enligt källa från {date}").format(status=status, date=as_of)),
        *confirmed,
        *copying_facts(idea, language()),
        (_("Nålen visar"), ACCURACIES[idea.place_accuracy].label(language())),
    ]


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


def words() -> dict[str, Any]:
    """Return the labels of what :func:`details` holds and of the controls around it.

    ``headings`` maps each ``tense`` to the headings that depend on it.
    """
    return {
        "headings": {
            status: {
                name: tense.heading(name, status, language())
                for name in ("services", "story", "timetable")
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
        "hits": _("{n} av {all} exempel"),
        "unreachable": _("Sökningen når inte servern"),
        "in_services": _("Träff i tjänster: {services}"),
        "in_text": _("Träff i texten: {sentence}"),
        "link": _("Egen sida"),
    }
