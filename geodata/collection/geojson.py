"""GeoJSON reader and writer of the collection, ``ideas.geojson``.

Reading never raises for the content of a file: a feature that breaks a rule is left out and
reported as a :class:`Problem`, and the rest is read.

Examples
--------
>>> text = '{"type": "FeatureCollection", "features": [{"type": "Feature"}]}'
>>> collection = parse(text, "ideas.geojson")
>>> len(collection.ideas), collection.problems[0].feature
(0, 'nr 1')
"""

from __future__ import annotations

import json
import math
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np
import shapely
from pydantic import ValidationError

from geodata.collection.idea import BBOX, Idea, project
from geodata.geography import boundaries
from geodata.geography.municipalities import Municipality, municipalities
from geodata.swedish_time import today

MAX_FILE_BYTES = 200_000_000
ACCEPTED_DISAGREEMENT_M = 3_000
"""How far outside its stated municipality a point may lie: the built-in borders are generalised."""
ACCEPTED_AT_SEA_M = 15_000
"""The same for a point outside every municipality: the built-in map lacks many islands."""
Severity = Literal["error", "note"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in a file: where it is, what it is and how to mend it, in Swedish.

    ``severity`` is ``"error"`` when the feature was left out, ``"note"`` when it was kept.
    """

    file: str
    feature: str
    property: str
    what: str
    how: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        path = ", ".join(part for part in (self.file, self.feature, self.property) if part)
        return f"{path}: {self.what}." + (f" {self.how}." if self.how else "")


@dataclass(frozen=True)
class IdeaCollection:
    """Collection of examples: those that could be read, and the problems of the rest.

    ``ideas`` keep the file's order; their ids are unique.
    """

    ideas: tuple[Idea, ...] = ()
    problems: tuple[Problem, ...] = field(default=())
    digest: str = field(default="", compare=False)
    """Digest of where the examples, all of them and no others, were read; "" if unknown."""

    @cached_property
    def by_id(self) -> dict[str, Idea]:
        """Examples by id."""
        return {idea.id: idea for idea in self.ideas}

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Problems for which a feature, or the whole file, was left out."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def unreadable(self) -> bool:
        """Whether nothing at all could be read, though there was something to read."""
        return bool(self.errors) and not self.ideas


def read(path: Path | str) -> IdeaCollection:
    """Read a GeoJSON file of examples.

    Parameters
    ----------
    path
        The file: UTF-8, with or without a byte order mark, at most ``MAX_FILE_BYTES``.

    Returns
    -------
    IdeaCollection
        Never raises for a bad file; :attr:`IdeaCollection.problems` says what was wrong.
    """
    path = Path(path)
    try:
        facts = path.stat()
        if not stat.S_ISREG(facts.st_mode):
            return _unreadable(path.name, "det är ingen vanlig fil", "Ange en GeoJSON-fil")
        if facts.st_size > MAX_FILE_BYTES:
            size, limit = facts.st_size / 1e6, MAX_FILE_BYTES / 1e6
            what = f"filen är för stor: {size:.1f} MB, men högst {limit:.0f} MB läses"
            return _unreadable(path.name, what.replace(".", ","), "Dela upp den")
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return _unreadable(path.name, "filen finns inte", f"Lägg den i {path.parent.absolute()}")
    except UnicodeDecodeError:
        return _unreadable(path.name, "filen är inte sparad som UTF-8", "Spara om den som UTF-8")
    except OSError as error:
        return _unreadable(path.name, f"filen kan inte läsas ({error.strerror})")
    return parse(text, path.name)


def parse(text: str, file: str) -> IdeaCollection:
    """Read examples from the text of a GeoJSON file; ``file`` is its name in messages.

    Returns
    -------
    IdeaCollection
        As :func:`read`.
    """
    if not text.strip():
        return _unreadable(file, "filen är tom", "Den ska innehålla en GeoJSON FeatureCollection")
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        what = f"filen är inte giltig JSON: rad {error.lineno}, tecken {error.colno}"
        return _unreadable(file, what, "Ofta är det ett kommatecken eller citattecken för mycket")
    except RecursionError:
        return _unreadable(file, "filen är för djupt nästlad", "Exportera den på nytt")
    except ValueError:  # Python refuses to read integers of more than 4,300 digits.
        return _unreadable(file, "ett tal i filen har för många siffror", "Rätta talet")
    is_collection = isinstance(data, dict) and data.get("type") == "FeatureCollection"
    if not is_collection or not isinstance(data.get("features"), list):
        return _unreadable(
            file,
            "filen är JSON men ingen GeoJSON FeatureCollection",
            'Den ska börja med {"type": "FeatureCollection", "features": [',
        )
    return collect(data.pop("features"), file)


def collect(features: list[Any], file: str, future: Severity = "note") -> IdeaCollection:
    """Read GeoJSON features as :func:`parse` does.

    Parameters
    ----------
    features
        The features, WGS84.
    file
        Name of their origin in messages.
    future
        Severity of a date that has not been yet. What is handed in must not have any. What is read
        may: it is the computer's clock that is behind, and it must not take the examples away.
    """
    ideas: dict[str, Idea] = {}
    problems: list[Problem] = []
    for reading in _readings(features, file, future):
        if reading.idea and reading.idea.id in ideas:
            what = "samma id finns tidigare i filen"
            problems.append(Problem(file, reading.name, "id", what, "Ge exemplet ett eget id"))
            continue
        problems += reading.problems
        if reading.idea and reading.is_valid:
            ideas[reading.idea.id] = reading.idea
    return IdeaCollection(tuple(ideas.values()), tuple(problems))


def collect_each(features: list[Any], future: Severity) -> list[IdeaCollection]:
    """Read GeoJSON features as :func:`collect` does, each as a collection of its own."""
    return [
        IdeaCollection(
            (reading.idea,) if reading.idea and reading.is_valid else (), tuple(reading.problems)
        )
        for reading in _readings(features, "", future)
    ]


def _readings(features: list[Any], file: str, future: Severity) -> list[_Reading]:
    readings = [_Reading(f, _name(f, number), file) for number, f in enumerate(features, start=1)]
    del features
    well_formed = [reading for reading in readings if _check_form(reading)]
    for reading, properties in zip(well_formed, _with_codes(well_formed), strict=True):
        _validate(reading, properties)
    _check_places(readings)
    _check_dates(readings, future)
    return readings


def dumps(ideas: Iterable[Idea]) -> str:
    """Return the examples as the text of a GeoJSON file, one property a line.

    Reading it back gives equal examples: ``parse(dumps(ideas), "x").ideas == tuple(ideas)``.
    """
    features = [idea.to_feature() for idea in ideas]
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False, indent=1) + "\n"


def _unreadable(file: str, what: str, how: str = "") -> IdeaCollection:
    return IdeaCollection(problems=(Problem(file, "", "", what, how),))


def _name(feature: Any, number: int) -> str:
    identifier = feature.get("id") if isinstance(feature, dict) else None
    return f"”{identifier[:80]}”" if isinstance(identifier, str) and identifier else f"nr {number}"


@dataclass(slots=True)
class _Reading:
    """A feature while it is read: its name in messages, its problems, the example once valid.

    Each step handles all features of a file at once, because one question to geography about many
    points is much faster than many about one: reading a file of 210 examples takes
    50 instead of 200 ms of processor time, and one of 10,000 takes 2.1 instead of 12.0 s.
    """

    feature: Any
    name: str
    file: str
    idea: Idea | None = None
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_valid(self) -> bool:
        """Whether no problem is an error."""
        return all(problem.severity != "error" for problem in self.problems)

    def add(self, property: str, what: str, how: str = "", severity: Severity = "error") -> None:
        self.problems.append(Problem(self.file, self.name, property, what, how, severity))


def _check_form(reading: _Reading) -> bool:
    """Return whether a feature has properties and usable coordinates."""
    feature = reading.feature
    if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
        what = "är ingen GeoJSON Feature med properties"
        reading.add("", what, 'Den ska ha "type": "Feature" och "properties"')
    elif fault := _coordinate_fault(feature.get("geometry")):
        reading.add("geometry", *fault)
    return not reading.problems


def _with_codes(readings: Sequence[_Reading]) -> Iterator[dict[str, Any]]:
    """Fill in the municipality from the geometry, and the county from the municipality."""
    unplaced = [r for r in readings if not r.feature["properties"].get("municipality_code")]
    points = [next(_positions(r.feature["geometry"]["coordinates"])) for r in unplaced]
    locations = iter(boundaries.locate_many(*zip(*points, strict=True)) if points else ())
    for reading in readings:
        properties = dict(reading.feature["properties"])
        code = properties.get("municipality_code") or next(locations).municipality_code
        municipality = _municipality(code)
        if code:
            properties["municipality_code"] = code
        if municipality:
            county_code = properties.get("county_code") or municipality.county_code
            properties["county_code"] = county_code
        yield properties


def _municipality(code: Any) -> Municipality | None:
    return municipalities().get(code) if isinstance(code, str) else None


def _validate(reading: _Reading, properties: dict[str, Any]) -> None:
    identifier, geometry = reading.feature.get("id"), reading.feature["geometry"]
    try:
        reading.idea = Idea.model_validate({**properties, "id": identifier, "geometry": geometry})
    except ValidationError as error:
        reading.problems += explain(error, reading.name, reading.file)
    # Of 100,000 examples what was read takes half a gigabyte, which the next examples may use.
    reading.feature = None


def _positions(coordinates: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every lon/lat pair of nested coordinates, whatever its values are."""
    if isinstance(coordinates, list) and coordinates and not isinstance(coordinates[0], list):
        yield coordinates[0], coordinates[1] if len(coordinates) > 1 else None
    elif isinstance(coordinates, list):
        for part in coordinates:
            yield from _positions(part)


def _coordinate_fault(geometry: Any) -> tuple[str, str] | None:
    """Return what is wrong with a geometry's numbers and how to mend it, None if nothing is."""
    pairs = list(_positions(geometry.get("coordinates"))) if isinstance(geometry, dict) else []
    if not pairs:
        return (
            "geometrin saknas",
            "Ange en punkt som [longitud, latitud], till exempel [15.0, 58.5]",
        )
    for lon, lat in pairs:
        if not all(_is_number(value) for value in (lon, lat)):
            return f"koordinaten [{lon}, {lat}] är inte två tal", "Ange den som [longitud, latitud]"
        if _inside(lon, lat):
            continue
        if _inside(lat, lon):
            swapped = f"longitud och latitud verkar ha bytt plats: [{lon}, {lat}]"
            return swapped, f"Skriv [{lat}, {lon}]"
        if abs(lon) > 180 or abs(lat) > 180:
            metres = f"koordinaten [{lon}, {lat}] ser ut att vara meter i SWEREF 99 TM"
            return metres, "Räkna om den till WGS84, longitud och latitud i grader"
        west, south, east, north = BBOX
        return (
            f"punkten [{lon}, {lat}] ligger utanför Sverige",
            f"Longitud ska vara {west}-{east} och latitud {south}-{north}",
        )
    return None


def _is_number(value: Any) -> bool:
    # Compared, because math.isfinite raises for an integer too large for a float.
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and -math.inf < value < math.inf


def _inside(lon: float, lat: float) -> bool:
    west, south, east, north = BBOX
    return west <= lon <= east and south <= lat <= north


def _check_dates(readings: Iterable[_Reading], severity: Severity) -> None:
    """Add a problem for each date that has not been yet."""
    day = today().isoformat()
    for reading in readings:
        for path, date in reading.idea.future_dates(day).items() if reading.idea else ():
            what = f"datumet {date} har inte varit än: i dag är det {day}"
            reading.add(path, what, "Rätta datumet, eller datorns klocka", severity)


def _check_places(readings: Iterable[_Reading]) -> None:
    """Compare where each example says that it is with where its geometry lies."""
    placed = [(r, r.idea) for r in readings if r.idea and _check_codes(r, r.idea)]
    metres = _metres_outside([idea for _, idea in placed])
    outside = [(*pair, m) for pair, m in zip(placed, metres, strict=True) if m > 0]
    points = [idea.lonlat for _, idea, _ in outside]
    locations = boundaries.locate_many(*zip(*points, strict=True)) if points else []
    for (reading, idea, distance), location in zip(outside, locations, strict=True):
        if location.municipality_code != idea.municipality_code:
            _add_disagreement(reading, idea, distance, location)


def _check_codes(reading: _Reading, idea: Idea) -> bool:
    """Return whether the stated municipality exists; add a problem if its county is another."""
    municipality = municipalities().get(idea.municipality_code)
    if municipality is None:
        what = f"kommunkoden {idea.municipality_code} finns inte"
        reading.add("municipality_code", what, "Se listan i geodata/data")
        return False
    if municipality.county_code != idea.county_code:
        what = (
            f"{municipality.name} ligger i län {municipality.county_code}, inte {idea.county_code}"
        )
        reading.add("county_code", what, "Ta bort county_code så fylls den i")
    return True


def _metres_outside(ideas: Sequence[Idea]) -> list[float]:
    """Return how far each example lies outside its municipality, in metres (EPSG:3006).

    A route may pass through several municipalities, so its nearest vertex counts.
    """
    project(ideas)
    vertices, owner = shapely.get_coordinates(
        [idea.shape_3006 for idea in ideas], return_index=True
    )
    codes = [ideas[row].municipality_code for row in owner]
    points: Any = shapely.points(vertices)
    metres = boundaries.distances_to_municipalities_m(points, codes)
    nearest = np.full(len(ideas), math.inf)
    np.minimum.at(nearest, owner, metres)
    return nearest.tolist()


def _add_disagreement(
    reading: _Reading, idea: Idea, metres: float, location: boundaries.Location
) -> None:
    """Add a note if the built-in borders may be to blame, else an error."""
    accepted = ACCEPTED_DISAGREEMENT_M if location.how == "inside" else ACCEPTED_AT_SEA_M
    km = f"{metres / 1000:.1f}".replace(".", ",")
    what = f"punkten ligger {km} km utanför {idea.municipality}, som exemplet anger"
    if metres < accepted:
        reading.add("geometry", what, "Gränsen är förenklad", "note")
        return
    code = location.municipality_code
    suggestion = f" till {code} ({municipalities()[code].name})" if code else ""
    reading.add(
        "municipality_code", what, f"Flytta punkten eller ändra municipality_code{suggestion}"
    )


def explain(error: ValidationError, name: str, file: str) -> Iterator[Problem]:
    """Yield pydantic's errors as problems in plain Swedish.

    ``name`` and ``file`` are what the problems call the feature and its file.
    """
    for detail in error.errors(include_url=False):
        context = detail.get("ctx", {})
        what, how = {
            "missing": ("värdet saknas", "Fyll i det"),
            "string_type": ("värdet är inte text", "Skriv det inom citattecken"),
            "string_pattern_mismatch": _wrong_form(detail["loc"]),
            "string_too_long": (
                f"texten är för lång, högst {context.get('max_length')} tecken får plats",
                "Korta den",
            ),
            "string_too_short": ("värdet är tomt", "Fyll i det"),
            "too_short": ("listan är för kort", "Ange minst ett värde"),
            "too_long": ("listan är för lång", f"Högst {context.get('max_length')} värden"),
            "value_error": (str(context.get("error", detail["msg"])), "Rätta värdet"),
            "union_tag_invalid": (
                "geometrin har en typ som inte passar",
                "Använd Point, MultiPoint, LineString eller MultiLineString",
            ),
        }.get(detail["type"], (f"värdet går inte att läsa ({detail['msg']})", "Rätta värdet"))
        path = ".".join(str(part) for part in detail["loc"][:3]) or "geometry"
        yield Problem(file, name, path, what, how)


def _wrong_form(location: tuple[str | int, ...]) -> tuple[str, str]:
    forms = {
        "id": "Använd bara a-z, 0-9 och bindestreck, till exempel motala-bokbuss",
        "url": "Adressen ska börja med http:// eller https://",
        "municipality_code": "Kommunkoden är fyra siffror inom citattecken, till exempel ”0180”",
        "county_code": "Länskoden är två siffror inom citattecken, till exempel ”01”",
    }
    date = "Skriv datumet som 2016, 2016-05 eller 2016-05-31"
    return "värdet har fel form", forms.get(str(location[-1]) if location else "", date)
