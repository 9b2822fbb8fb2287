"""One example as a row of texts, as spreadsheets and forms have it, and back.

A row has a text, or nothing, for each of :data:`FIELDS`. Lists stand in one text: services after
one another, lessons, stops and sources each on a line, their parts between ``|``. What cannot be
understood is told of as a :class:`FieldProblem` of its field; nothing is thrown away silently.

Examples
--------
>>> row = {"title": "Macken", "kind": "fast", "place": "Norsjö", "municipality": "Norsjö kommun"}
>>> feature, flaws = to_feature({**row, "summary": "Bensin.", "source_title": "Byn"}, Gazetteer())
>>> feature["properties"]["municipality_code"], flaws
('2417', [])
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import zip_longest
from typing import Any, Literal
from urllib.parse import urlsplit

import shapely
from rapidfuzz import process

from geodata.collection.idea import Idea
from geodata.collection.vocabulary import ACCURACIES, KINDS, STATUSES, Term, key_of, service_keys
from geodata.geography import boundaries, municipalities
from geodata.geography.crs import to_metric
from geodata.geography.gazetteer import Gazetteer
from geodata.text import fold

FIELDS = {
    name: Term(name, sv, en, spellings=tuple(names.split(",")))
    for name, sv, en, names in (
        ("title", "Rubrik", "Title", "titel,namn,name,title_sv,benämning"),
        ("summary", "Sammanfattning", "Summary", "summary_facts,summary_sv,ingress,desc,cmt"),
        ("kind", "Slag", "Kind", "typ,type,sort"),
        ("services", "Service", "Services", "tjänster,utbud,service_sv"),
        ("place", "Ort", "Place", "plats,by,tätort,ortnamn,locality"),
        ("municipality", "Kommun", "Municipality", "municipality_code,kommunkod,kommun_kod,knkod"),
        ("lat", "Latitud eller N", "Latitude or N", "latitud,latitude,n,y,nord,norr,northing"),
        ("lon", "Longitud eller E", "Longitude or E", "longitud,longitude,lng,e,x,öst,easting"),
        ("wkt", "Geometri som WKT", "Geometry as WKT", "geometry,geometri,geom"),
        ("accuracy", "Nålen visar", "The pin shows", "place_accuracy,coord_confidence,noggrannhet"),
        ("source_title", "Källans namn", "Name of the source", "källa,source,source_title"),
        ("source_url", "Källans webbadress", "Web address", "länk,link,url,webb,webbplats,www"),
        ("source_date", "Källans datum", "Date of the source", "källdatum"),
        ("sources", "Fler källor", "More sources", "källor,extra_source_urls"),
        ("description", "Så fungerar det", "How it works", "beskrivning,description_sv,text"),
        ("lessons", "Att ta efter", "To learn from", "lärdomar,lessons_sv,lärdom"),
        ("operator", "Driver det", "Run by", "aktör,ansvarig,huvudman,drivs av"),
        ("started", "Sedan år", "Since year", "startår,started_year,start,year,år"),
        ("status", "Läge", "Status", "tillstånd"),
        ("status_as_of", "Läget gällde", "Status as of", "lägesdatum"),
        ("stops", "Stannar här", "Stops here", "stopp,hållplatser"),
        ("id", "Id", "Id", "identifier,slug"),
        ("title_en", "Rubrik på engelska", "Title in English", "name_en"),
        ("summary_en", "Sammanfattning på engelska", "Summary in English", ""),
        ("description_en", "Så fungerar det, på engelska", "How it works, in English", ""),
        ("lessons_en", "Att ta efter, på engelska", "To learn from, in English", ""),
    )
}
"""What a row can have, with the headings that people give it."""

MAX_SUMMARY = 600
Feature = dict[str, Any]
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with a field and how to mend it, in Swedish; a note refuses nothing."""

    field: str
    what: str
    how: str = ""
    severity: Literal["error", "note"] = "error"


