"""The collection: reading, checking and writing ``ideas.geojson``.

An :class:`Idea` is one example, a GeoJSON feature (RFC 7946, WGS84 lon/lat) with the properties
that the model below names. Reading never raises for what stands in the file: a feature that breaks
a rule is left out and told of as a :class:`Problem`, and the rest is there.

Examples
--------
>>> text = '{"type": "FeatureCollection", "features": [{"type": "Feature"}]}'
>>> collection = parse(text, "ideas.geojson")
>>> len(collection.ideas), collection.problems[0].feature
(0, 'nr 1')
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from functools import cached_property
from typing import Annotated, Any

import numpy as np
from geojson_pydantic import LineString, MultiLineString, MultiPoint, Point
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from shapely import get_coordinates, transform
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geodata.collection.vocabulary import ACCURACIES, KINDS, SERVICES, STATUSES, Term
from geodata.geography import municipalities
from geodata.geography.crs import to_metric
from geodata.text import clean

BBOX = (10.5, 55.0, 24.5, 69.2)
"""Sweden with its waters: west, south, east, north in WGS84 degrees."""


def restricted_to(vocabulary: dict[str, Any]) -> tuple[AfterValidator, Any]:
    """Return what a field's type is annotated with to admit only a vocabulary's keys."""

    def check(key: str) -> str:
        if key not in vocabulary:
            message = f"”{key[:40]}” är inte ett känt värde. Välj bland: {', '.join(vocabulary)}"
            raise ValueError(message)
        return key

    return AfterValidator(check), Field(json_schema_extra={"enum": list(vocabulary)})


def _in_calendar(date: str) -> str:
    try:
        dt.date.fromisoformat(f"{date}-01-01"[:10])
    except ValueError:
        message = f"datumet {date} finns inte i kalendern"
        raise ValueError(message) from None
    return date


def _not_in_future(date: str) -> str:
    if date > dt.datetime.now(dt.UTC).date().isoformat():
        message = f"datumet {date} har inte varit än"
        raise ValueError(message)
    return date


AnyDate = Annotated[
    str,
    StringConstraints(pattern=r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"),
    AfterValidator(_in_calendar),
]
"""A date as exactly as it is known: ``2016``, ``2016-05`` or ``2016-05-31``."""
PartialDate = Annotated[AnyDate, AfterValidator(_not_in_future)]
"""The same for what has been."""
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
ShortText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Summary = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000)]
WebAddress = Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"]+$", max_length=2_000)]
KindKey = Annotated[str, *restricted_to(KINDS)]
ServiceKey = Annotated[str, *restricted_to(SERVICES)]
StatusKey = Annotated[str, *restricted_to(STATUSES)]
AccuracyKey = Annotated[str, *restricted_to(ACCURACIES)]
Geometry = Annotated[Point | MultiPoint | LineString | MultiLineString, Field(discriminator="type")]


class Source(BaseModel):
    """Where a fact comes from. ``date`` is the source's own, as exactly as it is known.

    What somebody has told, or what stands in print, has no ``url``.
    """

    model_config = ConfigDict(frozen=True)

    title: ShortText
    url: WebAddress | None = None
    date: PartialDate | None = None


class Stop(BaseModel):
    """A stop of service on wheels, in the order of the geometry's points."""

    model_config = ConfigDict(frozen=True)

    name: ShortText
    schedule: ShortText | None = None


