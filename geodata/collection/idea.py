"""Model of an example, :class:`Idea`, with its field types and JSON Schema.

An example is stored as a GeoJSON feature (RFC 7946, WGS84 lon/lat); how a file of them is read is
in :mod:`geodata.collection.geojson`.

Examples
--------
>>> json_schema()["properties"]["properties"]["properties"]["kind"]["enum"]
['fixed', 'digital', 'on_wheels', 'case']
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable
from functools import cached_property
from typing import Annotated, Any

import numpy as np
import shapely
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

from geodata.collection.copying import COPYING, uncited
from geodata.collection.field_values import split_list
from geodata.collection.vocabulary import (
    ACCURACIES,
    KINDS,
    LICENCES,
    SERVICES,
    STATUSES,
    Term,
    keys_of_word,
)
from geodata.geography import municipalities
from geodata.geography.crs import to_metric
from geodata.text import MAX_SLUG, SLUG, clean, first_day

BBOX = (10.5, 55.0, 24.5, 69.2)
"""Bounding box of Sweden with its waters: west, south, east, north in WGS84 degrees."""


def restricted_to(vocabulary: dict[str, Any]) -> tuple[AfterValidator, Any]:
    """Return pydantic annotations that restrict a string to the keys of a vocabulary."""

    def check(key: str) -> str:
        if key not in vocabulary:
            message = f"”{key[:40]}” är inte ett känt värde. Välj bland: {', '.join(vocabulary)}"
            raise ValueError(message)
        return key

    return AfterValidator(check), Field(json_schema_extra={"enum": list(vocabulary)})


def _in_calendar(date: str) -> str:
    try:
        dt.date.fromisoformat(first_day(date))
    except ValueError:
        message = f"datumet {date} finns inte i kalendern"
        raise ValueError(message) from None
    return date


PartialDate = Annotated[
    str,
    StringConstraints(pattern=r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"),
    AfterValidator(_in_calendar),
]
"""Partial date (ISO 8601): ``2016``, ``2016-05`` or ``2016-05-31``."""
Slug = Annotated[str, StringConstraints(pattern=SLUG, max_length=MAX_SLUG)]
_LF = AfterValidator(lambda text: re.sub("\r\n?", "\n", text))
"""Line breaks become line feeds: no file format keeps the others apart."""
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), _LF]
ShortText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300), _LF
]
Summary = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600), _LF
]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000), _LF]
WebAddress = Annotated[
    str,
    StringConstraints(pattern=r"^https?://[^\s<>\"]+$", max_length=2_000),
    # No URL has a bar (RFC 3986), and in tables it separates several.
    AfterValidator(lambda url: url.replace("|", "%7C")),
]
KindKey = Annotated[str, *restricted_to(KINDS)]
ServiceKey = Annotated[str, *restricted_to(SERVICES)]
StatusKey = Annotated[str, *restricted_to(STATUSES)]
LicenceKey = Annotated[str, *restricted_to(LICENCES)]
AccuracyKey = Annotated[str, *restricted_to(ACCURACIES)]
Geometry = Annotated[Point | MultiPoint | LineString | MultiLineString, Field(discriminator="type")]


class CleanModel(BaseModel):
    """Immutable model whose texts are normalised by :func:`~geodata.text.clean` when read."""

    model_config = ConfigDict(frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _clean(cls, data: Any) -> Any:
        return clean(data)


class Source(BaseModel):
    """Source of facts, with its own date.

    Oral and printed sources have no ``url``.
    """

    model_config = ConfigDict(frozen=True)

    title: ShortText
    url: WebAddress | None = None
    date: PartialDate | None = None


class Stop(BaseModel):
    """Stop of service on wheels; stops have the order of the geometry's points."""

    model_config = ConfigDict(frozen=True)

    name: ShortText
    schedule: ShortText | None = None


class Picture(BaseModel):
    """Picture of an example; its pixels are in the database, see :mod:`geodata.pictures`.

    ``id`` is the digest of its largest size, whose ``width`` and ``height`` are in pixels. ``alt``
    says what it shows, for those who do not see it.
    """

    model_config = ConfigDict(frozen=True)

    id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    width: Annotated[int, Field(ge=1, le=10_000)]
    height: Annotated[int, Field(ge=1, le=10_000)]
    alt: ShortText
    photographer: ShortText
    licence: LicenceKey


