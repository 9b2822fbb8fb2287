"""Slides of a tour: each stop with the texts of its example, or with its own.

Examples
--------
>>> from geodata.workshop.tours import Tour, TourStop
>>> tour = Tour(title="x", stops=(TourStop(heading="Och vi?"), TourStop(idea="finns-inte")))
>>> [(slide.number, slide.heading, slide.gone) for slide in slides(tour, {}, "sv")]
[(1, 'Och vi?', False), (2, 'finns-inte', True)]
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from shapely import MultiPoint

from geodata.collection import tense
from geodata.collection.idea import Idea, Picture
from geodata.collection.vocabulary import KINDS, LICENCES, Term
from geodata.pictures.decoding import SizeName
from geodata.workshop.map_image import map_picture
from geodata.workshop.tours import Tour, TourStop

Progress = Callable[[float], object]
"""Progress callback; receives the fraction done, 0 to 1."""
Load = Callable[[str, SizeName], bytes | None]
"""Reads a picture as JPEG by its id and size, None if there is none."""


@dataclass(frozen=True, slots=True)
class Slide:
    """One stop, ready to draw; the texts are people's and not escaped.

    Attributes
    ----------
    number
        Position in the tour, from 1.
    place, lonlat
        Name of the place, and its WGS84 lon/lat; both may be missing on a free slide.
    idea
        The example of the stop, None on a free slide.
    pictures
        Those of the example, or the one of a free slide.
    gone
        Whether the stop's example is no longer in the collection; ``heading`` may then be its id.
    """

    number: int
    heading: str
    text: str
    place: str
    lonlat: tuple[float, float] | None
    note: str
    idea: Idea | None = None
    gone: bool = False
    pictures: tuple[Picture, ...] = ()


def slides(tour: Tour, ideas: Mapping[str, Idea], language: str) -> tuple[Slide, ...]:
    """Return the slides of a tour in ``language``, "sv" or "en"; ``ideas`` are by id."""
    stops = enumerate(tour.stops, start=1)
    return tuple(_slide(number, stop, ideas, language) for number, stop in stops)


def _slide(number: int, stop: TourStop, ideas: Mapping[str, Idea], language: str) -> Slide:
    idea = ideas.get(stop.idea) if stop.idea else None
    if idea is None:
        gone = stop.idea is not None
        heading = stop.heading or stop.idea or ""
        place = stop.place or ""
        own = (stop.picture,) if stop.picture else ()
        return Slide(number, heading, stop.text, place, stop.lonlat, stop.note, None, gone, own)
    return Slide(
        number,
        stop.heading or idea.text("title", language),
        stop.text or idea.text("summary", language),
        stop.place or idea.place_label,
        idea.lonlat,
        stop.note,
        idea,
        pictures=idea.pictures or (),
    )


LABELS = {
    "stop": Term("stop", "Stopp {at} av {all}", "Stop {at} of {all}"),
    "lessons": Term("lessons", "Att ta efter", "Worth copying"),
    "facts": Term("facts", "Fakta", "Facts"),
    "sources": Term("sources", "Källor", "Sources"),
    "dots": Term("dots", "Passar i våra byar", "Fits in our villages"),
    "ideas": Term("ideas", "Idéer från rummet", "Ideas from the room"),
    "pins": Term("pins", "Idéerna på kartan", "The ideas on the map"),
    "total": Term("total", "Prickar: {n}", "Dots: {n}"),
    "photo": Term("photo", "Foto: {name}. {licence}", "Photo: {name}. {licence}"),
    "gone": Term(
        "gone",
        "Exemplet finns inte längre på kartan.",
        "The example is no longer on the map.",
    ),
    "map": Term("map", "Karta över trakten kring {place}", "Map of the area around {place}"),
    "more": Term("more", "Läs mer på kartan", "Read more on the map"),
    "footer": Term(
        "footer",
        "Servicekartan, kartan över Servicebanken",
        "Servicekartan, the map of Servicebanken",
    ),
}
"""Fixed texts on slides and paper."""


def label(key: str, language: str, **values: object) -> str:
    """Return one of ``LABELS`` in a language, with its placeholders filled in."""
    return LABELS[key].label(language).format(**values)


def kind_and_place(slide: Slide, language: str) -> str:
    """Return the line above a heading: ``kind · place``, and the status unless it is active."""
    kind = KINDS[slide.idea.kind].label(language) if slide.idea else ""
    status = tense.card_status(slide.idea, language) if slide.idea else ""
    return " · ".join(part for part in (kind, slide.place, status) if part)


def services_line(idea: Idea, language: str, most: int | None = None) -> str:
    """Return the services with their heading, in the tense that the example's status allows."""
    names = ", ".join(term.label(language) for term in idea.terms()[:most])
    return f"{tense.heading('services', tense.tense(idea), language)}: {names}" if names else ""


def slide_text(slide: Slide, language: str) -> str:
    """Return a slide's text, or the sentence that its example is gone."""
    return slide.text or (label("gone", language) if slide.gone else "")


@dataclass(frozen=True, slots=True)
class Photo:
    """A slide's photo as JPEG, what it shows, and its photographer and licence in one line."""

    content: bytes
    alt: str
    credit: str


def slide_photo(slide: Slide, language: str, load: Load) -> Photo | None:
    """Return the first picture of a slide that there is, None if it has none."""
    for picture in slide.pictures:
        if content := load(picture.id, "projector"):
            licence = LICENCES[picture.licence].label(language)
            credit = label("photo", language, name=picture.photographer, licence=licence)
            return Photo(content, picture.alt, credit)
    return None


def no_pictures(_identifier: str, _size: SizeName) -> bytes | None:
    """Return None for every picture: the :data:`Load` of files without any."""
    return None


def slide_map(slide: Slide, width: int, height: int) -> bytes | None:
    """Return a PNG map of a slide's example or place, None without a position; size in pixels."""
    if slide.idea is None:
        lonlat = slide.lonlat
        return map_picture((lonlat,), slide.place, None, width, height) if lonlat else None
    shape = slide.idea.shape
    points: tuple[tuple[float, float], ...] = (slide.idea.lonlat,)
    if isinstance(shape, MultiPoint):
        points = tuple((point.x, point.y) for point in shape.geoms)
    return map_picture(points, slide.idea.place, slide.idea.kind, width, height)