def to_feature(values: Values, gazetteer: Gazetteer) -> tuple[Feature, list[FieldProblem]]:
    """Make a GeoJSON feature of a row.

    Parameters
    ----------
    values
        Text by the names of :data:`FIELDS`; lists where the row comes from GeoJSON. ``geometry``
        may be a GeoJSON geometry, WGS84 or SWEREF 99 TM.
    gazetteer
        Finds the point of a row that has a place and a municipality but no coordinates.

    Returns
    -------
    feature, flaws
        The feature has yet to be checked by the model.
    """
    row = _Row(values)
    properties = {
        **{name: row.text(name) for name in ("title", "title_en", "summary_en", "operator")},
        **{name: row.text(name) for name in ("description_en", "status_as_of")},
        **row.story(),
        "lessons": _lines(values.get("lessons")),
        "lessons_en": _lines(values.get("lessons_en")) or None,
        "kind": row.kind(),
        "services": row.services(),
        "started": row.year(),
        "status": row.key("status", STATUSES) or "unknown",
        "sources": row.sources(),
    }
    stops, points = row.stops()
    geometry = points if properties["kind"] == "on_wheels" and points else row.geometry()
    located = row.located(geometry, gazetteer)
    properties |= {"stops": stops, **located.properties}
    kept = {name: value for name, value in properties.items() if value not in (None, "")}
    feature = {"type": "Feature", "geometry": located.geometry, "properties": kept}
    return feature | ({"id": row.text("id")} if row.text("id") else {}), row.flaws


@dataclass(frozen=True, slots=True)
class _Located:
    geometry: Feature | None
    properties: dict[str, Any]


