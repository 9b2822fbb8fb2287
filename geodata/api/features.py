"""The addresses of OGC API - Features, Part 1: Core, and the files of what they answer."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from geodata.api import collections
from geodata.api.cached_response import compact_json, make_body
from geodata.api.collections import AREAS, COLLECTIONS, IDEAS, Collection, link
from geodata.api.documents import FEATURE, FEATURES, content_doc, response_docs
from geodata.api.parameters import AreaPage, IdeaPage, IdeaQuery
from geodata.api.problems import problem
from geodata.api.response_cache import cache_of
from geodata.api.responses import CRS84, GEOJSON, JSON, api_root, send
from geodata.opendata.exports import FORMATS

CORE = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf"
CONFORMS_TO = [f"{CORE}/core", f"{CORE}/oas30", f"{CORE}/geojson"]
IN_CRS84 = {"Content-Crs": f"<{CRS84}>"}

OBJECT = content_doc(JSON, {"type": "object"})
BINARY = {"type": "string", "format": "binary"}
FILES = {
    kind.media_type: {"schema": {"type": "object"} if kind.media_type == GEOJSON else BINARY}
    for kind in FORMATS.values()
}

router = APIRouter()
AreaName = Annotated[Literal["municipalities", "counties"], Path(description="Which areas.")]
CollectionName = Literal["ideas", "municipalities", "counties"]
Name = Annotated[str, Path(max_length=80, description="The feature's id.")]


@router.get(
    "/conformance", responses=response_docs(OBJECT, 400, 406), summary="What is conformed to"
)
def conformance(request: Request) -> Response:
    """List the parts of the standard that the API follows."""
    return send(request, make_body(compact_json({"conformsTo": CONFORMS_TO})), JSON)


@router.get("/collections", responses=response_docs(OBJECT, 400, 406), summary="The collections")
def list_collections(request: Request) -> Response:
    """List the collections and where their features are."""
    root = api_root(request)
    found = cache_of(request).get_or_make(
        ("collections", root),
        lambda now: make_body(
            compact_json(
                {
                    "links": [link(f"{root}/collections", "self", JSON)],
                    "collections": [
                        collections.describe(one, now, root) for one in COLLECTIONS.values()
                    ],
                }
            )
        ),
    )
    return send(request, found, JSON)


@router.get(
    "/collections/{collection}",
    responses=response_docs(OBJECT, 400, 404, 406),
    summary="A collection",
)
def describe_collection(request: Request, collection: CollectionName) -> Response:
    """Tell what a collection holds and in which files it is to be had."""
    root = api_root(request)
    found = cache_of(request).get_or_make(
        ("collection", collection, root),
        lambda now: make_body(
            compact_json(collections.describe(COLLECTIONS[collection], now, root))
        ),
    )
    return send(request, found, JSON)


@router.get(
    "/collections/ideas/items",
    responses=response_docs(content_doc(GEOJSON, FEATURES), 400, 406),
    summary="Examples",
)
async def idea_items(request: Request, asked: Annotated[IdeaPage, Query()]) -> Response:
    """Return a page of the examples that are asked for, as GeoJSON."""
    return await _items(request, IDEAS, asked)


@router.get(
    "/collections/{areas}/items",
    responses=response_docs(content_doc(GEOJSON, FEATURES), 400, 404, 406),
    summary="Municipalities or counties",
)
async def area_items(
    request: Request, areas: AreaName, asked: Annotated[AreaPage, Query()]
) -> Response:
    """Return a page of the areas that are asked for, as GeoJSON."""
    return await _items(request, AREAS[areas], asked)


async def _items(request: Request, collection: Collection, asked: IdeaPage | AreaPage) -> Response:
    root = api_root(request)
    key = ("items", collection.id, str(asked.params()), root)
    found = cache_of(request).get_fresh(key)
    if found is None:
        found = await run_in_threadpool(
            cache_of(request).get_or_make,
            key,
            lambda now: collections.items(collection, now, asked, root),
        )
    return send(request, found, GEOJSON, IN_CRS84, also=JSON)


@router.get(
    "/collections/{collection}/items/{feature}",
    responses=response_docs(content_doc(GEOJSON, FEATURE), 400, 404, 406),
    summary="One feature",
)
def one_item(request: Request, collection: CollectionName, feature: Name) -> Response:
    """Return one example, municipality or county, as GeoJSON."""
    now = cache_of(request).bank.current()
    found = collections.item(COLLECTIONS[collection], now, feature, api_root(request))
    if found is None:
        return problem(404, f"There is no such feature. See {api_root(request)}/collections.")
    return send(request, found, GEOJSON, IN_CRS84, also=JSON)


@router.get(
    "/collections/ideas/items.{ending}",
    responses=response_docs(FILES, 400, 404, 406),
    summary="Examples as a file",
)
def idea_file(
    request: Request,
    ending: Literal["geojson", "csv", "xlsx", "gpkg", "kml"],
    asked: Annotated[IdeaQuery, Query()],
) -> Response:
    """Return all the examples that are asked for as a file, however many they are."""
    kind = FORMATS[ending]
    found = cache_of(request).get_or_make(
        ("file", ending, str(asked.params())),
        lambda now: collections.file(kind, now, asked),
    )
    headers = IN_CRS84 | {"Content-Disposition": f'attachment; filename="servicekartan.{ending}"'}
    return send(request, found, kind.media_type, headers)
