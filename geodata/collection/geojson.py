"""Reading, checking and writing ``ideas.geojson``.

Reading never raises for what stands in the file: a feature that breaks a rule is left out and
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
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import (
    ValidationError,
)
from shapely import get_coordinates

from geodata.collection.idea import BBOX, Idea
from geodata.geography import boundaries, municipalities

MAX_FILE_BYTES = 50_000_000
ACCEPTED_DISAGREEMENT_M = 3_000
"""How far outside its stated municipality a point may lie: the built-in borders are generalised."""
ACCEPTED_AT_SEA_M = 15_000
"""The same for a point outside every municipality: the built-in map lacks many islands."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a file: where it is, what it is and how to mend it, in Swedish.

    ``severity`` is ``"error"`` when the feature was left out, ``"note"`` when it was kept.
    """

    file: str
    feature: str
    property: str
    what: str
    how: str = ""
    severity: Literal["error", "note"] = "error"

    def __str__(self) -> str:
        where = ", ".join(part for part in (self.file, self.feature, self.property) if part)
        return f"{where}: {self.what}." + (f" {self.how}." if self.how else "")


@dataclass(frozen=True)
class IdeaCollection:
    """The examples that could be read, and what was wrong with the rest.

    ``ideas`` keep the file's order; ids are unique.
    """

    ideas: tuple[Idea, ...] = ()
    problems: tuple[Problem, ...] = field(default=())

    @cached_property
    def by_id(self) -> dict[str, Idea]:
        """The examples by their id."""
        return {idea.id: idea for idea in self.ideas}

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that left a feature, or the whole file, out."""
        return tuple(problem for problem in self.problems if problem.severity == "error")


def read(path: Path | str) -> IdeaCollection:
    """Read a GeoJSON file of examples.

    Parameters
    ----------
    path
        The file: UTF-8, with or without a byte order mark, at most 50 MB.

    Returns
    -------
    IdeaCollection
        Never raises for a bad file; :attr:`IdeaCollection.problems` says what was wrong.
    """
    path = Path(path)
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            return _unreadable(path.name, "filen är större än 50 MB", "Dela upp den")
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
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list) or data.get("type") != "FeatureCollection":
        return _unreadable(
            file,
            "filen är JSON men ingen GeoJSON FeatureCollection",
            'Den ska börja med {"type": "FeatureCollection", "features": [',
        )
    return collect(features, file)


def collect(features: list[Any], file: str) -> IdeaCollection:
    """Read GeoJSON features as :func:`parse` does; ``file`` is where they come from in messages."""
    ideas: dict[str, Idea] = {}
    problems: list[Problem] = []
    for number, feature in enumerate(features, start=1):
        name = _name(feature, number)
        found = _read_feature(feature, name, file)
        if isinstance(found, Idea) and found.id in ideas:
            what = "samma id finns tidigare i filen"
            found = [Problem(file, name, "id", what, "Ge exemplet ett eget id")]
        if isinstance(found, Idea):
            placed = list(_check_place(found, name, file))
            problems += placed
            if not any(problem.severity == "error" for problem in placed):
                ideas[found.id] = found
        else:
            problems += found
    return IdeaCollection(tuple(ideas.values()), tuple(problems))


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


def _read_feature(feature: Any, name: str, file: str) -> Idea | list[Problem]:
    if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
        what = "är ingen GeoJSON Feature med properties"
        return [Problem(file, name, "", what, 'Den ska ha "type": "Feature" och "properties"')]
    geometry: Any = feature.get("geometry")
    if wrong := _check_coordinates(geometry):
        return [Problem(file, name, "geometry", *wrong)]
    known = _with_codes(feature["properties"], geometry)
    try:
        return Idea.model_validate({**known, "id": feature.get("id"), "geometry": geometry})
    except ValidationError as error:
        return list(explain(error, name, file))


def _numbers(coordinates: Any) -> Iterator[tuple[Any, Any]]:
    """Walk nested coordinates and yield every lon/lat pair, however wrong its values."""
    if isinstance(coordinates, list) and coordinates and not isinstance(coordinates[0], list):
        yield coordinates[0], coordinates[1] if len(coordinates) > 1 else None
    elif isinstance(coordinates, list):
        for part in coordinates:
            yield from _numbers(part)


