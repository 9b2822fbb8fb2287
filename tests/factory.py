"""Made-up examples that break no rule, for tests to change, and collections of them."""

import json
from typing import Any

from argon2 import PasswordHasher

from geodata.collection.geojson import IdeaCollection, parse
from geodata.text import clean
from tests.tricks import TRICKS

Feature = dict[str, object]


def feature(identifier: str, **changes: object) -> Feature:
    """Make a feature that breaks no rule: a village shop in Moskosel, unless changed."""
    geometry = changes.pop("geometry", {"type": "Point", "coordinates": [19.45, 65.87]})
    properties = {
        "title": f"Exempel {identifier}",
        "summary": "En butik där du handlar mat och hämtar paket.",
        "kind": "fixed",
        "services": ["groceries", "parcels"],
        "place": "Moskosel",
        "municipality_code": "2505",
        "county_code": "25",
        "status": "active",
        "sources": [{"title": "Källan", "url": "https://example.org/"}],
        "updated": "2026-11-01",
    }
    return {
        "type": "Feature",
        "id": identifier,
        "geometry": geometry,
        "properties": properties | changes,
    }


MOTALA = {
    "geometry": {"type": "Point", "coordinates": [15.04, 58.54]},
    "place": "Motala",
    "municipality_code": "0583",
    "county_code": "05",
}
FEATURES = [
    feature("butik", title="Butiken i byn", title_en="The village shop", started=2010),
    feature("bokbuss", title="Bokbussen", kind="on_wheels", services=["library"], **MOTALA),
    feature("vardrum", title="Vårdrummet", kind="digital", services=["health_room"], started=2020),
]
FEATURES_MORE = [
    *FEATURES,
    feature("lanthandel", title="Lanthandeln i Moskosel", operator="Byalaget", services=["fuel"]),
    feature("ostergotland", title="Kvarnen", summary="En plats för möten.", **MOTALA),
    feature("beskrivning", title="Huset", description="Här stannar en spårvagn ibland."),
]
"""For the search: words in the operator, in the county's name and in the description."""

_STOPS = [[15.04, 58.54], [15.1, 58.5]]
ON_WHEELS = feature(
    "bokbat",
    kind="on_wheels",
    **{**MOTALA, "geometry": {"type": "MultiPoint", "coordinates": _STOPS}},
    stops=[{"name": "Hamnen"}, {"name": "Ön | udden"}],
)
LINE = feature(
    "linje",
    kind="on_wheels",
    **{**MOTALA, "geometry": {"type": "MultiLineString", "coordinates": [_STOPS]}},
)
EVERY_GEOMETRY = [*FEATURES, ON_WHEELS, LINE]
TRICKY_FEATURES = [
    feature(f"x-{n}", title=text, summary=text, operator=text, place=text, lessons=[text])
    for n, text in enumerate(TRICKS)
    if clean(text).strip()
]
"""An example for each trick that is not empty once it is cleaned."""


def hostile(number: int, text: str) -> Feature:
    """Make an example with the text in every field that people fill in."""
    translated = {f"{name}_en": text for name in ("title", "summary", "description")}
    return feature(
        f"elak-{number}",
        title=text,
        summary=text,
        description=text,
        lessons=[text],
        place=text,
        operator=text,
        cost=f"{text[:280]} [1]",
        sources=[{"title": text, "url": "https://example.org/?a=1&b='2"}],
        kind="on_wheels",
        geometry={"type": "MultiPoint", "coordinates": [[19.45, 65.87], [19.9, 65.9]]},
        stops=[{"name": text, "schedule": text}, {"name": text}],
        **translated,
    )


def collect(*features: Any) -> IdeaCollection:
    """Read features as a collection file is read."""
    return parse(json.dumps({"type": "FeatureCollection", "features": features}), "ideas.geojson")


def cheap_hash(password: str) -> str:
    """Return a password's argon2 hash that is checked at once: a real one takes 50 ms or more."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(password)
