"""Form row: an example as a row of texts, as in spreadsheets and forms, and back.

A row has a text, possibly empty, for each of :data:`FIELDS`. A list is written in one text:
services separated by ``;``, lessons, stops and sources one per line with their parts separated by
``|``.
Text that cannot be read becomes a :class:`FieldProblem` of its field; nothing is lost silently.

Examples
--------
>>> row = {"title": "Macken", "kind": "fast", "place": "Norsjö", "municipality": "Norsjö kommun"}
>>> row |= {"summary": "Bensin.", "source_title": "Byn"}
>>> feature, problems = to_feature(row, Gazetteer())
>>> feature["properties"]["municipality_code"], problems
('2417', [])
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import zip_longest
from textwrap import wrap
from typing import Any, Literal

import shapely
from rapidfuzz import process

from geodata.collection.field_values import (
    in_degrees,
    named_source,
    read_number,
    read_sources,
    read_stop,
    split_lines,
    split_list,
)
from geodata.collection.idea import Idea
from geodata.collection.vocabulary import ACCURACIES, KINDS, STATUSES, Term, key_of, service_keys
from geodata.geography import boundaries, municipalities
from geodata.geography.gazetteer import Gazetteer
from geodata.text import Spellings, caseless

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
        ("other_services", "Fler ord om service", "More words on services", ""),
        ("stop_times", "När det stannar", "Times of the stops", ""),
    )
}
"""Fields of a row by name, with the headings that people use for them."""

MAX_SUMMARY = 600
"""Characters that a summary may have; a longer one becomes the description."""
MAX_WORD = 300
"""Characters of an unknown word for a service."""
MAX_QUOTE = 40
"""Characters of a faulty text that a message quotes."""
LIKE_ENOUGH = 70
"""Similarity, 0 to 100, from which a municipality's name is suggested for a misspelt one."""
Feature = dict[str, Any]
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """Problem of one field and how to solve it, in Swedish; a note does not reject the row."""

    field: str
    what: str
    how: str = ""
    severity: Literal["error", "note"] = "error"


def to_feature(values: Values, gazetteer: Gazetteer) -> tuple[Feature, list[FieldProblem]]:
    """Convert a row to a GeoJSON feature.

    Parameters
    ----------
    values
        Texts by the names of :data:`FIELDS`; lists if the row comes from GeoJSON. ``geometry`` may
        be a GeoJSON geometry, in WGS84 or SWEREF 99 TM.
    gazetteer
        Locates rows that have a place and a municipality but no coordinates.

    Returns
    -------
    feature, problems
        The feature is not yet validated by the model.
    """
    row = _Row(values)
    properties = {
        **{name: row.text(name) for name in ("title", "title_en", "summary_en", "operator")},
        **{name: row.text(name) for name in ("description_en", "status_as_of")},
        **row.story(),
        "lessons": split_lines(values.get("lessons")),
        "lessons_en": split_lines(values.get("lessons_en")) or None,
        "kind": row.kind(),
        **row.services(),
        "started": row.year(),
        "status": row.key("status", STATUSES) or "unknown",
        "sources": row.sources(),
    }
    stops, points = row.stops()
    geometry = points if properties["kind"] == "on_wheels" and points else row.geometry()
    located = row.located(geometry, gazetteer)
    properties |= {"stops": stops, **located.properties}
    filled = {name: value for name, value in properties.items() if value not in (None, "")}
    feature = {"type": "Feature", "geometry": located.geometry, "properties": filled}
    return feature | ({"id": row.text("id")} if row.text("id") else {}), row.problems


@dataclass(frozen=True, slots=True)
class _Located:
    geometry: Feature | None
    properties: dict[str, Any]


