"""The three collections as OGC API - Features has them: what they are and what is in them."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

import shapely

from geodata.api.cached_response import CachedBody, compact_json, make_body
from geodata.api.parameters import MAX_PAGE, AreaPage, IdeaPage, IdeaQuery, Page, Period
from geodata.api.responses import CRS84, GEOJSON, JSON
from geodata.bank import Snapshot
from geodata.collection.filter import area
from geodata.collection.idea import BBOX, Idea
from geodata.geography import map_layers
from geodata.geography import municipalities as municipalities_module
from geodata.geography.map_layers import GeoJson
from geodata.opendata.exports import FORMATS, Format, to_geojson
from geodata.opendata.licence import ATTRIBUTION, LICENCE, LICENCE_URL
from geodata.text import first_day


@dataclass(frozen=True)
class Collection:
    """One collection: its name, what it holds, and how to find and write what is asked for."""

    id: str
    title: str
    description: str
    find: Callable[[Snapshot, Any], Sequence[Any]]
    one: Callable[[Snapshot, str], GeoJson | None]
    write: Callable[[Any], GeoJson] = lambda feature: feature


def find_ideas(now: Snapshot, asked: IdeaQuery) -> list[Idea]:
    """Return the examples that are asked for, in the order of the pages."""
    period = Period(asked.datetime)
    return [idea for idea in now.search_index.select(asked.filter) if period.admits(idea.updated)]


def _one_idea(now: Snapshot, name: str) -> GeoJson | None:
    idea = now.collection.by_id.get(name)
    return idea.to_feature() if idea else None


def municipalities(now: Snapshot) -> dict[str, GeoJson]:
    """Return the municipalities as drawn, by code, with their facts and how many examples."""
    count = Counter(idea.municipality_code for idea in now.collection.ideas)
    land = _land(map_layers.municipality_layer)
    return {
        code: _feature(code, land[code], asdict(facts) | {"ideas": count[code]})
        for code, facts in municipalities_module.municipalities().items()
    }


def counties(now: Snapshot) -> dict[str, GeoJson]:
    """Return the counties as drawn, by code, with their population and how many examples."""
    count = Counter(idea.county_code for idea in now.collection.ideas)
    people: Counter[str] = Counter()
    for facts in municipalities_module.municipalities().values():
        people[facts.county_code] += facts.population
    land = _land(map_layers.county_area_layer)
    return {
        code: _feature(
            code,
            land[code],
            {"code": code, "name": name, "population": people[code], "ideas": count[code]},
        )
        for code, name in municipalities_module.counties().items()
    }


def _feature(code: str, geometry: GeoJson, properties: dict[str, Any]) -> GeoJson:
    return {"type": "Feature", "id": code, "geometry": geometry, "properties": properties}


@cache
def _land(layer: Callable[[], GeoJson]) -> dict[str, GeoJson]:
    return {f["properties"]["code"]: f["geometry"] for f in layer()["features"]}


@cache
def _shapes(layer: Callable[[], GeoJson]) -> dict[str, Any]:
    return {code: shapely.from_geojson(json.dumps(found)) for code, found in _land(layer).items()}


def _within(
    features: Callable[[Snapshot], dict[str, GeoJson]], layer: Callable[[], GeoJson]
) -> Callable[[Snapshot, AreaPage], list[GeoJson]]:
    def find(now: Snapshot, asked: AreaPage) -> list[GeoJson]:
        box = asked.filter.bbox
        return [
            feature
            for code, feature in features(now).items()
            if box is None or area(box).intersects(_shapes(layer)[code])
        ]

    return find


IDEAS = Collection(
    "ideas",
    "Exempel på lokal service",
    "Examples of local service in rural Sweden: fixed, digital and on wheels, and ways of working. "
    "Texts are Swedish, with English in the properties whose names end in _en.",
    find_ideas,
    _one_idea,
    Idea.to_feature,
)
AREAS = {
    "municipalities": Collection(
        "municipalities",
        "Kommuner",
        "The 290 municipalities as the map draws them (SCB, generalised for thematic maps), with "
        "facts and the number of examples in each.",
        _within(municipalities, map_layers.municipality_layer),
        lambda now, code: municipalities(now).get(code),
    ),
    "counties": Collection(
        "counties",
        "Län",
        "The 21 counties as the map draws them, with the number of examples in each.",
        _within(counties, map_layers.county_area_layer),
        lambda now, code: counties(now).get(code),
    ),
}
COLLECTIONS = {IDEAS.id: IDEAS, **AREAS}


def link(href: str, rel: str, media_type: str, title: str = "") -> dict[str, str]:
    """Return a link as OGC API writes it."""
    found = {"href": href, "rel": rel, "type": media_type}
    return found | ({"title": title} if title else {})


def describe(collection: Collection, now: Snapshot, root: str) -> dict[str, Any]:
    """Return what a client needs to know of a collection before it asks for what is in it."""
    here = f"{root}/collections/{collection.id}"
    return {
        "id": collection.id,
        "title": collection.title,
        "description": collection.description,
        "attribution": ATTRIBUTION,
        "itemType": "feature",
        "crs": [CRS84],
        "extent": {
            "spatial": {"bbox": [list(BBOX)], "crs": CRS84},
            **({"temporal": _times(now)} if collection is IDEAS else {}),
        },
        "links": [
            link(here, "self", JSON),
            link(f"{here}/items", "items", GEOJSON, collection.title),
            *(_files(f"{here}/items", "enclosure", "") if collection is IDEAS else ()),
            link(LICENCE_URL, "license", "text/html", LICENCE),
        ],
    }


def _times(now: Snapshot) -> dict[str, Any]:
    first = min((idea.updated for idea in now.collection.ideas), default="2020")
    return {"interval": [[f"{first_day(first)}T00:00:00Z", None]]}


def _files(items: str, rel: str, query: str) -> list[dict[str, str]]:
    return [
        link(f"{items}.{ending}{query}", rel, kind.media_type, kind.title)
        for ending, kind in FORMATS.items()
    ]


def items(collection: Collection, now: Snapshot, asked: Any, root: str) -> CachedBody:
    """Return the page of a collection that is asked for, as a GeoJSON FeatureCollection."""
    found = collection.find(now, asked)
    page = found[asked.offset : asked.offset + min(asked.limit, MAX_PAGE)]
    body = compact_json(
        {
            "type": "FeatureCollection",
            "numberMatched": len(found),
            "numberReturned": len(page),
            "license": LICENCE_URL,
            "attribution": ATTRIBUTION,
            "links": _page_links(collection, asked, len(found), root),
            "features": [collection.write(thing) for thing in page],
        }
    )
    made = dt.datetime.now(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return make_body(body[:-1] + f',"timeStamp":"{made}"}}'.encode(), says=body)


def _page_links(
    collection: Collection, asked: IdeaPage | AreaPage, matched: int, root: str
) -> list[dict[str, str]]:
    here = f"{root}/collections/{collection.id}"
    limit = min(asked.limit, MAX_PAGE)
    steps = {"self": asked.offset, "next": asked.offset + limit, "prev": asked.offset - limit}
    if asked.offset + limit >= matched:
        del steps["next"]
    if asked.offset == 0:
        del steps["prev"]
    narrowed = {n: v for n, v in asked.params().items() if n not in Page.model_fields}
    pages = [
        link(
            f"{here}/items?{urlencode({**narrowed, 'limit': limit, 'offset': max(0, start)})}",
            rel,
            GEOJSON,
        )
        for rel, start in steps.items()
    ]
    query = f"?{urlencode(narrowed)}" if narrowed else ""
    files = _files(f"{here}/items", "alternate", query) if collection is IDEAS else []
    return [*pages, link(here, "collection", JSON), *files]


def item(collection: Collection, now: Snapshot, name: str, root: str) -> CachedBody | None:
    """Return one feature with its links, None if there is none of that name."""
    feature = collection.one(now, name)
    if feature is None:
        return None
    here = f"{root}/collections/{collection.id}"
    links = [
        link(f"{here}/items/{name}", "self", GEOJSON),
        link(here, "collection", JSON),
        link(LICENCE_URL, "license", "text/html", LICENCE),
    ]
    return make_body(compact_json({**feature, "links": links}))


def file(kind: Format, now: Snapshot, asked: IdeaQuery) -> CachedBody:
    """Return all the examples that are asked for as a file.

    A file with the time of day in it says the same as one made later of the same examples.
    """
    found = find_ideas(now, asked)
    return make_body(kind.write(found), says=kind.title.encode() + to_geojson(found))
