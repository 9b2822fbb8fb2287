"""A tour: what a workshop leader shows, stop by stop.

Examples
--------
>>> tour = Tour(title="Vård nära", stops=(TourStop(idea="moskosel"), TourStop(heading="Och vi?")))
>>> [stop.idea for stop in tour.stops]
['moskosel', None]
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from geodata.ideas import Line, Slug, Title
from geodata.text import clean

SlideText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
MAX_STOPS = 100


class TourStop(BaseModel):
    """One stop: an example by its id, or a free slide with a heading, and a note for the speaker.

    ``lonlat`` is where a free slide's place lies, WGS84 degrees.
    """

    model_config = ConfigDict(frozen=True)

    idea: Slug | None = None
    heading: Title | None = None
    text: SlideText = ""
    place: Line | None = None
    lonlat: tuple[Longitude, Latitude] | None = None
    note: SlideText = ""

    @model_validator(mode="after")
    def _shows_something(self) -> TourStop:
        if self.idea is None and self.heading is None:
            message = "ett stopp visar ett exempel eller har en rubrik"
            raise ValueError(message)
        return self


class Tour(BaseModel):
    """What is shown, in order."""

    model_config = ConfigDict(frozen=True)

    title: Title
    intro: SlideText = ""
    stops: tuple[TourStop, ...] = Field(default=(), max_length=MAX_STOPS)

    @model_validator(mode="before")
    @classmethod
    def _clean(cls, data: Any) -> Any:
        return clean(data)