@dataclass(slots=True)
class _Row:
    """Row while it is read, with its problems so far."""

    values: Values
    problems: list[FieldProblem] = field(default_factory=list)

    def text(self, name: str) -> str:
        value = self.values.get(name)
        return "; ".join(map(str, value)) if isinstance(value, list) else str(value or "").strip()

    def add(self, name: str, what: str, how: str = "", *, note: bool = False) -> None:
        self.problems.append(FieldProblem(name, what, how, "note" if note else "error"))

    def story(self) -> dict[str, str]:
        """Return summary and description; too long a summary becomes the description."""
        summary, description = self.text("summary"), self.text("description")
        if not summary:
            summary = description if len(description) <= MAX_SUMMARY else _beginning(description)
            description = "" if summary == description else description
        elif len(summary) > MAX_SUMMARY and not description:
            self.add("summary", "texten är lång: hela står under Så fungerar det", note=True)
            summary, description = _beginning(summary), summary
        return {"summary": summary, "description": description}

    def key(self, name: str, vocabulary: Mapping[str, Term]) -> str | None:
        """Return the vocabulary's key for the field's word, None if it is empty or unknown."""
        text = self.text(name)
        key = key_of(vocabulary, text) if text else None
        if text and key is None:
            what = f"”{text[:MAX_QUOTE]}” är inte ett känt värde"
            self.add(name, what, f"Välj bland: {_choices(vocabulary)}")
        return key

    def kind(self) -> str | None:
        if not self.text("kind"):
            self.add("kind", "slaget saknas", f"Välj bland: {_choices(KINDS)}")
        return self.key("kind", KINDS)

    def services(self) -> dict[str, list[str]]:
        """Return the services and, for editors, the words that the vocabulary lacks."""
        keys, unknown = service_keys(self.text("services").replace("\n", ";"))
        if unknown:
            what = f"okända ord sparas men visas inte på kartan: {', '.join(unknown)}"
            self.add("services", what, "Redaktionen ser dem vid exemplet", note=True)
        # A word may be as long as a short text; nothing of it is lost.
        parts = (part for word in unknown for part in wrap(word, MAX_WORD))
        words = [*split_list(self.values.get("other_services"), r"[;|\n]"), *parts]
        if not words and "other_services" not in self.values:
            return {"services": list(keys)}
        return {"services": list(keys), "other_services": list(dict.fromkeys(map(str, words)))}

    def year(self) -> int | None:
        text = self.text("started")
        match = re.fullmatch(r"(\d{4})(-\d\d?){0,2}", text)
        if text and not match:
            self.add("started", f"”{text[:MAX_QUOTE]}” är inget årtal", "Skriv det som 2016")
        return int(match[1]) if match else None

    def sources(self) -> list[dict[str, str]]:
        titles, urls, date = (self.text(f"source_{part}") for part in ("title", "url", "date"))
        # Several sources in one cell: their names and addresses have the same order.
        several = "|" in urls
        pairs = zip_longest(titles.split("|") if several else [titles], urls.split("|"))
        own = [{"title": title, "url": url, "date": date} for title, url in pairs if title or url]
        sources = _joined(
            list(map(named_source, own)), list(read_sources(self.values.get("sources")))
        )
        if not sources:
            self.add("source_title", "källan saknas", "Skriv vem uppgiften kommer från")
        return sources

    def stops(self) -> tuple[list[dict[str, str]], Feature | None]:
        """Return the stops, and their points as a MultiPoint if every stop has one."""
        value = self.values.get("stops")
        count = len((self.from_wkt() or {}).get("coordinates", ()))
        names = str(value or "").split("|")
        # As many names as points: the cell has only names.
        named = isinstance(value, str) and count == len(names) > 1
        texts = names if named else split_list(value, r"[\n;]")
        stops = [read_stop(text) for text in texts]
        points = [point for _, point in stops if point]
        complete = stops and len(points) == len(stops)
        geometry: Feature = {"type": "MultiPoint", "coordinates": points}
        return [stop for stop, _ in stops], geometry if complete else None

    def geometry(self) -> Feature | None:
        """Return the geometry in WGS84: from WKT, GeoJSON, or latitude and longitude."""
        if self.text("wkt"):
            geometry = self.from_wkt()
            if geometry is None:
                self.add("wkt", "geometrin är inte WKT", "Skriv den som POINT (15.0 58.5)")
            return geometry
        lat, lon = (self.text(name) for name in ("lat", "lon"))
        if not lat and not lon:
            own = self.values.get("geometry")
            return in_degrees(own) if isinstance(own, dict) else None
        if lat and not lon:
            lat, _, lon = re.sub(r",\s+|;", " ", lat).strip().partition(" ")
        numbers = read_number(lat), read_number(lon)
        for name, text, number in zip(("lat", "lon"), (lat, lon), numbers, strict=True):
            if number is None:
                what = f"”{text[:MAX_QUOTE]}” är inget tal" if text else "koordinaten saknas"
                self.add(name, what, "Skriv den som 58,54 eller i meter, SWEREF 99 TM")
        if None in numbers:
            return None
        return in_degrees({"type": "Point", "coordinates": [numbers[1], numbers[0]]})

    def from_wkt(self) -> Feature | None:
        """Return the geometry in well-known text, None if there is none or it is invalid."""
        shape = shapely.from_wkt(self.text("wkt") or None, on_invalid="ignore")
        if shape is None or shape.is_empty:
            return None
        geometry: Feature = json.loads(shapely.to_geojson(shape))
        return in_degrees(geometry)

    def located(self, geometry: Feature | None, gazetteer: Gazetteer) -> _Located:
        """Return geometry, municipality and place; missing ones are derived from the others."""
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
            self.add("place", "orten saknas: kommunens namn står i stället", note=True)
        properties = {"municipality_code": code, "place": place, "place_accuracy": accuracy}
        return _Located(geometry, properties)

    def _looked_up(self, place: str, code: str | None, gazetteer: Gazetteer) -> Feature | None:
        """Return the point of a place, or of the town that the municipality is named after."""
        name = municipalities.municipalities()[code].name if code else ""
        match = gazetteer.within(place or name, code) if code else None
        if match:
            return {"type": "Point", "coordinates": [match.lon, match.lat]}
        if not (code and place):
            how = "Ange koordinater, eller ort och kommun"
            self.add("lat", "det framgår inte var det är", how)
        return None

    def _main_town(self, place: str, code: str, gazetteer: Gazetteer) -> Feature:
        """Return the point of a municipality's largest town; note that the place is unknown."""
        town = next(town for town in gazetteer.places if town.municipality_code == code)
        name = municipalities.municipalities()[code].name
        what = f"”{place[:MAX_QUOTE]}” är ingen känd ort i {name}: nålen står i {town.name}"
        self.add("place", what, "Ange koordinater, eller flytta nålen", note=True)
        return {"type": "Point", "coordinates": [town.lon, town.lat]}

    def _failed(self, *names: str) -> bool:
        return any(p.field in names and p.severity == "error" for p in self.problems)

    def municipality(self) -> str | None:
        text = self.text("municipality")
        code = municipality_code(text) if text else None
        if text and code is None:
            names = {m.name for m in municipalities.municipalities().values()}
            close = process.extractOne(text, names, score_cutoff=LIKE_ENOUGH)
            how = f"Menar du {close[0]}" if close else "Skriv namnet eller de fyra siffrorna"
            self.add("municipality", f"”{text[:MAX_QUOTE]}” är ingen kommun", how)
        return code


