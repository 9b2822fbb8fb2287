"""Tours: the stops that a workshop leader shows, in order.

Only the browser that created a tour may change it; anyone with its short code may open it.
Ready-made tours have fixed names: a file in ``data/tours`` for each language, in the format of
:func:`geodata.workshop.tour_files.dumps`.

Examples
--------
>>> from geodata.database.store import Store
>>> store = Store("sqlite://")
>>> tour = Tour(title="Vård nära", stops=(TourStop(idea="moskosel"), TourStop(heading="Och vi?")))
>>> code = create_tour(store, tour, key="the browser's secret")
>>> load_tour(store, code.lower()) == tour
True
>>> load_tour(store, "de-fem-forsta", "en").title
'The first five'
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import (
    Field,
    StringConstraints,
    model_validator,
)
from sqlalchemy import select
from sqlalchemy.orm import Session

from geodata.collection.idea import CleanModel, Idea, Picture, ShortText, Slug, Title
from geodata.database.models import SavedTour, now
from geodata.database.store import Store, digest, new_code
from geodata.pictures.store import tour_pictures

SlideText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
MAX_STOPS = 100
MAX_TOUR_PICTURES = 10
"""Own slides with a picture: a file to take home of ten is less than 6 MB."""
CODE_LENGTH = 6
READY = ("de-fem-forsta", "service-pa-hjul", "butiken-utan-personal", "vard-nara")
"""Names of the ready-made tours, in the order of the menu."""
_READY_FOLDER = Path(__file__).parents[1] / "data" / "tours"


class TourStop(CleanModel):
    """One stop: an example by its id, or a free slide with a heading.

    ``note`` is for the speaker. ``lonlat`` is the position of a free slide, WGS84 degrees, and
    ``picture`` a picture on it.
    """

    idea: Slug | None = None
    heading: Title | None = None
    text: SlideText = ""
    place: ShortText | None = None
    lonlat: tuple[Longitude, Latitude] | None = None
    note: SlideText = ""
    picture: Picture | None = None

    @model_validator(mode="after")
    def _shows_something(self) -> TourStop:
        if self.idea is None and self.heading is None:
            message = "ett stopp visar ett exempel (idea) eller har en rubrik (heading)"
            raise ValueError(message)
        return self


class Tour(CleanModel):
    """Tour with a title, an introduction and at most ``MAX_STOPS`` stops."""

    title: Title
    intro: SlideText = ""
    stops: tuple[TourStop, ...] = Field(default=(), max_length=MAX_STOPS)

    @model_validator(mode="after")
    def _has_room_for_its_pictures(self) -> Tour:
        if len(self.pictures) > MAX_TOUR_PICTURES:
            message = f"en visning rymmer {MAX_TOUR_PICTURES} egna foton"
            raise ValueError(message)
        return self

    @property
    def pictures(self) -> tuple[str, ...]:
        """The ids of the pictures on its own slides, in order."""
        return tuple(stop.picture.id for stop in self.stops if stop.picture)

    @property
    def ideas(self) -> tuple[str, ...]:
        """The ids of its examples, each once, in order."""
        return tuple(dict.fromkeys(stop.idea for stop in self.stops if stop.idea))


# Changing a tour


def tour_of(ideas: Iterable[Idea], title: str) -> Tour:
    """Return a tour of the first ``MAX_STOPS`` examples, in their order.

    Parameters
    ----------
    ideas
        The examples, such as those that a filter selects.
    title
        Title of the tour, cut to 120 characters.
    """
    stops = tuple(TourStop(idea=idea.id) for idea in ideas)[:MAX_STOPS]
    return Tour(title=title[:120], stops=stops)


def with_idea(tour: Tour, idea_id: str) -> Tour:
    """Return the tour with an example last; unchanged if it is full or has the example."""
    if idea_id in tour.ideas or len(tour.stops) >= MAX_STOPS:
        return tour
    return tour.model_copy(update={"stops": (*tour.stops, TourStop(idea=idea_id))})


def without_idea(tour: Tour, idea_id: str) -> Tour:
    """Return the tour without the stops that show an example."""
    return tour.model_copy(update={"stops": tuple(s for s in tour.stops if s.idea != idea_id)})


def with_stop(tour: Tour, stop: TourStop) -> Tour:
    """Return the tour with a stop last; unchanged if it is full."""
    stops = (*tour.stops, stop)[:MAX_STOPS]
    return tour.model_copy(update={"stops": stops})


def replace_stop(tour: Tour, old: TourStop, *new: TourStop) -> Tour:
    """Return the tour with one stop replaced by any number of new ones.

    The old stop is found by its content, so that the change follows it if another window has moved
    it meanwhile. If the old stop itself was changed, the new ones are put last: nothing is lost.
    """
    if old not in tour.stops:
        rest = tuple(stop for stop in new if stop not in tour.stops)
        return tour.model_copy(update={"stops": (*tour.stops, *rest)[:MAX_STOPS]})
    at = tour.stops.index(old)
    return tour.model_copy(update={"stops": (*tour.stops[:at], *new, *tour.stops[at + 1 :])})


def move_stop(tour: Tour, stop: TourStop, steps: int) -> Tour:
    """Return the tour with a stop moved by ``steps``, -1 being one earlier, clamped to the ends."""
    if stop not in tour.stops:
        return tour
    at = tour.stops.index(stop)
    rest = [*tour.stops[:at], *tour.stops[at + 1 :]]
    rest.insert(max(0, at + steps), stop)
    return tour.model_copy(update={"stops": tuple(rest)})


def without_notes(tour: Tour) -> Tour:
    """Return the tour without the speaker's notes, as others than its maker may see it."""
    stops = tuple(stop.model_copy(update={"note": ""}) for stop in tour.stops)
    return tour.model_copy(update={"stops": stops})


