"""Routes of OGC API - Features, Part 1: Core, and of the files to download."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from geodata.api import collections
from geodata.api.collections import AREAS, COLLECTIONS, IDEAS, Collection, link
from geodata.api.conditional_response import compact_json, make_body
from geodata.api.content_negotiation import CRS84, GEOJSON, JSON, api_root, send
from geodata.api.documents import FEATURE, FEATURES, content_doc, response_docs
from geodata.api.parameters import AreaPage, FileQuery, IdeaPage
from geodata.api.problems import problem
from geodata.api.response_cache import cache_of
from geodata.opendata.exports import FORMATS
from geodata.opendata.file_name import content_disposition, file_name, file_title

CORE = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf"
CONFORMS_TO = [f"{CORE}/core", f"{CORE}/oas30", f"{CORE}/geojson"]
IN_CRS84 = {"Content-Crs": f"<{CRS84}>"}

OBJECT = content_doc(JSON, {"type": "object"})
BINARY = {"type": "string", "format": "binary"}
FILES = {
    file_format.media_type: {
        "schema": {"type": "object"} if file_format.media_type == GEOJSON else BINARY
    }
    for file_format in FORMATS.values()
}

router = APIRouter()
AreaName = Annotated[Literal["municipalities", "counties"], Path(description="Type of area.")]
CollectionName = Literal["ideas", "municipalities", "counties"]
FeatureId = Annotated[str, Path(max_length=80, description="ID of the feature.")]


@router.get(
    "/conformance", responses=response_docs(OBJECT, 400, 406), summary="Conformance classes"
)
def conformance(request: Request) -> Response:
    """Return the conformance classes of the standard that the API implements."""
    return send(request, make_body(compact_json({"conformsTo": CONFORMS_TO})), JSON)


@router.get("/collections", responses=response_docs(OBJECT, 400, 406), summary="Collections")
def list_collections(request: Request) -> Response:
    """Return the collections with links to their features."""
    root = api_root(request)
    body = cache_of(request).get_or_make(
        ("collections", root),
        lambda snapshot: make_body(
            compact_json(
                {
                    "links": [link(f"{root}/collections", "self", JSON)],
                    "collections": [
                        collections.describe(collection, snapshot, root)
                        for collection in COLLECTIONS.values()
                    ],
                }
            )
        ),
    )
    return send(request, body, JSON)


@router.get(
    "/collections/{collection}",
    responses=response_docs(OBJECT, 400, 404, 406),
    summary="A collection's metadata",
)
def describe_collection(request: Request, collection: CollectionName) -> Response:
    """Return a collection's description, extent and links to its features and files."""
    root = api_root(request)
    body = cache_of(request).get_or_make(
        ("collection", collection, root),
        lambda snapshot: make_body(
            compact_json(collections.describe(COLLECTIONS[collection], snapshot, root))
        ),
    )
    return send(request, body, JSON)


@router.get(
    "/collections/ideas/items",
    responses=response_docs(content_doc(GEOJSON, FEATURES), 400, 406),
    summary="Examples",
)
async def idea_items(request: Request, query: Annotated[IdeaPage, Query()]) -> Response:
    """Return a page of the matching examples as GeoJSON."""
    return await _items(request, IDEAS, query)


@router.get(
    "/collections/{areas}/items",
    responses=response_docs(content_doc(GEOJSON, FEATURES), 400, 404, 406),
    summary="Municipalities or counties",
)
async def area_items(
    request: Request, areas: AreaName, query: Annotated[AreaPage, Query()]
) -> Response:
    """Return a page of the matching municipalities or counties as GeoJSON."""
    return await _items(request, AREAS[areas], query)


async def _items(request: Request, collection: Collection, query: IdeaPage | AreaPage) -> Response:
    root = api_root(request)
    key = ("items", collection.id, tuple(query.params().items()), root)
    body = cache_of(request).get_fresh(key)
    if body is None:
        body = await run_in_threadpool(
            cache_of(request).get_or_make,
            key,
            lambda snapshot: collections.items_body(collection, snapshot, query, root),
        )
    return send(request, body, GEOJSON, IN_CRS84, alternative=JSON)


@router.get(
    "/collections/{collection}/items/{feature}",
    responses=response_docs(content_doc(GEOJSON, FEATURE), 400, 404, 406),
    summary="A feature",
)
def one_item(request: Request, collection: CollectionName, feature: FeatureId) -> Response:
    """Return one example, municipality or county as GeoJSON."""
    snapshot = cache_of(request).bank.current()
    body = collections.item_body(COLLECTIONS[collection], snapshot, feature, api_root(request))
    if body is None:
        return problem(404, f"No such feature. See {api_root(request)}/collections.")
    return send(request, body, GEOJSON, IN_CRS84, alternative=JSON)


@router.get(
    "/collections/ideas/items.{ending}",
    responses=response_docs(FILES, 400, 404, 406),
    summary="Examples as a file",
)
def idea_file(
    request: Request,
    ending: Literal["geojson", "csv", "xlsx", "gpkg", "kml"],
    query: Annotated[FileQuery, Query()],
) -> Response:
    """Return all matching examples as a file, without paging."""
    file_format = FORMATS[ending]
    root = f"{api_root(request).removesuffix('/api')}/" if file_format.for_people else ""
    body = cache_of(request).get_or_make(
        ("file", ending, tuple(query.params().items()), root),
        lambda snapshot: collections.file_body(file_format, snapshot, query, root),
    )
    name = file_name(file_title(query.filter, query.lang), ending)
    headers = IN_CRS84 | {"Content-Disposition": content_disposition(name)}
    return send(request, body, file_format.media_type, headers)