@dataclass(slots=True)
class _Row:
    """A row that is being read, and what has been found wrong with it so far."""

    values: Values
    flaws: list[FieldProblem] = field(default_factory=list)

    def text(self, name: str) -> str:
        value = self.values.get(name)
        return "; ".join(map(str, value)) if isinstance(value, list) else str(value or "").strip()

    def flaw(self, name: str, what: str, how: str = "", *, note: bool = False) -> None:
        self.flaws.append(FieldProblem(name, what, how, "note" if note else "error"))

    def story(self) -> dict[str, str]:
        """Return summary and description; a text too long for the one goes whole to the other."""
        summary, description = self.text("summary"), self.text("description")
        if not summary:
            summary = description if len(description) <= MAX_SUMMARY else _beginning(description)
            description = "" if summary == description else description
        elif len(summary) > MAX_SUMMARY and not description:
            self.flaw("summary", "texten är lång: hela står under Så fungerar det", note=True)
            summary, description = _beginning(summary), summary
        return {"summary": summary, "description": description}

    def key(self, name: str, vocabulary: Mapping[str, Term]) -> str | None:
        """Return the key of a word of a vocabulary, None if the field is empty or unknown."""
        text = self.text(name)
        found = key_of(vocabulary, text) if text else None
        if text and found is None:
            known = ", ".join(term.sv for term in vocabulary.values())
            self.flaw(name, f"”{text[:40]}” är inte ett känt värde", f"Välj bland: {known}")
        return found

    def kind(self) -> str | None:
        if not self.text("kind"):
            known = ", ".join(kind.sv for kind in KINDS.values())
            self.flaw("kind", "slaget saknas", f"Välj bland: {known}")
        return self.key("kind", KINDS)

    def services(self) -> list[str]:
        known, unknown = service_keys(self.text("services").replace("\n", ";"))
        if unknown:
            words = ", ".join(word[:40] for word in unknown[:10])
            self.flaw("services", f"okända ord tas inte med: {words}", note=True)
        return list(known)

    def year(self) -> int | None:
        text = self.text("started")
        found = re.fullmatch(r"(\d{4})(-\d\d?){0,2}", text)
        if text and not found:
            self.flaw("started", f"”{text[:40]}” är inget årtal", "Skriv det som 2016")
        return int(found[1]) if found else None

    def sources(self) -> list[dict[str, str]]:
        titles, urls, date = (self.text(f"source_{part}") for part in ("title", "url", "date"))
        # Several stand in one cell, name for name and address for address.
        several = "|" in urls
        pairs = zip_longest(titles.split("|") if several else [titles], urls.split("|"))
        own = [{"title": title, "url": url, "date": date} for title, url in pairs if title or url]
        found = [*map(_named, own), *_sources(self.values.get("sources"))]
        if not found:
            self.flaw("source_title", "källan saknas", "Skriv vem uppgiften kommer från")
        return list({(s.get("title"), s.get("url")): s for s in found}.values())

    def stops(self) -> tuple[list[dict[str, str]], Feature | None]:
        """Return the stops, and their points where each has one."""
        told = self.values.get("stops")
        count = len((self.from_wkt() or {}).get("coordinates", ()))
        names = str(told or "").split("|")
        # As many names as points: a cell of nothing but names.
        listed = names if count == len(names) > 1 else _parts(told, r"[\n;]")
        read = [_stop(stop) for stop in listed]
        points = [point for _, point in read if point]
        complete = read and len(points) == len(read)
        geometry: Feature = {"type": "MultiPoint", "coordinates": points}
        return [stop for stop, _ in read], geometry if complete else None

    def geometry(self) -> Feature | None:
        """Return the geometry in WGS84: its own, or the point that lat and lon say."""
        if self.text("wkt"):
            geometry = self.from_wkt()
            if geometry is None:
                self.flaw("wkt", "geometrin är inte WKT", "Skriv den som POINT (15.0 58.5)")
            return geometry
        lat, lon = (self.text(name) for name in ("lat", "lon"))
        if not lat and not lon:
            own = self.values.get("geometry")
            return _in_degrees(own) if isinstance(own, dict) else None
        if lat and not lon:
            lat, _, lon = re.sub(r",\s+|;", " ", lat).strip().partition(" ")
        numbers = _decimal(lat), _decimal(lon)
        for name, text, number in zip(("lat", "lon"), (lat, lon), numbers, strict=True):
            if number is None:
                what = f"”{text[:40]}” är inget tal" if text else "koordinaten saknas"
                self.flaw(name, what, "Skriv den som 58,54 eller i meter, SWEREF 99 TM")
        if None in numbers:
            return None
        return _in_degrees({"type": "Point", "coordinates": [numbers[1], numbers[0]]})

    def from_wkt(self) -> Feature | None:
        """Return the geometry written as well-known text, None if there is none."""
        read = shapely.from_wkt(self.text("wkt") or None, on_invalid="ignore")
        if read is None or read.is_empty:
            return None
        geometry: Feature = json.loads(shapely.to_geojson(read))
        return _in_degrees(geometry)

    def located(self, geometry: Feature | None, gazetteer: Gazetteer) -> _Located:
        """Return where it is; what is not said is taken from what is."""
        code, place = self.municipality(), self.text("place")
        accuracy = self.key("accuracy", ACCURACIES) or "locality"
        if geometry is None and not self._failed("lat", "lon", "municipality"):
            geometry = self._looked_up(place, code, gazetteer)
            accuracy = "locality" if place else "area"
            if geometry is None and code and place:
                geometry = self._main_town(place, code, gazetteer)
                accuracy = "area"
        if code is None and geometry and not self._failed("municipality"):
            code = _municipality_at(geometry)
        if code and not place:
            place = municipalities.municipalities()[code].name
            self.flaw("place", "orten saknas: kommunens namn står i stället", note=True)
        told = {"municipality_code": code, "place": place, "place_accuracy": accuracy}
        return _Located(geometry, told)

    def _looked_up(self, place: str, code: str | None, gazetteer: Gazetteer) -> Feature | None:
        """Return the point of a place, or of a municipality's own name, None if there is none."""
        name = municipalities.municipalities()[code].name if code else ""
        found = gazetteer.within(place or name, code) if code else None
        if found:
            return {"type": "Point", "coordinates": [found.lon, found.lat]}
        if not (code and place):
            how = "Ange koordinater, eller ort och kommun"
            self.flaw("lat", "det framgår inte var det är", how)
        return None

    def _main_town(self, place: str, code: str, gazetteer: Gazetteer) -> Feature:
        """Return the point of a municipality's largest town, for a place of unknown position."""
        town = next(town for town in gazetteer.places if town.municipality_code == code)
        name = municipalities.municipalities()[code].name
        what = f"”{place[:40]}” är ingen känd ort i {name}: nålen står i {town.name}"
        self.flaw("place", what, "Ange koordinater, eller flytta nålen", note=True)
        return {"type": "Point", "coordinates": [town.lon, town.lat]}

    def _failed(self, *names: str) -> bool:
        return any(flaw.field in names and flaw.severity == "error" for flaw in self.flaws)

    def municipality(self) -> str | None:
        text = self.text("municipality")
        found = municipality_code(text) if text else None
        if text and found is None:
            names = {m.name for m in municipalities.municipalities().values()}
            close = process.extractOne(text, names, score_cutoff=70)
            how = f"Menar du {close[0]}?" if close else "Skriv namnet eller de fyra siffrorna"
            self.flaw("municipality", f"”{text[:40]}” är ingen kommun", how.rstrip("?"))
        return found