# In the store


def with_stored_pictures(store: Store, tour: Tour) -> Tour:
    """Return the tour without the pictures that are not in the store, or no longer."""
    with store.read() as session:
        stored = tour_pictures(session, tour.pictures)
    stops = tuple(
        stop.model_copy(update={"picture": None})
        if stop.picture and stop.picture.id not in stored
        else stop
        for stop in tour.stops
    )
    return tour.model_copy(update={"stops": stops})


class NotOwnerError(Exception):
    """No tour with this code may be changed with this key."""


def create_tour(store: Store, tour: Tour, key: str) -> str:
    """Save a new tour and return its code.

    Parameters
    ----------
    key
        Secret of the browser, which alone may change the tour later.
    """
    with store.write() as session:
        code = new_code(CODE_LENGTH)
        while session.get(SavedTour, code):
            code = new_code(CODE_LENGTH)
        document = tour.model_dump(mode="json", exclude_defaults=True)
        session.add(SavedTour(code=code, document=document, key_hash=digest(key)))
    return code


def edit_tour(store: Store, code: str, key: str, change: Callable[[Tour], Tour]) -> Tour:
    """Apply ``change`` to a saved tour in one transaction and return the result.

    Raises
    ------
    NotOwnerError
        If there is no tour with this code that ``key`` may change.
    """
    with store.write() as session:
        saved = _find(session, code)
        if saved is None or saved.key_hash != digest(key):
            raise NotOwnerError
        tour = change(Tour.model_validate(saved.document))
        saved.document = tour.model_dump(mode="json", exclude_defaults=True)
        saved.changed = now()
    return tour


def may_edit(store: Store, code: str, key: str) -> bool:
    """Return whether ``key`` may change a tour with this code."""
    with store.read() as session:
        saved = _find(session, code)
        return saved is not None and saved.key_hash == digest(key)


def load_tour(store: Store, code_or_slug: str, language: str = "sv") -> Tour | None:
    """Return a saved tour by its code, or a ready-made one by its name; None if there is none.

    Parameters
    ----------
    code_or_slug
        Code or name, in any letter case.
    language
        Language of a ready-made tour, ``"sv"`` or ``"en"``; a saved tour has only its own.
    """
    name = code_or_slug.strip()
    if name.lower() in READY:
        return ready_tour(name.lower(), language)
    with store.read() as session:
        saved = _find(session, name)
        return Tour.model_validate(saved.document) if saved else None


def tours_of(store: Store, key: str) -> dict[str, str]:
    """Return the titles by code of the tours that ``key`` may change, the latest first."""
    query = select(SavedTour).where(SavedTour.key_hash == digest(key))
    with store.read() as session:
        tours = session.scalars(query.order_by(SavedTour.changed.desc()))
        return {saved.code: str(saved.document["title"]) for saved in tours}


def _find(session: Session, code: str) -> SavedTour | None:
    # PostgreSQL refuses some characters, such as NUL, that are in no code.
    normal = code.strip().upper()
    return session.get(SavedTour, normal) if normal.isascii() and normal.isalnum() else None


@cache
def ready_tour(slug: str, language: str = "sv") -> Tour:
    """Return a ready-made tour; ``slug`` is one of ``READY``, ``language`` ``"sv"`` or ``"en"``."""
    path = _READY_FOLDER / f"{slug}.{language}.json"
    return Tour.model_validate_json(path.read_text(encoding="utf-8"))
