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

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from textwrap import wrap
from typing import Any, Literal

from rapidfuzz import process

from geodata.collection.copying import COPYING
from geodata.collection.field_headings import FIELDS as FIELDS
from geodata.collection.field_values import (
    beginning,
    is_ambiguous_date,
    is_only_year,
    joined_sources,
    named_source,
    read_date,
    read_sources,
    read_stop,
    read_year,
    split_list,
    stop_texts,
    web_addresses,
)
from geodata.collection.idea import WORD_SEPARATORS, Idea
from geodata.collection.vocabulary import ACCURACIES, KINDS, STATUSES, Term, key_of, service_keys
from geodata.errors import Message
from geodata.geography import boundaries, municipalities
from geodata.geography.coordinates import (
    first_position,
    in_degrees,
    read_number,
    read_pair,
    read_wkt,
)
from geodata.geography.gazetteer import Gazetteer
from geodata.geography.municipalities import municipality_code

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
        **{name: row.text(name) for name in ("description_en", *COPYING)},
        "status_as_of": row.date("status_as_of"),
        **row.story(),
        "lessons": row.lines("lessons"),
        "lessons_en": row.lines("lessons_en") or None,
        "kind": row.kind(),
        **row.services(),
        "started": row.year(),
        "status": row.key("status", STATUSES) or "unknown",
        "sources": row.sources(),
    }
    stops, points = row.stops()
    on_wheels = properties["kind"] == "on_wheels"
    geometry = points if on_wheels and points else row.geometry()
    if geometry and not on_wheels:
        geometry = row.as_point(geometry)
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
        """Return a field as text; what is neither text nor a list of it is told of."""
        value = self.values.get(name)
        if value is None or isinstance(value, str):
            return (value or "").strip()
        texts = self.plain(name, value if isinstance(value, list) else [value])
        return "; ".join(map(str, texts)).strip() if texts != [False] else ""

    def plain(self, name: str, parts: list[Any], keys: Collection[str] = ()) -> list[Any]:
        """Return the parts that are text, or objects if those have ``keys``.

        Others are told of, and so are the objects' other keys.
        """
        kinds = (str, int, float, dict) if keys else (str, int, float)
        plain = [part for part in parts if isinstance(part, kinds)]
        if len(plain) < len(parts):
            self.add(name, Message("värdet är ingen text"), Message("Skriv det som text"))
        others = {key for part in plain if isinstance(part, dict) for key in part if part[key]}
        if others := others.difference(keys):
            what = Message("det här läses inte: {keys}", keys=", ".join(sorted(others))[:100])
            self.add(name, what, Message("Namnen är {keys}", keys=", ".join(keys)), note=True)
        return plain

    def lines(self, name: str) -> list[str]:
        """Return a field's values, one a line or between bars."""
        return list(map(str, self.plain(name, split_list(self.values.get(name), r"[\n|]"))))

    def add(self, name: str, what: str, how: str = "", *, note: bool = False) -> None:
        problem = FieldProblem(name, what, how, "note" if note else "error")
        if problem not in self.problems:
            self.problems.append(problem)

    def story(self) -> dict[str, str]:
        """Return summary and description; too long a summary becomes the description."""
        summary, description = self.text("summary"), self.text("description")
        if not summary and len(description) <= MAX_SUMMARY:
            summary, description = description, ""
        elif not summary:
            summary = beginning(description, MAX_SUMMARY)
        elif len(summary) > MAX_SUMMARY and not description:
            what = Message("texten är lång: hela står under Så fungerar det")
            self.add("summary", what, note=True)
            summary, description = beginning(summary, MAX_SUMMARY), summary
        return {"summary": summary, "description": description}

    def key(self, name: str, vocabulary: Mapping[str, Term]) -> str | None:
        """Return the vocabulary's key for the field's word, None if it is empty or unknown."""
        text = self.text(name)
        key = key_of(vocabulary, text) if text else None
        if text and key is None:
            what = Message("”{text}” är inte ett känt värde", text=text[:MAX_QUOTE])
            self.add(name, what, _choices(vocabulary))
        return key

    def kind(self) -> str | None:
        if not self.text("kind"):
            self.add("kind", Message("slaget saknas"), _choices(KINDS))
        return self.key("kind", KINDS)

    def services(self) -> dict[str, list[str]]:
        """Return the services and, for editors, the words that the vocabulary lacks."""
        keys, unknown = service_keys(self.text("services").replace("\n", ";"))
        if unknown:
            listed = ", ".join(unknown)
            what = Message("okända ord sparas men visas inte på kartan: {words}", words=listed)
            self.add("services", what, Message("Redaktionen ser dem vid exemplet"), note=True)
        # A word may be as long as a short text; nothing of it is lost.
        parts = (part for word in unknown for part in wrap(word, MAX_WORD))
        own = split_list(self.values.get("other_services"), WORD_SEPARATORS)
        words = [*self.plain("other_services", own), *parts]
        if not words and "other_services" not in self.values:
            return {"services": list(keys)}
        return {"services": list(keys), "other_services": list(dict.fromkeys(map(str, words)))}

    def year(self) -> int | None:
        text = self.text("started")
        year = read_year(text)
        if text and year is None:
            what = Message("”{text}” är inget årtal", text=text[:MAX_QUOTE])
            self.add("started", what, Message("Skriv det som 2016"))
        elif text and not is_only_year(text):
            # "nedlagd 2020" is a year too.
            what = Message("”{text}” är läst som {year}", text=text[:MAX_QUOTE], year=year)
            self.add("started", what, note=True)
        return year

    def date(self, name: str) -> str | None:
        """Return a date as ISO 8601; one that may be read in two ways is noted."""
        text = self.text(name)
        date = read_date(text)
        if text and date is None:
            what = Message("”{text}” är inget datum", text=text[:MAX_QUOTE])
            self.add(name, what, Message("Skriv det som 2016-05-31"))
        elif is_ambiguous_date(text):
            text = text[:MAX_QUOTE]
            what = Message("”{text}” är läst som {date}, med dagen först", text=text, date=date)
            self.add(name, what, note=True)
        return date

    def sources(self) -> list[dict[str, Any]]:
        own = self._own_sources(self.text("source_title"), self.text("source_url"))
        others = split_list(self.values.get("sources"), r"\n")
        others = read_sources(self.plain("sources", others, ("title", "url", "date")))
        sources = joined_sources(list(map(named_source, own)), others)
        if not sources:
            how = Message("Skriv vem uppgiften kommer från")
            self.add("source_title", Message("källan saknas"), how)
        return sources

    def _own_sources(self, title: str, url: str) -> list[dict[str, Any]]:
        """Return the source in columns of its own, or several with ``|`` between them."""
        date = self.date("source_date")
        # Several names and addresses have the same order; a name alone may have a bar in it.
        names, parts = (title.split("|"), url.split("|")) if "|" in url else ([title], [url])
        sources: list[dict[str, Any]] = []
        for name, part in zip_longest(names, parts, fillvalue=""):
            addresses = self._addresses(part)
            first = {"title": name.strip(), "url": next(iter(addresses), None), "date": date}
            sources += [first] if first["title"] or first["url"] else []
            sources += [{"url": address} for address in addresses[1:]]
        return sources

    def _addresses(self, text: str) -> list[str]:
        addresses = web_addresses(text)
        if text.strip() and not addresses:
            what = Message("”{text}” är ingen webbadress", text=text.strip()[:MAX_QUOTE])
            self.add("source_url", what, Message("Skriv den som https://example.org/"))
        return addresses

    def stops(self) -> tuple[list[dict[str, str]], Feature | None]:
        """Return the stops, and their points as a MultiPoint if every stop has one."""
        own = read_wkt(self.text("wkt")) or self.values.get("geometry")
        places = own.get("coordinates") if isinstance(own, dict) else None
        count = len(places) if isinstance(places, list) else 0
        texts = stop_texts(self.values.get("stops"), count)
        stops = list(map(read_stop, self.plain("stops", texts, ("name", "schedule"))))
        points = [point for _, point in stops if point]
        complete = stops and len(points) == len(stops)
        geometry: Feature = {"type": "MultiPoint", "coordinates": points}
        return [stop for stop, _ in stops], in_degrees(geometry) if complete else None

    def geometry(self) -> Feature | None:
        """Return the geometry in WGS84: from WKT, GeoJSON, or latitude and longitude."""
        if self.text("wkt"):
            geometry = read_wkt(self.text("wkt"))
            if geometry is None:
                what = Message("geometrin är inte WKT, eller av ett slag som inte läses")
                self.add("wkt", what, Message("Skriv den som POINT (15.0 58.5)"))
            return geometry
        lat, lon = (self.text(name) for name in ("lat", "lon"))
        if not lat and not lon:
            own = self.values.get("geometry")
            return in_degrees(own) if isinstance(own, dict) else None
        pair = read_pair(lat or lon) if not (lat and lon) else None
        numbers = pair or (read_number(lat), read_number(lon))
        for name, text, number in zip(("lat", "lon"), (lat, lon), numbers, strict=True):
            if number is None:
                what = Message("”{text}” är inget tal", text=text[:MAX_QUOTE])
                what = what if text else Message("koordinaten saknas")
                self.add(name, what, Message("Skriv den som 58,54 eller i meter, SWEREF 99 TM"))
        if None in numbers:
            return None
        if lat.isdecimal() and lon.isdecimal() and len(lat) == len(lon) == 2:
            what = Message("koordinaterna är hela grader: kanske gick decimalerna förlorade")
            self.add("lat", what, Message("Se efter var nålen hamnar"), note=True)
        return in_degrees({"type": "Point", "coordinates": [numbers[1], numbers[0]]})

    def as_point(self, geometry: Feature) -> Feature:
        """Return the point that a line begins with, or the only one of several; note the former."""
        kind, parts = geometry.get("type"), geometry.get("coordinates")
        is_line = kind in ("LineString", "MultiLineString")
        if not is_line and not (
            kind == "MultiPoint" and isinstance(parts, list) and len(parts) == 1
        ):
            return geometry
        if is_line:
            what = Message("linjen är läst som en punkt: där den börjar")
            self.add("lat", what, Message("Välj slaget På hjul om den visar en väg"), note=True)
        position = first_position(geometry)
        return {"type": "Point", "coordinates": position} if position else geometry

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
            what = Message("orten saknas: kommunens namn står i stället")
            self.add("place", what, note=True)
        properties = {"municipality_code": code, "place": place, "place_accuracy": accuracy}
        return _Located(geometry, properties)

    def _looked_up(self, place: str, code: str | None, gazetteer: Gazetteer) -> Feature | None:
        """Return the point of a place, or of the town that the municipality is named after."""
        name = municipalities.municipalities()[code].name if code else ""
        match = gazetteer.within(place or name, code) if code else None
        if match:
            return {"type": "Point", "coordinates": [match.lon, match.lat]}
        if not (code and place):
            how = Message("Ange koordinater, eller ort och kommun")
            self.add("lat", Message("det framgår inte var det är"), how)
        return None

    def _main_town(self, place: str, code: str, gazetteer: Gazetteer) -> Feature:
        """Return the point of a municipality's largest town; note that the place is unknown."""
        town = next(town for town in gazetteer.places if town.municipality_code == code)
        name = municipalities.municipalities()[code].name
        what = Message(
            "”{text}” är ingen känd ort i {name}: nålen står i {town}",
            text=place[:MAX_QUOTE],
            name=name,
            town=town.name,
        )
        self.add("place", what, Message("Ange koordinater, eller flytta nålen"), note=True)
        return {"type": "Point", "coordinates": [town.lon, town.lat]}

    def _failed(self, *names: str) -> bool:
        return any(p.field in names and p.severity == "error" for p in self.problems)

    def municipality(self) -> str | None:
        text = self.text("municipality")
        code = municipality_code(text) if text else None
        if text and code is None:
            names = {m.name for m in municipalities.municipalities().values()}
            close = process.extractOne(text[:MAX_QUOTE], names, score_cutoff=LIKE_ENOUGH)
            how = Message("Skriv namnet eller de fyra siffrorna")
            how = Message("Menar du {name}", name=close[0]) if close else how
            what = Message("”{text}” är ingen kommun", text=text[:MAX_QUOTE])
            self.add("municipality", what, how)
        return code