MAX_PICTURES = 4
"""Pictures that an example may have."""


class Idea(CleanModel):
    """Example of local service.

    The ``*_en`` texts are None where nobody has translated them; :meth:`text` falls back on
    Swedish. Unknown properties are kept, so that nothing is lost when a file is read and written
    again.
    """

    model_config = ConfigDict(extra="allow")

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
    cost: ShortText | None = None
    """This and the next four are facts to copy it by, see :mod:`geodata.collection.copying`."""
    funding: ShortText | None = None
    legal_form: ShortText | None = None
    people: ShortText | None = None
    setup_time: ShortText | None = None
    started: Annotated[int, Field(ge=1800, le=2100)] | None = None
    status: StatusKey = "unknown"
    status_as_of: PartialDate | None = None
    stops: tuple[Stop, ...] = Field(default=(), max_length=200)
    sources: tuple[Source, ...] = Field(min_length=1, max_length=50)
    other_services: tuple[ShortText, ...] | None = Field(default=None, max_length=100)
    """Words for services that the vocabulary lacks: for editors, in no facet and on no page."""
    external_ids: tuple[ShortText, ...] | None = Field(default=None, max_length=20)
    """The example's ids in its sources' own lists, as ``source#id``."""
    pictures: tuple[Picture, ...] | None = Field(default=None, max_length=MAX_PICTURES)
    updated: PartialDate
    confirmed: PartialDate | None = None
    """Date on which somebody who knows last confirmed that all of it still holds."""

    @model_validator(mode="before")
    @classmethod
    def _canonical(cls, data: Any) -> Any:
        """Give equal examples one form: words that are services now, geometries of one part."""
        if not isinstance(data, dict):
            return data
        names = ("other_services", "external_ids", "pictures")
        lists = {name: data.get(name) or None for name in names}
        data = {**data, **{name: value for name, value in lists.items() if name in data}}
        if "geometry" in data:
            joins = data.get("kind") == "on_wheels"
            data["geometry"] = simplest(data["geometry"], joins=joins)
        return _with_known_services(data)

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

    @model_validator(mode="after")
    def _facts_have_sources(self) -> Idea:
        for name in COPYING:
            text = getattr(self, name)
            if text and (message := uncited(name, text, len(self.sources))):
                raise ValueError(message)
        return self

    @cached_property
    def shape(self) -> BaseGeometry:
        """Geometry as a shapely object, WGS84 lon/lat."""
        return shape(self.geometry.model_dump())

    @cached_property
    def shape_3006(self) -> BaseGeometry:
        """Geometry in SWEREF 99 TM (EPSG:3006), metres, for measuring distances."""
        return transform(self.shape, to_metric().transform_pairs)

    @cached_property
    def lonlat(self) -> tuple[float, float]:
        """Representative point, WGS84 degrees: the stop or vertex nearest the centroid."""
        if isinstance(self.geometry, Point):
            lon, lat = self.geometry.coordinates[:2]
            return float(lon), float(lat)
        middle = self.shape.centroid
        vertices = ((float(lon), float(lat)) for lon, lat in get_coordinates(self.shape))
        return min(vertices, key=lambda v: math.dist(v, (middle.x, middle.y)))

    @property
    def municipality(self) -> str:
        """Name of the municipality."""
        return municipalities.municipalities()[self.municipality_code].name

    @property
    def county(self) -> str:
        """Name of the county."""
        return municipalities.counties()[self.county_code]

    @property
    def place_label(self) -> str:
        """Name of the place, followed by the municipality's if that is another name."""
        same = self.place == self.municipality
        return self.place if same else f"{self.place}, {self.municipality}"

    def text(self, name: str, language: str) -> Any:
        """Return a text in a language.

        Parameters
        ----------
        name
            ``title``, ``summary``, ``description`` or ``lessons``.
        language
            ``"sv"`` or ``"en"``; without a translation the Swedish text is returned.
        """
        translated = getattr(self, f"{name}_en") if language == "en" else None
        return translated or getattr(self, name)

    def terms(self) -> tuple[Term, ...]:
        """Return the services as vocabulary terms, in the example's order."""
        return tuple(SERVICES[key] for key in self.services)

    def future_dates(self, today: str) -> dict[str, str]:
        """Return the dates that are later than ``today``, an ISO date, by the property's path."""
        dates = {name: getattr(self, name) for name in ("updated", "confirmed", "status_as_of")}
        dates |= {f"sources.{number}.date": s.date for number, s in enumerate(self.sources)}
        return {path: date for path, date in dates.items() if date and date > today}

    def to_feature(self) -> dict[str, Any]:
        """Return the example as a GeoJSON feature, ready for :func:`json.dumps`."""
        properties = self.model_dump(mode="json", exclude={"id", "geometry"}, exclude_none=True)
        geometry = self.geometry.model_dump(mode="json", exclude_none=True)
        return {"type": "Feature", "id": self.id, "geometry": geometry, "properties": properties}