def municipality_code(text: str) -> str | None:
    """Return the code of a municipality by its name or code, None if there is no such.

    Examples
    --------
    >>> [municipality_code(text) for text in ("Arvidsjaurs kommun", "180", "Borås stad", "Bergen")]
    ['2505', '0180', '1490', None]
    """
    if re.fullmatch(r"\d{3,4}(\.0)?", text):
        code = text.removesuffix(".0").zfill(4)
        return code if code in municipalities.municipalities() else None
    name = re.sub(r"^region\s+|\s+(kommun|stad)$", "", fold(text.strip()))
    names = _codes_by_name()
    return names.get(name) or names.get(name.removesuffix("s"))


@cache
def _codes_by_name() -> dict[str, str]:
    names = {fold(m.name): code for code, m in municipalities.municipalities().items()}
    return names | {"falu": names["falun"]}


# The parts of a text


def _beginning(text: str) -> str:
    """Return as many whole sentences as a summary holds, or else as many words."""
    cut = text[: MAX_SUMMARY - 1]
    end = max(cut.rfind(mark) for mark in (". ", "! ", "? ", ".\n"))
    return cut[: end + 1] if end > 0 else cut.rsplit(" ", 1)[0] + "…"


def _parts(value: Any, separators: str) -> list[Any]:
    if isinstance(value, list | tuple):
        return list(value)
    return [part.strip() for part in re.split(separators, str(value or "")) if part.strip()]


def _lines(value: Any) -> list[str]:
    return [str(part) for part in _parts(value, r"[\n|]")]


def _named(source: Mapping[str, Any]) -> dict[str, Any]:
    """Return a source without what it lacks; one without a name is called as its site."""
    url = str(source.get("url") or "")
    title = source.get("title") or urlsplit(url).netloc.removeprefix("www.") or url
    return {name: text for name, text in {**source, "title": title}.items() if text}


_SOURCE = re.compile(
    r"(?P<title>.*?)(\s*\|\s*(?P<url>https?://[^\s|]+))?(\s*\|\s*(?P<date>\d{4}(-\d\d){0,2}))?"
)


def _sources(value: Any) -> list[dict[str, Any]]:
    """Read sources written as ``title | address | date``, or as nothing but addresses."""
    found: list[dict[str, Any]] = []
    for line in _parts(value, r"\n"):
        if isinstance(line, dict):
            found.append(_named(line))
        elif str(line).startswith(("http://", "https://")):
            found += [_named({"url": url}) for url in re.split(r"\s*[|\s]\s*|;\s*(?=http)", line)]
        elif told := _SOURCE.fullmatch(str(line)):
            found.append(_named(told.groupdict()))
    return found