class Idea(BaseModel):
    """One example of local service.

    The ``*_en`` texts are there where somebody has translated them; :meth:`text` falls back on
    Swedish. Properties that the model does not know are kept, so that nothing is lost when a file
    is read and written again.
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    id: Slug
    geometry: Geometry
    title: Title
    title_en: Title | None = None
    summary: Summary
    summary_en: Summary | None = None
    description: Text = ""
    description_en: Text | None = None
    lessons: tuple[ShortText, ...] = Field(default=(), max_length=20)
    lessons_en: tuple[ShortText, ...] | None = None
    kind: KindKey
    services: tuple[ServiceKey, ...] = Field(default=(), max_length=40)
    place: ShortText
    municipality_code: Annotated[str, StringConstraints(pattern=r"^\d{4}$")]
    county_code: Annotated[str, StringConstraints(pattern=r"^\d{2}$")]
    place_accuracy: AccuracyKey = "locality"
    operator: ShortText | None = None
    started: Annotated[int, Field(ge=1800, le=2100)] | None = None
    status: StatusKey = "unknown"
    status_as_of: PartialDate | None = None
    stops: tuple[Stop, ...] = Field(default=(), max_length=200)
    sources: tuple[Source, ...] = Field(min_length=1, max_length=50)
    updated: PartialDate
    confirmed: PartialDate | None = None
    """When somebody who knows last said that all of it still holds."""

    @model_validator(mode="before")
    @classmethod
    def _clean(cls, data: Any) -> Any:
        return clean(data)

    @model_validator(mode="after")
    def _geometry_suits_kind(self) -> Idea:
        if self.geometry.type != "Point" and self.kind != "on_wheels":
            message = f"bara exempel på hjul får ha geometrin {self.geometry.type}; använd Point"
            raise ValueError(message)
        if self.stops and self.geometry.type == "MultiPoint":
            points = len(self.geometry.coordinates)
            if points != len(self.stops):
                message = f"geometrin har {points} punkter men stops har {len(self.stops)} namn"
                raise ValueError(message)
        return self

    @cached_property
    def shape(self) -> BaseGeometry:
        """The geometry as shapely sees it, in WGS84 lon/lat."""
        return shape(self.geometry.model_dump())

    @cached_property
    def shape_3006(self) -> BaseGeometry:
        """The geometry in SWEREF 99 TM (EPSG:3006), metres: what distances are measured in."""
        return transform(self.shape, to_metric().transform, interleaved=False)

    @cached_property
    def lonlat(self) -> tuple[float, float]:
        """One point that stands for the example: the stop or vertex nearest the middle."""
        middle = self.shape.centroid
        vertices = ((float(lon), float(lat)) for lon, lat in get_coordinates(self.shape))
        return min(vertices, key=lambda v: math.dist(v, (middle.x, middle.y)))

    @property
    def municipality(self) -> str:
        """The municipality's name."""
        return municipalities.municipalities()[self.municipality_code].name

    @property
    def county(self) -> str:
        """The county's name."""
        return municipalities.counties()[self.county_code]

    def text(self, name: str, language: str) -> Any:
        """Return ``title``, ``summary``, ``description`` or ``lessons`` in a language.

        Parameters
        ----------
        name
            The property's Swedish name.
        language
            ``"sv"`` or ``"en"``; without a translation the Swedish text is returned.
        """
        translated = getattr(self, f"{name}_en") if language == "en" else None
        return translated or getattr(self, name)

    def terms(self) -> tuple[Term, ...]:
        """Return the services as vocabulary terms, in the example's order."""
        return tuple(SERVICES[key] for key in self.services)

    def to_feature(self) -> dict[str, Any]:
        """Return the example as a GeoJSON feature, ready for :func:`json.dumps`."""
        properties = self.model_dump(mode="json", exclude={"id", "geometry"}, exclude_none=True)
        geometry = self.geometry.model_dump(mode="json", exclude_none=True)
        return {"type": "Feature", "id": self.id, "geometry": geometry, "properties": properties}


def project(ideas: Iterable[Idea]) -> None:
    """Compute :attr:`Idea.shape_3006` of all examples in one call, where not done before."""
    new = [idea for idea in ideas if "shape_3006" not in vars(idea)]
    shapes = np.array([idea.shape for idea in new], dtype=object)
    metric = transform(shapes, to_metric().transform, interleaved=False)
    for idea, shape_3006 in zip(new, metric, strict=True):
        # cached_property keeps its value under its own name.
        vars(idea)["shape_3006"] = shape_3006


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of one feature, generated from the model."""
    schema = Idea.model_json_schema()
    definitions = schema.pop("$defs")
    properties = schema.pop("properties")
    required = [name for name in schema.pop("required") if name not in ("id", "geometry")]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Idea",
        "type": "object",
        "required": ["type", "id", "geometry", "properties"],
        "properties": {
            "type": {"const": "Feature"},
            "id": properties.pop("id"),
            "geometry": properties.pop("geometry"),
            "properties": {"type": "object", "required": required, "properties": properties},
        },
        "$defs": definitions,
    }
