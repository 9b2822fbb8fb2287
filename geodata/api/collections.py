"""The three OGC API - Features collections: their metadata, features and files."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from typing import Any, NotRequired, TypedDict
from urllib.parse import urlencode

import shapely

from geodata import __version__
from geodata.api.conditional_response import HttpBody, compact_json, make_body
from geodata.api.content_negotiation import CRS84, GEOJSON, JSON
from geodata.api.parameters import (
    MAX_PAGE,
    AreaPage,
    FileQuery,
    IdeaPage,
    IdeaQuery,
    Page,
    Period,
)
from geodata.bank import Snapshot
from geodata.collection.filter import area
from geodata.collection.idea import BBOX, Idea
from geodata.geography import map_layers
from geodata.geography import municipalities as municipalities_module
from geodata.geography.map_layers import GeoJson
from geodata.opendata.exports import FORMATS, Format
from geodata.opendata.licence import ATTRIBUTION, LICENCE, LICENCE_URL
from geodata.pictures.decoding import MEDIA_TYPE
from geodata.pictures.store import picture_path
from geodata.text import first_day


class Link(TypedDict):
    """A link as OGC API - Common has it."""

    href: str
    rel: str
    type: str
    title: NotRequired[str]


class CollectionMetadata(TypedDict):
    """Metadata of a collection as OGC API - Features has it."""

    id: str
    title: str
    description: str
    attribution: str
    itemType: str
    crs: list[str]
    extent: dict[str, Any]
    links: list[Link]


@dataclass(frozen=True)
class Collection:
    """A collection: its name and description, and how to read its features.

    Attributes
    ----------
    select
        Returns the objects that a query matches, in the order of the pages.
    get
        Returns one feature by its id, None if there is none.
    to_feature
        Returns an object that ``select`` gave as a GeoJSON feature.
    """

    id: str
    title: str
    description: str
    select: Callable[[Snapshot, Any], Sequence[Any]]
    get: Callable[[Snapshot, str], GeoJson | None]
    to_feature: Callable[[Any], GeoJson] = lambda feature: feature


def select_ideas(snapshot: Snapshot, query: IdeaQuery) -> list[Idea]:
    """Return the examples that a query matches, in the order of the pages."""
    period = Period(query.datetime)
    ideas = snapshot.search_index.select(query.filter)
    return [idea for idea in ideas if period.admits(idea.updated)]


def _idea_feature(snapshot: Snapshot, idea_id: str) -> GeoJson | None:
    idea = snapshot.collection.by_id.get(idea_id)
    return idea.to_feature() if idea else None


def municipalities(snapshot: Snapshot) -> dict[str, GeoJson]:
    """Return the municipalities by code: generalised polygons, facts and number of examples."""
    counts = Counter(idea.municipality_code for idea in snapshot.collection.ideas)
    geometries = _geometries(map_layers.municipality_layer)
    return {
        code: _feature(code, geometries[code], asdict(facts) | {"ideas": counts[code]})
        for code, facts in municipalities_module.municipalities().items()
    }


def counties(snapshot: Snapshot) -> dict[str, GeoJson]:
    """Return the counties by code: generalised polygons, population and number of examples."""
    counts = Counter(idea.county_code for idea in snapshot.collection.ideas)
    population: Counter[str] = Counter()
    for facts in municipalities_module.municipalities().values():
        population[facts.county_code] += facts.population
    geometries = _geometries(map_layers.county_area_layer)
    return {
        code: _feature(
            code,
            geometries[code],
            {"code": code, "name": name, "population": population[code], "ideas": counts[code]},
        )
        for code, name in municipalities_module.counties().items()
    }


def _feature(code: str, geometry: GeoJson, properties: dict[str, Any]) -> GeoJson:
    return {"type": "Feature", "id": code, "geometry": geometry, "properties": properties}


@cache
def _geometries(layer: Callable[[], GeoJson]) -> dict[str, GeoJson]:
    return {f["properties"]["code"]: f["geometry"] for f in layer()["features"]}


@cache
def _shapes(layer: Callable[[], GeoJson]) -> dict[str, Any]:
    geometries = _geometries(layer).items()
    return {code: shapely.from_geojson(json.dumps(geometry)) for code, geometry in geometries}


def _select_areas(
    features: Callable[[Snapshot], dict[str, GeoJson]], layer: Callable[[], GeoJson]
) -> Callable[[Snapshot, AreaPage], list[GeoJson]]:
    def select(snapshot: Snapshot, query: AreaPage) -> list[GeoJson]:
        box = query.box
        return [
            feature
            for code, feature in features(snapshot).items()
            if box is None or area(box).intersects(_shapes(layer)[code])
        ]

    return select


IDEAS = Collection(
    "ideas",
    "Exempel på lokal service",
    "Examples of local service in rural Sweden: fixed service points, digital solutions, service "
    "on wheels and ways of working. Texts are in Swedish; properties whose names end in _en hold "
    "English translations.",
    select_ideas,
    _idea_feature,
    Idea.to_feature,
)
AREAS = {
    "municipalities": Collection(
        "municipalities",
        "Kommuner",
        "The 290 municipalities with facts and the number of examples in each. The boundaries are "
        "SCB's, generalised for thematic maps.",
        _select_areas(municipalities, map_layers.municipality_layer),
        lambda snapshot, code: municipalities(snapshot).get(code),
    ),
    "counties": Collection(
        "counties",
        "Län",
        "The 21 counties with population and the number of examples in each. The boundaries are "
        "SCB's, generalised for thematic maps.",
        _select_areas(counties, map_layers.county_area_layer),
        lambda snapshot, code: counties(snapshot).get(code),
    ),
}
COLLECTIONS = {IDEAS.id: IDEAS, **AREAS}


def link(href: str, rel: str, media_type: str, title: str = "") -> Link:
    """Return a link object."""
    plain: Link = {"href": href, "rel": rel, "type": media_type}
    return {**plain, "title": title} if title else plain


def describe(collection: Collection, snapshot: Snapshot, root: str) -> CollectionMetadata:
    """Return the metadata of a collection: title, extent, CRS and links to its features."""
    address = f"{root}/collections/{collection.id}"
    return {
        "id": collection.id,
        "title": collection.title,
        "description": collection.description,
        "attribution": ATTRIBUTION,
        "itemType": "feature",
        "crs": [CRS84],
        "extent": {
            "spatial": {"bbox": [list(BBOX)], "crs": CRS84},
            **({"temporal": _temporal_extent(snapshot)} if collection is IDEAS else {}),
        },
        "links": [
            link(address, "self", JSON),
            link(f"{address}/items", "items", GEOJSON, collection.title),
            *(_file_links(f"{address}/items", "enclosure", "") if collection is IDEAS else ()),
            link(LICENCE_URL, "license", "text/html", LICENCE),
        ],
    }


def _temporal_extent(snapshot: Snapshot) -> dict[str, Any]:
    first = min((idea.updated for idea in snapshot.collection.ideas), default="2020")
    return {"interval": [[f"{first_day(first)}T00:00:00Z", None]]}


def _file_links(items: str, rel: str, query: str) -> list[Link]:
    return [
        link(f"{items}.{ending}{query}", rel, file_format.media_type, file_format.title)
        for ending, file_format in FORMATS.items()
    ]


def items_body(
    collection: Collection, snapshot: Snapshot, query: IdeaPage | AreaPage, root: str
) -> HttpBody:
    """Return a page of the features that a query matches, as a GeoJSON FeatureCollection.

    Its ETag leaves out ``timeStamp``.
    """
    matches = collection.select(snapshot, query)
    page = matches[query.offset : query.offset + min(query.limit, MAX_PAGE)]
    body = compact_json(
        {
            "type": "FeatureCollection",
            "numberMatched": len(matches),
            "numberReturned": len(page),
            "license": LICENCE_URL,
            "attribution": ATTRIBUTION,
            "links": _page_links(collection, query, len(matches), root),
            "features": [collection.to_feature(match) for match in page],
        }
    )
    time = dt.datetime.now(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return make_body(body[:-1] + f',"timeStamp":"{time}"}}'.encode(), etag_source=body)


def _page_links(
    collection: Collection, query: IdeaPage | AreaPage, matched: int, root: str
) -> list[Link]:
    address = f"{root}/collections/{collection.id}"
    limit = min(query.limit, MAX_PAGE)
    offsets = {"self": query.offset, "next": query.offset + limit, "prev": query.offset - limit}
    if query.offset + limit >= matched:
        del offsets["next"]
    if query.offset == 0:
        del offsets["prev"]
    params = {n: value for n, value in query.params().items() if n not in Page.model_fields}
    pages = [
        link(
            f"{address}/items?{urlencode({**params, 'limit': limit, 'offset': max(0, offset)})}",
            rel,
            GEOJSON,
        )
        for rel, offset in offsets.items()
    ]
    suffix = f"?{urlencode(params)}" if params else ""
    files = _file_links(f"{address}/items", "alternate", suffix) if collection is IDEAS else []
    return [*pages, link(address, "collection", JSON), *files]


def item_body(
    collection: Collection, snapshot: Snapshot, feature_id: str, root: str
) -> HttpBody | None:
    """Return one feature with its links, None if the collection has none with that id."""
    feature = collection.get(snapshot, feature_id)
    if feature is None:
        return None
    address = f"{root}/collections/{collection.id}"
    links = [
        link(f"{address}/items/{feature_id}", "self", GEOJSON),
        link(address, "collection", JSON),
        *_picture_links(feature, root),
        link(LICENCE_URL, "license", "text/html", LICENCE),
    ]
    return make_body(compact_json({**feature, "links": links}))


def _picture_links(feature: GeoJson, root: str) -> list[Link]:
    """Return a link to each picture of an example, which lies beside the API."""
    site = root.removesuffix("/api")
    return [
        link(
            f"{site}/{picture_path(picture['id'], 'projector')}",
            "enclosure",
            MEDIA_TYPE,
            picture["alt"],
        )
        for picture in feature["properties"].get("pictures", ())
    ]


def file_body(
    file_format: Format, snapshot: Snapshot, query: FileQuery, root: str = ""
) -> HttpBody:
    """Return a file of all examples that a query matches; ``root`` is for those with links.

    XLSX and GeoPackage files hold the time they were made, so the ETag is weak: it depends on the
    matching examples, the format and the version of this program.
    """
    ideas = select_ideas(snapshot, query)
    digests = _content_digests(snapshot)
    more = (root, query.lang) if file_format.for_people else ()
    source = f"{__version__} {file_format.title} {more}".encode()
    source += b"".join(digests[idea.id] for idea in ideas)
    return make_body(file_format.write(ideas, *more), etag_source=source)


@lru_cache(maxsize=1)
def _content_digests(snapshot: Snapshot) -> dict[str, bytes]:
    """Return the SHA-256 of each example's feature by id: the same in every process."""
    return {
        idea.id: hashlib.sha256(compact_json(idea.to_feature())).digest()
        for idea in snapshot.collection.ideas
    }