def _choices(vocabulary: Mapping[str, Term]) -> Message:
    words = ", ".join(term.sv for term in vocabulary.values())
    return Message("Välj bland: {words}", words=words)


def _municipality_at(geometry: Feature) -> str | None:
    position = first_position(geometry)
    return boundaries.locate(*position[:2]).municipality_code if position else None


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
    fields = Idea.model_fields.keys() - {"other_services", "external_ids", "pictures"}
    return {name: value for name, value in feature["properties"].items() if name not in fields}


def with_extras(feature: Feature, properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row's properties with those of the feature that a row may lack.

    A list of words that the row has emptied is left out, as where there never was one.
    """
    merged = extras(feature) | dict(properties)
    lists = ("other_services", "pictures")
    return {n: value for n, value in merged.items() if n not in lists or value}


def _stop_lines(stops: Sequence[Mapping[str, str]], geometry: Feature) -> Iterator[str]:
    points = geometry["coordinates"] if geometry["type"] == "MultiPoint" else []
    for at, stop in enumerate(stops):
        numbers = [str(points[at][1]), str(points[at][0])] if len(points) == len(stops) else []
        schedule = [stop["schedule"]] if stop.get("schedule") else []
        yield " | ".join([stop["name"], *numbers, *schedule])


def _source_line(source: Mapping[str, str]) -> str:
    return " | ".join(source[part] for part in ("title", "url", "date") if source.get(part))