WORD_SEPARATORS = r"[;|\n]"
"""What parts the words of service in one text, as a regular expression."""


def _with_known_services(data: dict[str, Any]) -> dict[str, Any]:
    """Move the other words that the vocabulary has by now to the services.

    A word has none of the signs that part words in a table: with one it is several.
    """
    words, services = data.get("other_services"), data.get("services", [])
    if not isinstance(words, list | tuple) or not isinstance(services, list | tuple):
        return data
    if all(isinstance(word, str) for word in words):
        words = list(dict.fromkeys(split_list("\n".join(words), WORD_SEPARATORS)))
    keys = [key for word in words if isinstance(word, str) for key in keys_of_word(word)]
    rest = [word for word in words if not isinstance(word, str) or not keys_of_word(word)]
    new = [key for key in dict.fromkeys(keys) if key not in services]
    return {**data, "services": [*services, *new], "other_services": rest or None}


def simplest(geometry: Any, *, joins: bool = True) -> Any:
    """Return a GeoJSON geometry in two dimensions and, if ``joins``, as its part if it has one.

    Anything else is returned unchanged, for validation to refuse.

    Examples
    --------
    >>> simplest({"type": "MultiPoint", "coordinates": [[15.0, 58.5, 90.0]]})
    {'type': 'Point', 'coordinates': [15.0, 58.5]}
    """
    if not isinstance(geometry, dict) or geometry.get("type") not in _DEPTHS:
        return geometry
    kind, coordinates = geometry["type"], geometry.get("coordinates")
    try:
        flat = _flat(coordinates, _DEPTHS[kind])
    except TypeError:
        return geometry
    if joins and kind.startswith("Multi") and len(flat) == 1:
        kind, flat = kind.removeprefix("Multi"), flat[0]
    return {"type": kind, "coordinates": flat}


_DEPTHS = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2}
"""How deep positions are nested in the coordinates."""


def _flat(coordinates: Any, depth: int) -> Any:
    if not isinstance(coordinates, list | tuple):
        message = f"no coordinates: {coordinates}"
        raise TypeError(message)
    return [_flat(part, depth - 1) for part in coordinates] if depth else list(coordinates[:2])


def project(ideas: Iterable[Idea]) -> None:
    """Compute :attr:`Idea.shape_3006` of all examples in one call, where not done before."""
    new = [idea for idea in ideas if "shape_3006" not in vars(idea)]
    _make_points(new)
    shapes = np.array([idea.shape for idea in new], dtype=object)
    metric = transform(shapes, to_metric().transform_pairs)
    for idea, shape_3006 in zip(new, metric, strict=True):
        # cached_property keeps its value under its own name.
        vars(idea)["shape_3006"] = shape_3006


def _make_points(ideas: Iterable[Idea]) -> None:
    """Compute :attr:`Idea.shape` of all points in one call."""
    points = [idea for idea in ideas if isinstance(idea.geometry, Point)]
    shapes = shapely.points([idea.lonlat for idea in points]) if points else ()
    for idea, point in zip(points, shapes, strict=True):
        vars(idea)["shape"] = point


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