def _check_coordinates(geometry: Any) -> tuple[str, str] | None:
    """Say what is wrong with a geometry's numbers, and how to mend it, before anything is built."""
    pairs = list(_numbers(geometry.get("coordinates"))) if isinstance(geometry, dict) else []
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
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _inside(lon: float, lat: float) -> bool:
    west, south, east, north = BBOX
    return west <= lon <= east and south <= lat <= north


def _with_codes(properties: dict[str, Any], geometry: dict[str, Any]) -> dict[str, Any]:
    """Fill in the municipality from the geometry, and the county from the municipality."""
    code = properties.get("municipality_code")
    if not code:
        code = boundaries.locate(*next(_numbers(geometry["coordinates"]))).municipality_code
    known = municipalities.municipalities().get(code) if isinstance(code, str) else None
    found = {"municipality_code": code} if code else {}
    if known:
        found["county_code"] = properties.get("county_code") or known.county_code
    return {**properties, **found}


def _check_place(idea: Idea, name: str, file: str) -> Iterator[Problem]:
    """Compare where the example says that it is with where its geometry lies."""
    code = idea.municipality_code
    municipality = municipalities.municipalities().get(code)
    if municipality is None:
        what = f"kommunkoden {code} finns inte"
        yield Problem(file, name, "municipality_code", what, "Se listan i geodata/data")
        return
    if municipality.county_code != idea.county_code:
        what = (
            f"{municipality.name} ligger i län {municipality.county_code}, inte {idea.county_code}"
        )
        yield Problem(file, name, "county_code", what, "Ta bort county_code så fylls den i")
    # A route may pass through several municipalities: one point in the stated one is enough.
    points = [(float(lon), float(lat)) for lon, lat in get_coordinates(idea.shape)]
    distance = min(boundaries.distance_to_municipality_m(*point, code) for point in points)
    if distance == 0:
        return
    location = boundaries.locate(*idea.lonlat)
    if location.municipality_code == code:
        return
    accepted = ACCEPTED_DISAGREEMENT_M if location.how == "inside" else ACCEPTED_AT_SEA_M
    km = f"{distance / 1000:.1f}".replace(".", ",")
    what = f"punkten ligger {km} km utanför {municipality.name}, som exemplet anger"
    if distance < accepted:
        yield Problem(file, name, "geometry", what, "Gränsen är förenklad", "note")
    else:
        how = f"Flytta punkten eller ändra municipality_code{_suggest(idea)}"
        yield Problem(file, name, "municipality_code", what, how)


def _suggest(idea: Idea) -> str:
    code = boundaries.locate(*idea.lonlat).municipality_code
    return f" till {code} ({municipalities.municipalities()[code].name})" if code else ""


def explain(error: ValidationError, name: str, file: str) -> Iterator[Problem]:
    """Turn pydantic's findings into sentences an editor understands.

    ``name`` is what the problems call the feature, ``file`` the file.
    """
    for found in error.errors(include_url=False):
        context = found.get("ctx", {})
        what, how = {
            "missing": ("värdet saknas", "Fyll i det"),
            "string_type": ("värdet är inte text", "Skriv det inom citattecken"),
            "string_pattern_mismatch": _wrong_form(found["loc"]),
            "string_too_long": (
                f"texten är för lång, högst {context.get('max_length')} tecken får plats",
                "Korta den",
            ),
            "string_too_short": ("värdet är tomt", "Fyll i det"),
            "too_short": ("listan är för kort", "Ange minst ett värde"),
            "too_long": ("listan är för lång", f"Högst {context.get('max_length')} värden"),
            "value_error": (str(context.get("error", found["msg"])), "Rätta värdet"),
            "union_tag_invalid": (
                "geometrin har en typ som inte passar",
                "Använd Point, MultiPoint, LineString eller MultiLineString",
            ),
        }.get(found["type"], (f"värdet går inte att läsa ({found['msg']})", "Rätta värdet"))
        where = ".".join(str(part) for part in found["loc"][:3]) or "geometry"
        yield Problem(file, name, where, what, how)


def _wrong_form(location: tuple[str | int, ...]) -> tuple[str, str]:
    forms = {
        "id": "Använd bara a-z, 0-9 och bindestreck, till exempel motala-bokbuss",
        "url": "Adressen ska börja med http:// eller https://",
        "municipality_code": "Kommunkoden är fyra siffror inom citattecken, till exempel ”0180”",
        "county_code": "Länskoden är två siffror inom citattecken, till exempel ”01”",
    }
    date = "Skriv datumet som 2016, 2016-05 eller 2016-05-31"
    return "värdet har fel form", forms.get(str(location[-1]) if location else "", date)
