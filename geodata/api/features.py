"""The addresses of OGC API - Features, Part 1: Core, and the files of what they answer."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from geodata.api import collections
from geodata.api.cached_response import compact_json, prepare
from geodata.api.collections import AREAS, COLLECTIONS, IDEAS, Collection, link
from geodata.api.documents import FEATURE, FEATURES, answers, document
from geodata.api.parameters import AreaPage, IdeaPage, IdeaQuery
from geodata.api.problems import problem
from geodata.api.response_cache import shelf
from geodata.api.responses import CRS84, GEOJSON, JSON, base, send
from geodata.opendata.exports import FORMATS

CORE = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf"
CONFORMS_TO = [f"{CORE}/core", f"{CORE}/oas30", f"{CORE}/geojson"]
IN_CRS84 = {"Content-Crs": f"<{CRS84}>"}

OBJECT = document(JSON, {"type": "object"})
BINARY = {"type": "string", "format": "binary"}
FILES = {
    kind.media_type: {"schema": {"type": "object"} if kind.media_type == GEOJSON else BINARY}
    for kind in FORMATS.values()
}

router = APIRouter()
AreaName = Annotated[Literal["municipalities", "counties"], Path(description="Which areas.")]
CollectionName = Literal["ideas", "municipalities", "counties"]
Name = Annotated[str, Path(max_length=80, description="The feature's id.")]


@router.get("/conformance", responses=answers(OBJECT, 400, 406), summary="What is conformed to")
def conformance(request: Request) -> Response:
    """List the parts of the standard that the API follows."""
    return send(request, prepare(compact_json({"conformsTo": CONFORMS_TO})), JSON)


@router.get("/collections", responses=answers(OBJECT, 400, 406), summary="The collections")
def list_collections(request: Request) -> Response:
    """List the collections and where their features are."""
    root = base(request)
    found = shelf(request).take(
        ("collections", root),
        lambda now: prepare(
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
    "/collections/{collection}", responses=answers(OBJECT, 400, 404, 406), summary="A collection"
)
def describe_collection(request: Request, collection: CollectionName) -> Response:
    """Tell what a collection holds and in which files it is to be had."""
    root = base(request)
    found = shelf(request).take(
        ("collection", collection, root),
        lambda now: prepare(compact_json(collections.describe(COLLECTIONS[collection], now, root))),
    )
    return send(request, found, JSON)


@router.get(
    "/collections/ideas/items",
    responses=answers(document(GEOJSON, FEATURES), 400, 406),
    summary="Examples",
)
async def idea_items(request: Request, asked: Annotated[IdeaPage, Query()]) -> Response:
    """Return a page of the examples that are asked for, as GeoJSON."""
    return await _items(request, IDEAS, asked)


@router.get(
    "/collections/{areas}/items",
    responses=answers(document(GEOJSON, FEATURES), 400, 404, 406),
    summary="Municipalities or counties",
)
async def area_items(
    request: Request, areas: AreaName, asked: Annotated[AreaPage, Query()]
) -> Response:
    """Return a page of the areas that are asked for, as GeoJSON."""
    return await _items(request, AREAS[areas], asked)


async def _items(request: Request, collection: Collection, asked: IdeaPage | AreaPage) -> Response:
    root = base(request)
    key = ("items", collection.id, str(asked.params()), root)
    found = shelf(request).fresh(key)
    if found is None:
        found = await run_in_threadpool(
            shelf(request).take, key, lambda now: collections.items(collection, now, asked, root)
        )
    return send(request, found, GEOJSON, IN_CRS84, also=JSON)


@router.get(
    "/collections/{collection}/items/{feature}",
    responses=answers(document(GEOJSON, FEATURE), 400, 404, 406),
    summary="One feature",
)
def one_item(request: Request, collection: CollectionName, feature: Name) -> Response:
    """Return one example, municipality or county, as GeoJSON."""
    now = shelf(request).bank.current()
    found = collections.item(COLLECTIONS[collection], now, feature, base(request))
    if found is None:
        return problem(404, f"There is no such feature. See {base(request)}/collections.")
    return send(request, found, GEOJSON, IN_CRS84, also=JSON)


@router.get(
    "/collections/ideas/items.{ending}",
    responses=answers(FILES, 400, 404, 406),
    summary="Examples as a file",
)
def idea_file(
    request: Request,
    ending: Literal["geojson", "csv", "xlsx", "gpkg", "kml"],
    asked: Annotated[IdeaQuery, Query()],
) -> Response:
    """Return all the examples that are asked for as a file, however many they are."""
    kind = FORMATS[ending]
    found = shelf(request).take(
        ("file", ending, str(asked.params())),
        lambda now: collections.file(kind, now, asked),
    )
    headers = IN_CRS84 | {"Content-Disposition": f'attachment; filename="servicekartan.{ending}"'}
    return send(request, found, kind.media_type, headers)
