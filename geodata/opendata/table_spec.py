"""Draft specification "servicepunkt": the columns of the open data and their meaning.

The specification follows the pattern that dataportal.se recommends: a CSV file with English column
names in lower case, of which ``source``, ``id``, ``name``, ``latitude`` and ``longitude`` come
first. A column takes its rules from the property of :class:`Idea` behind it, so that specification,
model and exported file cannot disagree. :func:`table_schema` and :func:`csvw` give it to programs.

Examples
--------
>>> [column.name for column in COLUMNS][:5]
['source', 'id', 'name', 'latitude', 'longitude']
>>> column = next(column for column in COLUMNS if column.name == "kind")
>>> column.mandatory, column.values
(True, ('fixed', 'digital', 'on_wheels', 'case'))
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from geodata.collection.idea import Idea
from geodata.collection.vocabulary import VOCABULARIES
from geodata.opendata.added_columns import ADDED
from geodata.opendata.licence import ATTRIBUTION, LICENCE_URL, SOURCE
from geodata.opendata.table_column import ADDRESS, SEPARATOR, Cell, Column, aligned, joined, wkt

VERSION = "0.1"
DATE = "2016, 2016-05 eller 2016-05-31"

COLUMNS = (
    Column(
        name="source",
        meaning_sv=(
            "Den som ger ut uppgifterna: kommunkod (fyra siffror), organisationsnummer (tio "
            "siffror) eller, för en samling som flera delar, dess namn med a-z, 0-9 och "
            "bindestreck."
        ),
        meaning_en=(
            "Publisher of the row: a municipality code (four digits), an organisation number "
            "(ten digits) or, for a shared collection, its name in a-z, 0-9 and hyphens."
        ),
        value=lambda _: SOURCE,
        example="2505",
        required=True,
        form="^[a-z0-9]+(-[a-z0-9]+)*$",
    ),
    Column(
        name="id",
        meaning_sv=(
            "Servicepunktens beständiga namn hos den som ger ut uppgifterna. Ändras aldrig och "
            "används aldrig om."
        ),
        meaning_en="Persistent identifier given by the publisher. Never changed and never reused.",
        value=lambda idea: idea.id,
        example="moskosel-lanthandel",
        of="id",
    ),
    Column(
        name="name",
        meaning_sv="Vad servicepunkten eller arbetssättet heter.",
        meaning_en="Name of the service point or way of working.",
        value=lambda idea: idea.title,
        example="Butiken i Moskosel",
        of="title",
    ),
    Column(
        name="latitude",
        meaning_sv=(
            "Latitud i WGS84, i grader med decimalpunkt. Av flera stopp visas det mittersta."
        ),
        meaning_en=(
            "Latitude in WGS84, in degrees with a decimal point. Of several stops, the middle one."
        ),
        value=lambda idea: idea.lonlat[1],
        example="65.87",
        of="latitude",
    ),
    Column(
        name="longitude",
        meaning_sv="Longitud i WGS84, i grader med decimalpunkt.",
        meaning_en="Longitude in WGS84, in degrees with a decimal point.",
        value=lambda idea: idea.lonlat[0],
        example="19.45",
        of="longitude",
    ),
    Column(
        name="kind",
        meaning_sv="Slag: fast plats, digital lösning, service på hjul eller ett arbetssätt.",
        meaning_en="Kind: fixed place, digital solution, service on wheels or way of working.",
        value=lambda idea: idea.kind,
        example="fixed",
        of="kind",
    ),
    Column(
        name="services",
        meaning_sv="Vad man kan göra där.",
        meaning_en="Services offered.",
        value=lambda idea: joined(idea.services),
        example="groceries|parcels",
        of="services",
        listed=True,
    ),
    Column(
        name="description",
        meaning_sv="Kort beskrivning på svenska, en eller två meningar.",
        meaning_en="Short description in Swedish, one or two sentences.",
        value=lambda idea: idea.summary,
        example="En butik där du handlar mat och hämtar paket.",
        of="summary",
    ),
    Column(
        name="status",
        meaning_sv="Läge, enligt källan.",
        meaning_en="Operating status according to the source.",
        value=lambda idea: idea.status,
        example="active",
        of="status",
    ),
    Column(
        name="status_as_of",
        meaning_sv=f"När läget gällde, så exakt som det är känt: {DATE}.",
        meaning_en="Date of the status, as precise as it is known: 2016, 2016-05 or 2016-05-31.",
        value=lambda idea: idea.status_as_of,
        example="2026-05",
        of="status_as_of",
    ),
    Column(
        name="started",
        meaning_sv="Året då servicen började.",
        meaning_en="Year in which the service started.",
        value=lambda idea: idea.started,
        example="2010",
        of="started",
    ),
    Column(
        name="operator",
        meaning_sv="Den som driver servicen: en organisation, aldrig en privatperson.",
        meaning_en="Organisation that runs the service, never a private person.",
        value=lambda idea: idea.operator,
        example="Byalaget",
        of="operator",
    ),
    Column(
        name="place",
        meaning_sv="Orten.",
        meaning_en="Name of the locality.",
        value=lambda idea: idea.place,
        example="Moskosel",
        of="place",
    ),
    Column(
        name="place_accuracy",
        meaning_sv="Hur exakt läget är känt: platsen, orten eller bara trakten.",
        meaning_en="Accuracy of the position: exact place, locality or only the area.",
        value=lambda idea: idea.place_accuracy,
        example="exact",
        of="place_accuracy",
    ),
    Column(
        name="municipality_code",
        meaning_sv="Kommunkod: fyra siffror som text, så att den första nollan finns kvar.",
        meaning_en="Municipality code: four digits as text, which keeps a leading zero.",
        value=lambda idea: idea.municipality_code,
        example="2505",
        of="municipality_code",
    ),
    Column(
        name="municipality",
        meaning_sv="Kommunens namn.",
        meaning_en="Name of the municipality.",
        value=lambda idea: idea.municipality,
        example="Arvidsjaur",
    ),
    Column(
        name="county_code",
        meaning_sv="Länskod: två siffror som text.",
        meaning_en="County code: two digits as text.",
        value=lambda idea: idea.county_code,
        example="25",
        of="county_code",
    ),
    Column(
        name="county",
        meaning_sv="Länets namn.",
        meaning_en="Name of the county.",
        value=lambda idea: idea.county,
        example="Norrbottens län",
    ),
    Column(
        name="stops",
        meaning_sv=(
            "För service på hjul: vad stoppen heter, i samma ordning som punkterna i geometry."
        ),
        meaning_en="For service on wheels: names of the stops, ordered as the points in geometry.",
        value=lambda idea: joined(stop.name for stop in idea.stops),
        example="Moskosel|Arvidsjaur",
        listed=True,
    ),
    Column(
        name="geometry",
        meaning_sv=(
            "För service på hjul: alla stopp eller hela vägen, som WKT i WGS84 (longitud latitud)."
        ),
        meaning_en=(
            "For service on wheels: all stops, or the route, as WKT in WGS84 (longitude latitude)."
        ),
        value=wkt,
        example="MULTIPOINT ((19.45 65.87), (19.17 65.59))",
        form=r"^(MULTIPOINT|LINESTRING|MULTILINESTRING) \([-0-9., ()]+\)$",
    ),
    Column(
        name="name_en",
        meaning_sv="Namnet på engelska.",
        meaning_en="Name in English.",
        value=lambda idea: idea.title_en,
        example="The shop in Moskosel",
        of="title_en",
    ),
    Column(
        name="description_en",
        meaning_sv="Beskrivningen på engelska.",
        meaning_en="Description in English.",
        value=lambda idea: idea.summary_en,
        example="A shop where you buy food and fetch parcels.",
        of="summary_en",
    ),
    Column(
        name="lessons",
        meaning_sv="Vad andra kan ta efter.",
        meaning_en="Lessons for others.",
        value=lambda idea: joined(idea.lessons),
        example="Börja med en fråga till alla i byn.",
        listed=True,
    ),
    Column(
        name="source_title",
        meaning_sv="Namnen på de källor som uppgifterna bygger på.",
        meaning_en="Titles of the sources of the facts.",
        value=lambda idea: joined(source.title for source in idea.sources),
        example="Servicepunkter i kommunen",
        listed=True,
        required=True,
    ),
    Column(
        name="source_url",
        meaning_sv=(
            "Källornas webbadresser, i samma ordning. Den som inte finns på nätet har ingen."
        ),
        meaning_en="URLs of the sources, in the same order. Empty for a source that is not online.",
        value=lambda idea: joined(source.url for source in idea.sources),
        example="https://example.org/",
        listed=True,
        form=rf"^({ADDRESS})?(\|({ADDRESS})?)*$",
    ),
    Column(
        name="updated",
        meaning_sv=f"När uppgifterna senast ändrades: {DATE}.",
        meaning_en="Date when the facts were last changed: 2016, 2016-05 or 2016-05-31.",
        value=lambda idea: idea.updated,
        example="2026-11-01",
        of="updated",
    ),
    Column(
        name="source_date",
        meaning_sv=f"När källorna är daterade, i samma ordning: {DATE}.",
        meaning_en="Dates of the sources, in the same order: 2016, 2016-05 or 2016-05-31.",
        value=lambda idea: aligned(source.date for source in idea.sources),
        example="2026-05",
        listed=True,
    ),
    Column(
        name="stop_times",
        meaning_sv="För service på hjul: när den stannar vid varje stopp, i samma ordning.",
        meaning_en="For service on wheels: the times at each stop, in the same order.",
        value=lambda idea: aligned(stop.schedule for stop in idea.stops),
        example="måndagar 9-10|tisdagar",
        listed=True,
    ),
    Column(
        name="how_it_works",
        meaning_sv="Längre beskrivning på svenska. Tomma rader skiljer stycken.",
        meaning_en="Longer description in Swedish. Empty lines separate paragraphs.",
        value=lambda idea: idea.description or None,
        example="Byalaget äger huset och hyr ut det till butiken.",
        of="description",
    ),
    Column(
        name="how_it_works_en",
        meaning_sv="Den längre beskrivningen på engelska.",
        meaning_en="Longer description in English.",
        value=lambda idea: idea.description_en,
        example="The village association owns the building and lets it to the shop.",
        of="description_en",
    ),
    Column(
        name="lessons_en",
        meaning_sv="Vad andra kan ta efter, på engelska.",
        meaning_en="Lessons for others, in English.",
        value=lambda idea: joined(idea.lessons_en or ()),
        example="Begin by asking everybody in the village.",
        listed=True,
    ),
    Column(
        name="other_services",
        meaning_sv="Ord för service som listan i services saknar.",
        meaning_en="Words for services that the list in services lacks.",
        value=lambda idea: joined(idea.other_services or ()),
        example="skidspår",
        listed=True,
    ),
    Column(
        name="external_ids",
        meaning_sv="Servicepunktens namn i källornas egna listor, som källa#namn.",
        meaning_en="Identifiers in the sources' own lists, as source#identifier.",
        value=lambda idea: joined(idea.external_ids or ()),
        example="Kommunen#17",
        listed=True,
    ),
    *ADDED,
    Column(
        name="license",
        meaning_sv="Adressen till den licens som uppgifterna får användas enligt.",
        meaning_en="URL of the licence under which the data may be used.",
        value=lambda _: LICENCE_URL,
        example=LICENCE_URL,
        required=True,
    ),
    Column(
        name="attribution",
        meaning_sv="Vem som ska nämnas när uppgifterna används.",
        meaning_en="Attribution to give when the data is used.",
        value=lambda _: ATTRIBUTION,
        example="Kommunens namn",
        required=True,
    ),
)


def label(column: Column, value: str, language: str) -> str:
    """Return the label of one of a column's allowed values, ``language`` being "sv" or "en"."""
    return VOCABULARIES[column.name][value].label(language)


def rows(ideas: Iterable[Idea]) -> Iterator[list[Cell]]:
    """Return the cells of each example, in the order of ``COLUMNS``."""
    return ([column.value(idea) for column in COLUMNS] for idea in ideas)


def table_schema() -> dict[str, Any]:
    """Return the specification as a Table Schema (datapackage.org), to validate a CSV file with."""
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
    """Return the specification as CSV on the Web metadata (W3C).

    Parameters
    ----------
    url
        Address of the CSV file.
    spec
        Address of the specification as a page.
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
    document: dict[str, Any] = {
        "name": column.name,
        "titles": column.name,
        "dc:description": column.meaning_en,
        "datatype": {"base": column.type, **form, **limits},
        "required": column.mandatory,
    }
    return document | ({"separator": SEPARATOR} if column.listed else {})
