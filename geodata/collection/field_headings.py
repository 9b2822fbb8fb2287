"""Fields of a form row, and the headings that people use for them.

Examples
--------
>>> heading_field("Longitud (WGS84)"), heading_field("Servicepunkter 2026")
('lon', None)
"""

from __future__ import annotations

import re
from functools import cache

from geodata.collection.copying import COPYING
from geodata.collection.vocabulary import Term
from geodata.text import Spellings, caseless

_LAT = (
    "latitud,latitude,n,y,nord,norr,north,northing,koordinat,koordinater,"
    "coordinates,position,gps,lat lon,lat long,latlong,latlon,latitud longitud,latitude longitude"
)
FIELDS = {
    name: Term(name, sv, en, spellings=tuple(names.split(",")))
    for name, sv, en, names in (
        ("title", "Rubrik", "Title", "titel,namn,name,title_sv,name_sv,namn_sv,benämning"),
        (
            "summary",
            "Sammanfattning",
            "Summary",
            "summary_facts,summary_sv,ingress,desc,cmt,snippet",
        ),
        ("kind", "Slag", "Kind", "typ,type,sort"),
        ("services", "Service", "Services", "tjänster,utbud,service_sv"),
        ("place", "Ort", "Place", "plats,by,tätort,ortnamn,locality"),
        ("municipality", "Kommun", "Municipality", "municipality_code,kommunkod,kommun_kod,knkod"),
        ("lat", "Latitud eller N", "Latitude or N", _LAT),
        (
            "lon",
            "Longitud eller E",
            "Longitude or E",
            "longitud,longitude,lng,long,e,x,öst,ost,ostkoordinat,east,easting",
        ),
        ("wkt", "Geometri som WKT", "Geometry as WKT", "geometry,geometri,geom"),
        ("accuracy", "Nålen visar", "The pin shows", "place_accuracy,coord_confidence,noggrannhet"),
        ("source_title", "Källans namn", "Name of the source", "källa,source,source_title"),
        ("source_url", "Källans webbadress", "Web address", "länk,link,url,webb,webbplats,www"),
        ("source_date", "Källans datum", "Date of the source", "källdatum"),
        ("sources", "Fler källor", "More sources", "källor,extra_source_urls"),
        ("description", "Så fungerar det", "How it works", "beskrivning,description_sv,text"),
        ("lessons", "Att ta efter", "To learn from", "lärdomar,lessons_sv,lärdom"),
        ("operator", "Driver det", "Run by", "aktör,ansvarig,huvudman,drivs av"),
        ("cost", "Kostnad", "Cost", "kostar,pris,budget,costs"),
        ("funding", "Finansiering", "Funding", "finansieras av,bidrag,funded by"),
        ("legal_form", "Juridisk form", "Legal form", "driftsform,organisationsform,bolagsform"),
        (
            "people",
            "Människor som arbetar",
            "People who work",
            "bemanning,personal,anställda,staff",
        ),
        ("setup_time", "Tid att komma igång", "Time to set up", "uppstartstid,starttid"),
        ("started", "Sedan år", "Since year", "startår,started_year,start,year,år"),
        ("status", "Läge", "Status", "tillstånd"),
        ("status_as_of", "Läget gällde", "Status as of", "lägesdatum"),
        ("stops", "Stannar här", "Stops here", "stopp,hållplatser"),
        ("id", "Id", "Id", "identifier,slug"),
        (
            "title_en",
            "Rubrik på engelska",
            "Title in English",
            "name_en,namn_en,titel_en,rubrik_en",
        ),
        (
            "summary_en",
            "Sammanfattning på engelska",
            "Summary in English",
            "sammanfattning_en,ingress_en,text_en",
        ),
        (
            "description_en",
            "Så fungerar det, på engelska",
            "How it works, in English",
            "beskrivning_en",
        ),
        ("lessons_en", "Att ta efter, på engelska", "To learn from, in English", ""),
        ("other_services", "Fler ord om service", "More words on services", ""),
        ("stop_times", "När det stannar", "Times of the stops", ""),
    )
}
"""Fields of a row by name, with the headings that people use for them."""


def heading_key(text: str) -> str:
    """Return a heading in lower case without punctuation, brackets' content or a CRS.

    An axis is without the words that say what it is an axis of.

    Examples
    --------
    >>> heading_key("Latitud (WGS84)"), heading_key("N_SWEREF99TM"), heading_key("X-koordinat")
    ('latitud', 'n', 'x')
    >>> [heading_key(text) for text in ("GPS_Lat", "POINT_Y", "location.lng", "Punkt")]
    ['lat', 'y', 'lng', 'punkt']
    """
    words = re.sub(r"[\W_]+", " ", caseless(re.sub(r"\([^()]*\)", "", text)))
    key = re.sub(_CRS, " ", f" {words} ").strip()
    axis = _AXIS.fullmatch(key)
    return axis[1] if axis else key


_CRS = r" (?:sweref ?99(?: ?tm| \d\d ?\d\d)?|wgs ?84|epsg ?\d{4,6}|utm ?3[2-5]n?|rt ?90)(?= )"
_OF = "gps|geo|geom|point|koord|koordinat|coord|coordinate|dec|decimal|dd|location|position|pos"
_AXIS = re.compile(
    rf"(?:(?:{_OF}) )?(lat|latitude?|lon|lng|long|longitude?|n|e|x|y|north|east|nord|öst)"
    rf"(?: ?(?:{_OF}))?"
)


@cache
def _fields_by_heading() -> Spellings[str]:
    return Spellings(
        (heading_key(spelling), name)
        for name, term in FIELDS.items()
        for spelling in (name, term.sv, term.en, *term.spellings)
        if spelling
    )


def heading_field(heading: str) -> str | None:
    """Return the field that a heading is a name of, None if there is none."""
    return _fields_by_heading().get(heading_key(heading)) if heading.strip() else None


OPTIONAL = frozenset(
    (
        *("services", "accuracy", "source_url", "source_date", "sources", "lessons", "operator"),
        *("started", "status", "status_as_of"),
        *COPYING,
        *("title_en", "summary_en", "description_en", "lessons_en", "other_services", "stop_times"),
    )
)
"""Fields without which a row is an example all the same."""
