"""A tour's stops as they are shown: what an example says, or what the stop itself says.

Examples
--------
>>> from geodata.tours import Tour, TourStop
>>> tour = Tour(title="x", stops=(TourStop(heading="Och vi?"), TourStop(idea="finns-inte")))
>>> [(slide.number, slide.heading, slide.missing) for slide in slides(tour, {}, "sv")]
[(1, 'Och vi?', False), (2, 'finns-inte', True)]
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from geodata.ideas import Idea
from geodata.tours import Tour, TourStop


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
    missing
        Whether it shows an example that is no longer there; ``heading`` is then its id.
    """

    number: int
    heading: str
    text: str
    place: str
    lonlat: tuple[float, float] | None
    note: str
    idea: Idea | None = None
    missing: bool = False


def slides(tour: Tour, ideas: Mapping[str, Idea], language: str) -> tuple[Slide, ...]:
    """Return a tour's stops as they are shown in ``language``; ``ideas`` are by id."""
    return tuple(_slide(at, stop, ideas, language) for at, stop in enumerate(tour.stops, start=1))


def _slide(number: int, stop: TourStop, ideas: Mapping[str, Idea], language: str) -> Slide:
    idea = ideas.get(stop.idea) if stop.idea else None
    if idea is None:
        missing = stop.idea is not None
        heading = stop.heading or stop.idea or ""
        place = stop.place or ""
        return Slide(number, heading, stop.text, place, stop.lonlat, stop.note, None, missing)
    return Slide(
        number,
        stop.heading or idea.text("title", language),
        stop.text or idea.text("summary", language),
        stop.place or where(idea),
        idea.lonlat,
        stop.note,
        idea,
    )


def where(idea: Idea) -> str:
    """Return the place and, unless it is the same name, the municipality of an example."""
    same = idea.place == idea.municipality
    return idea.place if same else f"{idea.place}, {idea.municipality}"