def _stop(stop: Any) -> tuple[dict[str, str], list[float] | None]:
    """Read a stop written as ``name | lat | lon | when``, the numbers and the time if there are."""
    if isinstance(stop, dict):
        return stop, None
    name, *rest = (part.strip() for part in str(stop).split("|"))
    numbers = [number for part in rest if (number := _decimal(part)) is not None]
    words = [part for part in rest if part and _decimal(part) is None]
    found = {"name": name} | ({"schedule": ", ".join(words)} if words else {})
    return found, [numbers[1], numbers[0]] if len(numbers) == 2 else None


# Coordinates


def _decimal(text: str) -> float | None:
    """Read a number with decimal comma or point, thousands apart, or a degree sign."""
    plain = re.sub(r"[\s\u00a0\u202f°NEÖnö]", "", text).replace(",", ".").replace("−", "-")
    try:
        number = float(plain)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _in_degrees(geometry: Feature) -> Feature:
    """Return a geometry in WGS84 degrees if its numbers are metres in SWEREF 99 TM."""
    coordinates = geometry.get("coordinates")
    return {**geometry, "coordinates": _positions_in_degrees(coordinates)}


def _positions_in_degrees(coordinates: Any) -> Any:
    if not isinstance(coordinates, list) or not coordinates:
        return coordinates
    if isinstance(coordinates[0], list):
        return [_positions_in_degrees(part) for part in coordinates]
    numbers = coordinates[:2]
    real = all(isinstance(n, int | float) and math.isfinite(n) for n in numbers)
    # Northings are 6-8 million and eastings less than one, so it shows which is which.
    if len(numbers) < 2 or not real or min(map(abs, numbers)) < 100_000:
        return numbers
    east, north = sorted(numbers)
    lon, lat = to_metric().transform(east, north, direction="INVERSE")
    return [round(float(lon), 6), round(float(lat), 6)]


def _municipality_at(geometry: Feature) -> str | None:
    position = geometry.get("coordinates")
    while isinstance(position, list) and position and isinstance(position[0], list):
        position = position[0]
    try:
        lon, lat = (float(number) for number in position or ())
    except (TypeError, ValueError):
        return None
    return boundaries.locate(lon, lat).municipality_code


# Back to a row


def to_row(feature: Feature) -> dict[str, str]:
    """Return a feature of the model as a row that :func:`to_feature` reads as an equal one.

    Lines and the points of stops without names have no text: pass ``geometry`` along with it.
    """
    known, geometry = feature["properties"], feature["geometry"]
    texts = {name: str(known.get(name) or "") for name in FIELDS}
    lists = {
        "services": "; ".join(known.get("services", ())),
        "lessons": "\n".join(known.get("lessons", ())),
        "lessons_en": "\n".join(known.get("lessons_en") or ()),
        "stops": "\n".join(_stop_lines(known.get("stops", ()), geometry)),
        "sources": "\n".join(map(_source_line, known.get("sources", ()))),
    }
    where = {"municipality": known["municipality_code"], "accuracy": known["place_accuracy"]}
    if geometry["type"] == "Point":
        where |= {"lon": str(geometry["coordinates"][0]), "lat": str(geometry["coordinates"][1])}
    return texts | lists | where | {"id": feature["id"]}


def extras(feature: Feature) -> dict[str, Any]:
    """Return the properties of a feature that the model does not know, and so no row has."""
    known = Idea.model_fields.keys()
    return {name: value for name, value in feature["properties"].items() if name not in known}


def _stop_lines(stops: Sequence[Mapping[str, str]], geometry: Feature) -> Iterator[str]:
    points = geometry["coordinates"] if geometry["type"] == "MultiPoint" else []
    for at, stop in enumerate(stops):
        numbers = [str(points[at][1]), str(points[at][0])] if len(points) == len(stops) else []
        schedule = [stop["schedule"]] if stop.get("schedule") else []
        yield " | ".join([stop["name"], *numbers, *schedule])


def _source_line(source: Mapping[str, str]) -> str:
    return " | ".join(source[part] for part in ("title", "url", "date") if source.get(part))
