"""The draft specification "servicepunkt": the columns of the open data, and what each one means.

It follows the pattern of the specifications that dataportal.se recommends: a CSV file with English
names in lower case, of which ``source``, ``id``, ``name``, ``latitude`` and ``longitude`` come
first. The rules of a column are those of the model's property behind it, so that the specification,
the model and the file that is exported cannot disagree.

Examples
--------
>>> [column.name for column in COLUMNS][:5]
['source', 'id', 'name', 'latitude', 'longitude']
>>> column = next(column for column in COLUMNS if column.name == "kind")
>>> column.mandatory, column.values
(True, ('fixed', 'digital', 'on_wheels', 'case'))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from geodata.collection.idea import BBOX, Idea, json_schema
from geodata.collection.vocabulary import VOCABULARIES
from geodata.opendata.licence import ATTRIBUTION, LICENCE_URL, SOURCE

VERSION = "0.1"
SEPARATOR = "|"
"""What stands between several values in one cell."""

Cell = str | int | float | None
DATE = "2016, 2016-05 eller 2016-05-31"


@dataclass(frozen=True)
class Column:
    """A column of the file.

    Attributes
    ----------
    name
        As it stands in the first row.
    meaning_sv, meaning_en
        What it says, in a sentence or two.
    value
        What an example has in it; None where nothing is known.
    example
        A value of it, as it may stand in a file.
    of
        The property of :class:`Idea` whose rules hold for it, "" if none does.
    listed
        Whether it holds several values, with ``SEPARATOR`` between them.
    required, form
        For a column without such a property: whether every row must have a value, and the form of
        it as a regular expression.
    """

    name: str
    meaning_sv: str
    meaning_en: str
    value: Callable[[Idea], Cell]
    example: str
    of: str = ""
    listed: bool = False
    required: bool = False
    form: str = ""

    @cached_property
    def schema(self) -> dict[str, Any]:
        """The JSON Schema of one value."""
        found: dict[str, Any] = _PROPERTIES.get(self.of, {"type": "string"})
        found = next((s for s in found.get("anyOf", ()) if s["type"] != "null"), found)
        return dict(found["items"]) if "items" in found else found

    @property
    def mandatory(self) -> bool:
        """Whether every row must have a value in it."""
        return self.required or self.of in _REQUIRED

    @property
    def values(self) -> tuple[str, ...]:
        """The only values that it may have; none if it is free."""
        return tuple(self.schema.get("enum", ()))

    @property
    def type(self) -> str:
        """What kind of value: ``string``, ``integer`` or ``number``."""
        return str(self.schema["type"])

    @property
    def pattern(self) -> str:
        """The form that a whole cell must have, as a regular expression; "" if it is free."""
        if self.listed and self.values:
            one = f"({'|'.join(self.values)})"
            return rf"^{one}(\{SEPARATOR}{one})*$"
        return self.form or str(self.schema.get("pattern", ""))


_ADDRESS = r"https?://[^\s<>\"|]+"
_FEATURE = json_schema()["properties"]
_PROPERTIES = {
    **_FEATURE["properties"]["properties"],
    "id": _FEATURE["id"],
    "latitude": {"type": "number", "minimum": BBOX[1], "maximum": BBOX[3]},
    "longitude": {"type": "number", "minimum": BBOX[0], "maximum": BBOX[2]},
}
_REQUIRED = {*_FEATURE["properties"]["required"], "id", "latitude", "longitude"}


def joined(values: Iterable[str]) -> str | None:
    """Write several values in one cell."""
    return SEPARATOR.join(value.replace(SEPARATOR, "/") for value in values) or None


COLUMNS = (
    Column(
        "source",
        "Den som ger ut uppgifterna: kommunkod (fyra siffror), organisationsnummer (tio siffror) "
        "eller, för en samling som flera delar, dess namn med a-z, 0-9 och bindestreck.",
        "Who publishes the row: a municipality's code (four digits), an organisation's number (ten "
        "digits) or, for a collection that several share, its name in a-z, 0-9 and hyphens.",
        lambda _: SOURCE,
        "2505",
        required=True,
        form="^[a-z0-9]+(-[a-z0-9]+)*$",
    ),
    Column(
        "id",
        "Servicepunktens beständiga namn hos den som ger ut uppgifterna. Ändras aldrig och används "
        "aldrig om.",
        "The service point's lasting name with its publisher. Never changed and never used again.",
        lambda idea: idea.id,
        "moskosel-lanthandel",
        "id",
    ),
    Column(
        "name",
        "Vad servicepunkten eller arbetssättet heter.",
        "What the service point or way of working is called.",
        lambda idea: idea.title,
        "Butiken i Moskosel",
        "title",
    ),
    Column(
        "latitude",
        "Latitud i WGS84, i grader med decimalpunkt. Av flera stopp visas det mittersta.",
        "Latitude in WGS84 degrees. Of several stops the one in the middle.",
        lambda idea: round(idea.lonlat[1], 6),
        "65.87",
        "latitude",
    ),
    Column(
        "longitude",
        "Longitud i WGS84, i grader med decimalpunkt.",
        "Longitude in WGS84 degrees.",
        lambda idea: round(idea.lonlat[0], 6),
        "19.45",
        "longitude",
    ),
    Column(
        "kind",
        "Slag: fast plats, digital lösning, service på hjul eller ett arbetssätt.",
        "Kind: a fixed place, a digital solution, service on wheels or a way of working.",
        lambda idea: idea.kind,
        "fixed",
        "kind",
    ),
    Column(
        "services",
        "Vad man kan göra där.",
        "What can be done there.",
        lambda idea: joined(idea.services),
        "groceries|parcels",
        "services",
        listed=True,
    ),
    Column(
        "description",
        "Kort beskrivning på svenska, en eller två meningar.",
        "Short description in Swedish, one or two sentences.",
        lambda idea: idea.summary,
        "En butik där du handlar mat och hämtar paket.",
        "summary",
    ),
    Column(
        "status",
        "Läge, enligt källan.",
        "Whether it is running, according to the source.",
        lambda idea: idea.status,
        "active",
        "status",
    ),
    Column(
        "status_as_of",
        f"När läget gällde, så exakt som det är känt: {DATE}.",
        "When the status held, as exactly as it is known: 2016, 2016-05 or 2016-05-31.",
        lambda idea: idea.status_as_of,
        "2026-05",
        "status_as_of",
    ),
    Column(
        "started",
        "Året då servicen började.",
        "The year in which the service began.",
        lambda idea: idea.started,
        "2010",
        "started",
    ),
    Column(
        "operator",
        "Den som driver servicen: en organisation, aldrig en privatperson.",
        "Who runs the service: an organisation, never a private person.",
        lambda idea: idea.operator,
        "Byalaget",
        "operator",
    ),
    Column(
        "place",
        "Orten.",
        "The place.",
        lambda idea: idea.place,
        "Moskosel",
        "place",
    ),
    Column(
        "place_accuracy",
        "Hur exakt läget är känt: platsen, orten eller bara trakten.",
        "How exactly the position is known: the place, the locality or only the area.",
        lambda idea: idea.place_accuracy,
        "exact",
        "place_accuracy",
    ),
    Column(
        "municipality_code",
        "Kommunkod: fyra siffror som text, så att den första nollan finns kvar.",
        "Municipality code: four digits as text, so that a leading zero stays.",
        lambda idea: idea.municipality_code,
        "2505",
        "municipality_code",
    ),
    Column(
        "municipality",
        "Kommunens namn.",
        "The municipality's name.",
        lambda idea: idea.municipality,
        "Arvidsjaur",
    ),
    Column(
        "county_code",
        "Länskod: två siffror som text.",
        "County code: two digits as text.",
        lambda idea: idea.county_code,
        "25",
        "county_code",
    ),
    Column(
        "county",
        "Länets namn.",
        "The county's name.",
        lambda idea: idea.county,
        "Norrbottens län",
    ),
    Column(
        "stops",
        "För service på hjul: vad stoppen heter, i samma ordning som punkterna i geometry.",
        "For service on wheels: the names of the stops, in the order of the points in geometry.",
        lambda idea: joined(stop.name for stop in idea.stops),
        "Moskosel|Arvidsjaur",
        listed=True,
    ),
    Column(
        "geometry",
        "För service på hjul: alla stopp eller hela vägen, som WKT i WGS84 (longitud latitud).",
        "For service on wheels: all its stops or its route, as WKT in WGS84 (longitude latitude).",
        lambda idea: None if idea.geometry.type == "Point" else idea.shape.wkt,
        "MULTIPOINT ((19.45 65.87), (19.17 65.59))",
        form=(r"^(MULTIPOINT|LINESTRING|MULTILINESTRING) \([-0-9., ()]+\)$"),
    ),
    Column(
        "name_en",
        "Namnet på engelska.",
        "The name in English.",
        lambda idea: idea.title_en,
        "The shop in Moskosel",
        "title_en",
    ),
    Column(
        "description_en",
        "Beskrivningen på engelska.",
        "The description in English.",
        lambda idea: idea.summary_en,
        "A shop where you buy food and fetch parcels.",
        "summary_en",
    ),
    Column(
        "lessons",
        "Vad andra kan ta efter.",
        "What others can learn from it.",
        lambda idea: joined(idea.lessons),
        "Börja med en fråga till alla i byn.",
        listed=True,
    ),
    Column(
        "source_title",
        "Namnen på de källor som uppgifterna bygger på.",
        "The titles of the sources that the facts come from.",
        lambda idea: joined(source.title for source in idea.sources),
        "Servicepunkter i kommunen",
        listed=True,
        required=True,
    ),
    Column(
        "source_url",
        "Källornas webbadresser, i samma ordning. Den som inte finns på nätet har ingen.",
        "The web addresses of the sources, in the same order. Who is not on the web has none.",
        lambda idea: joined((source.url or "").replace("|", "%7C") for source in idea.sources),
        "https://example.org/",
        listed=True,
        form=rf"^({_ADDRESS})?(\|({_ADDRESS})?)*$",
    ),
    Column(
        "updated",
        f"När uppgifterna senast ändrades: {DATE}.",
        "When the facts were last changed: 2016, 2016-05 or 2016-05-31.",
        lambda idea: idea.updated,
        "2026-11-01",
        "updated",
    ),
    Column(
        "license",
        "Adressen till den licens som uppgifterna får användas enligt.",
        "The address of the licence under which the data may be used.",
        lambda _: LICENCE_URL,
        LICENCE_URL,
        required=True,
    ),
    Column(
        "attribution",
        "Vem som ska nämnas när uppgifterna används.",
        "Whom to name when the data is used.",
        lambda _: ATTRIBUTION,
        "Kommunens namn",
        required=True,
    ),
)


def label(column: Column, value: str, language: str) -> str:
    """Return what one of a column's values means, in a language."""
    return VOCABULARIES[column.name][value].label(language)


