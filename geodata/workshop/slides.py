"""A tour's stops as they are shown: what an example says, or what the stop itself says.

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

from geodata.collection import tense
from geodata.collection.idea import Idea
from geodata.collection.vocabulary import KINDS, Term
from geodata.workshop.map_image import map_picture
from geodata.workshop.tours import Tour, TourStop

Progress = Callable[[float], object]
"""Is told how much is done, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Slide:
    """One stop, ready to be shown; the text is people's, not escaped for anything.

    Attributes
    ----------
    number
        Its place in the tour, from 1.
    place, lonlat
        Where it is, in words and in WGS84 degrees; both may be unknown on a free slide.
    idea
        The example it shows, if it does.
    gone
        Whether it shows an example that is no longer there; ``heading`` is then its id.
    """

    number: int
    heading: str
    text: str
    place: str
    lonlat: tuple[float, float] | None
    note: str
    idea: Idea | None = None
    gone: bool = False


def slides(tour: Tour, ideas: Mapping[str, Idea], language: str) -> tuple[Slide, ...]:
    """Return a tour's stops as they are shown in ``language``; ``ideas`` are by id."""
    return tuple(_slide(at, stop, ideas, language) for at, stop in enumerate(tour.stops, start=1))


def _slide(number: int, stop: TourStop, ideas: Mapping[str, Idea], language: str) -> Slide:
    idea = ideas.get(stop.idea) if stop.idea else None
    if idea is None:
        gone = stop.idea is not None
        heading = stop.heading or stop.idea or ""
        place = stop.place or ""
        return Slide(number, heading, stop.text, place, stop.lonlat, stop.note, None, gone)
    return Slide(
        number,
        stop.heading or idea.text("title", language),
        stop.text or idea.text("summary", language),
        stop.place or place_label(idea),
        idea.lonlat,
        stop.note,
        idea,
    )


def place_label(idea: Idea) -> str:
    """Return the place and, unless it is the same name, the municipality of an example."""
    same = idea.place == idea.municipality
    return idea.place if same else f"{idea.place}, {idea.municipality}"


WORDS = {
    "stop": Term("stop", "Stopp {at} av {all}", "Stop {at} of {all}"),
    "lessons": Term("lessons", "Att ta efter", "Worth copying"),
    "sources": Term("sources", "Källor", "Sources"),
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
"""What stands on slides and paper beside what people have written."""


def label(key: str, language: str, **values: object) -> str:
    """Return one of ``WORDS`` in a language, with its values put in."""
    return WORDS[key].label(language).format(**values)


def kind_and_place(slide: Slide, language: str) -> str:
    """Return the line above a heading: kind, place, and status where the example may not run."""
    kind = KINDS[slide.idea.kind].label(language) if slide.idea else ""
    status = tense.card_status(slide.idea, language) if slide.idea else ""
    return " · ".join(part for part in (kind, slide.place, status) if part)


def services_line(idea: Idea, language: str, most: int | None = None) -> str:
    """Return the services with their heading, in the tense that the example's status allows."""
    names = ", ".join(term.label(language) for term in idea.terms()[:most])
    return f"{tense.heading('services', tense.tense(idea), language)}: {names}" if names else ""


def slide_text(slide: Slide, language: str) -> str:
    """Return a slide's text, or that the example it shows is gone."""
    return slide.text or (label("gone", language) if slide.gone else "")


def slide_map(slide: Slide, width: int, height: int) -> bytes | None:
    """Return a map of where a slide's example or place is, as PNG; None if it is nowhere."""
    if slide.idea is None:
        place = slide.lonlat
        return map_picture((place,), slide.place, None, width, height) if place else None
    shape = slide.idea.shape
    many = shape.geom_type == "MultiPoint"
    points = tuple((p.x, p.y) for p in shape.geoms) if many else (slide.idea.lonlat,)
    return map_picture(points, slide.idea.place, slide.idea.kind, width, height)