def _joined(own: list[dict[str, str]], others: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return the sources of both lists; one that stands in both has the first one's date, if any.

    The first list's come first, unless the second has them all.
    """

    def key(source: Mapping[str, str]) -> tuple[str, str]:
        return str(source.get("title")), str(source.get("url"))

    dated = {key(source): source for source in own if source.get("date")}
    others = [dated.get(key(source), source) for source in others]
    keys = set(map(key, others))
    return [*(source for source in own if key(source) not in keys), *others]


def _choices(vocabulary: Mapping[str, Term]) -> str:
    return ", ".join(term.sv for term in vocabulary.values())


def municipality_code(text: str) -> str | None:
    """Return the code of the municipality with a name or code, None if there is none.

    Examples
    --------
    >>> [municipality_code(text) for text in ("Arvidsjaurs kommun", "180", "Borås stad", "Bergen")]
    ['2505', '0180', '1490', None]
    """
    if re.fullmatch(r"\d{3,4}(\.0)?", text):
        code = text.removesuffix(".0").zfill(4)
        return code if code in municipalities.municipalities() else None
    name = re.sub(r"^region\s+|\s+(kommun|stad)$", "", caseless(text))
    names = _codes_by_name()
    return names.get(name) or names.get(name.removesuffix("s"))


@cache
def _codes_by_name() -> Spellings[str]:
    names = [(m.name, code) for code, m in municipalities.municipalities().items()]
    falun = next(code for name, code in names if name == "Falun")
    return Spellings([*names, ("Falu", falun)])


def _beginning(text: str) -> str:
    """Return the whole sentences, or else the words, that fit in a summary."""
    cut = text[: MAX_SUMMARY - 1]
    end = max(cut.rfind(mark) for mark in (". ", "! ", "? ", ".\n"))
    return cut[: end + 1] if end > 0 else cut.rsplit(" ", 1)[0] + "…"


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
    """Return a valid feature as a row that :func:`to_feature` converts to an equal feature.

    Lines and the points of stops without names have no text: pass ``geometry`` beside the row.
    """
    properties, geometry = feature["properties"], feature["geometry"]
    texts = {name: str(properties.get(name) or "") for name in FIELDS}
    lists = {
        "services": "; ".join(properties.get("services", ())),
        "lessons": "\n".join(properties.get("lessons", ())),
        "lessons_en": "\n".join(properties.get("lessons_en") or ()),
        "other_services": "; ".join(properties.get("other_services") or ()),
        "stops": "\n".join(_stop_lines(properties.get("stops", ()), geometry)),
        "sources": "\n".join(map(_source_line, properties.get("sources", ()))),
    }
    location = {
        "municipality": properties["municipality_code"],
        "accuracy": properties["place_accuracy"],
    }
    if geometry["type"] == "Point":
        location |= dict(zip(("lon", "lat"), map(str, geometry["coordinates"]), strict=False))
    return texts | lists | location | {"id": feature["id"]}


def to_values(feature: Feature) -> dict[str, Any]:
    """Return what :func:`to_row` does, but with lists, so that no text is split at reading.

    Only values that are not empty; the geometry is in ``geometry``.
    """
    properties = feature["properties"]
    values = {name: properties[name] for name in FIELDS if properties.get(name)}
    location = {"municipality": "municipality_code", "accuracy": "place_accuracy"}
    values |= {name: properties[other] for name, other in location.items()}
    return values | {"id": feature["id"], "geometry": feature["geometry"]}


def extras(feature: Feature) -> dict[str, Any]:
    """Return the properties of a feature that a row may lack: unknown to the model, or hidden."""
    fields = Idea.model_fields.keys() - {"other_services", "external_ids"}
    return {name: value for name, value in feature["properties"].items() if name not in fields}


def _stop_lines(stops: Sequence[Mapping[str, str]], geometry: Feature) -> Iterator[str]:
    points = geometry["coordinates"] if geometry["type"] == "MultiPoint" else []
    for at, stop in enumerate(stops):
        numbers = [str(points[at][1]), str(points[at][0])] if len(points) == len(stops) else []
        schedule = [stop["schedule"]] if stop.get("schedule") else []
        yield " | ".join([stop["name"], *numbers, *schedule])


def _source_line(source: Mapping[str, str]) -> str:
    return " | ".join(source[part] for part in ("title", "url", "date") if source.get(part))