def rows(ideas: Iterable[Idea]) -> Iterator[list[Cell]]:
    """Return the cells of each example, in the order of ``COLUMNS``."""
    return ([column.value(idea) for column in COLUMNS] for idea in ideas)


def table_schema() -> dict[str, Any]:
    """Return the specification as a Table Schema, with which a file can be checked."""
    return {
        "$schema": "https://datapackage.org/profiles/1.0/tableschema.json",
        "title": "Servicepunkt",
        "version": VERSION,
        "fields": [_table_field(column) for column in COLUMNS],
        "missingValues": [""],
        "primaryKey": ["source", "id"],
    }


def _table_field(column: Column) -> dict[str, Any]:
    limits = {name: column.schema.get(name) for name in ("minimum", "maximum")}
    rules = {
        "required": column.mandatory,
        "enum": list(column.values) if not column.listed else None,
        "pattern": column.pattern or None,
        **limits,
    }
    return {
        "name": column.name,
        "type": column.type,
        "title": column.name,
        "description": column.meaning_en,
        "example": column.example,
        "constraints": {name: rule for name, rule in rules.items() if rule},
    }


def csvw(url: str, spec: str) -> dict[str, Any]:
    """Return the specification as CSV on the Web metadata.

    Parameters
    ----------
    url
        The address of the file.
    spec
        The address of the specification for people.
    """
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": url,
        "dc:title": "Servicepunkt",
        "dc:license": {"@id": LICENCE_URL},
        "dc:conformsTo": {"@id": spec},
        "dialect": {"encoding": "utf-8", "header": True, "delimiter": ","},
        "tableSchema": {
            "columns": [_csvw_column(column) for column in COLUMNS],
            "primaryKey": ["source", "id"],
        },
    }


def _csvw_column(column: Column) -> dict[str, Any]:
    form = {} if column.listed or not column.pattern else {"format": column.pattern}
    limits = {n: column.schema[n] for n in ("minimum", "maximum") if n in column.schema}
    found: dict[str, Any] = {
        "name": column.name,
        "titles": column.name,
        "dc:description": column.meaning_en,
        "datatype": {"base": column.type, **form, **limits},
        "required": column.mandatory,
    }
    return found | ({"separator": SEPARATOR} if column.listed else {})
