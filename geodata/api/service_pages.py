"""The addresses beside the collections: start page, descriptions, specification and health."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from jinja2 import Environment, FileSystemLoader, select_autoescape
from pydantic import BaseModel, ConfigDict
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import JSONResponse, Response

from geodata import __version__
from geodata.api.cached_response import compact_json, make_body
from geodata.api.collections import COLLECTIONS, link
from geodata.api.documents import DESCRIPTION, TITLE, content_doc, openapi, response_docs
from geodata.api.response_cache import cache_of
from geodata.api.responses import JSON, api_root, send
from geodata.bank import Bank
from geodata.geography import boundaries
from geodata.opendata import dcat, table_spec
from geodata.opendata.exports import FORMATS
from geodata.opendata.licence import ATTRIBUTION, LICENCE, LICENCE_URL

OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
HTML = "text/html"
RDF = "application/rdf+xml"
JSONLD = "application/ld+json"
CSVM = "application/csvm+json"
OBJECT: dict[str, Any] = {"type": "object"}

router = APIRouter()
_pages = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=select_autoescape(),
    trim_blocks=True,
    lstrip_blocks=True,
)


class AsPage(BaseModel):
    """In which form a document is wanted."""

    model_config = ConfigDict(extra="forbid")

    f: Literal["json", "html", ""] = ""


class InLanguage(BaseModel):
    """In which language a page is wanted."""

    model_config = ConfigDict(extra="forbid")

    lang: Literal["sv", "en"] = "sv"


def _page(request: Request, name: str, **values: Any) -> Response:
    text = _pages.get_template(name).render(root=api_root(request), licence=LICENCE_URL, **values)
    return send(request, make_body(text.encode()), HTML, {"Vary": "Accept, Accept-Encoding"})


@router.get(
    "/",
    responses=response_docs(content_doc(JSON, OBJECT) | content_doc(HTML), 400, 406),
    summary="The start page",
)
def start(request: Request, asked: Annotated[AsPage, Query()]) -> Response:
    """Link to all there is: as JSON, or as a page for who comes with a browser."""
    root = api_root(request)
    browser = HTML in request.headers.get("accept", "")
    if asked.f == "html" or (browser and not asked.f):
        return _page(
            request,
            "api.html",
            title=TITLE,
            description=DESCRIPTION,
            collections=COLLECTIONS.values(),
            formats=FORMATS,
        )
    here = {
        "title": TITLE,
        "description": DESCRIPTION,
        "attribution": ATTRIBUTION,
        "links": [
            link(f"{root}/", "self", JSON),
            link(f"{root}/?f=html", "alternate", HTML),
            link(f"{root}/openapi.json", "service-desc", OPENAPI),
            link(f"{root}/docs", "service-doc", HTML),
            link(f"{root}/conformance", "conformance", JSON),
            link(f"{root}/collections", "data", JSON),
            link(f"{root}/catalog.jsonld", "describedby", "application/ld+json"),
            link(f"{root}/spec", "describedby", HTML),
            link(LICENCE_URL, "license", HTML, LICENCE),
        ],
    }
    return send(request, make_body(compact_json(here)), JSON, {"Vary": "Accept, Accept-Encoding"})


@router.get("/openapi.json", include_in_schema=False)
def describe_api(request: Request) -> Response:
    """Describe the API for programs."""
    found = openapi(request.app) | {"servers": [{"url": api_root(request)}]}
    return send(request, make_body(compact_json(found)), OPENAPI, also=JSON)


@router.get("/docs", include_in_schema=False)
def try_api(request: Request) -> Response:
    """Describe the API for people, who can try it there."""
    return _page(request, "docs.html", title=TITLE)


@router.get(
    "/spec", responses=response_docs(content_doc(HTML), 400, 406), summary="The specification"
)
def specification(request: Request, asked: Annotated[InLanguage, Query()]) -> Response:
    """Explain each column of the open data, in Swedish or English."""
    return _page(request, "spec.html", lang=asked.lang, spec=table_spec)


@router.get(
    "/spec.json",
    responses=response_docs(content_doc(JSON, OBJECT), 400, 406),
    summary="A Table Schema",
)
def table_schema(request: Request) -> Response:
    """Give the specification in the form that programs check a file with."""
    return send(request, make_body(compact_json(table_spec.table_schema())), JSON)


@router.get(
    "/collections/ideas/items.csv-metadata.json",
    responses=response_docs(content_doc(CSVM, OBJECT), 400, 406),
    summary="CSV on the Web",
)
def csv_metadata(request: Request) -> Response:
    """Describe the CSV file as CSV on the Web does, at the address where that looks for it."""
    root = api_root(request)
    found = table_spec.csvw(f"{root}/collections/ideas/items.csv", f"{root}/spec")
    return send(request, make_body(compact_json(found)), CSVM, also=JSON)


@router.get(
    "/catalog.jsonld",
    responses=response_docs(content_doc(JSONLD, OBJECT), 400, 406),
    summary="DCAT-AP-SE as JSON-LD",
)
def catalogue_jsonld(request: Request) -> Response:
    """Describe the data set for data portals."""
    return send(request, make_body(compact_json(_catalogue(request))), JSONLD, also=JSON)


@router.get(
    "/catalog.rdf",
    responses=response_docs(content_doc(RDF), 400, 406),
    summary="DCAT-AP-SE as RDF/XML",
)
def catalogue_rdf(request: Request) -> Response:
    """Describe the data set for data portals, as dataportal.se harvests it."""
    found = cache_of(request).get_or_make(
        ("catalog", api_root(request)),
        lambda _: make_body(dcat.to_rdf(_catalogue(request))),
    )
    return send(request, found, RDF)


def _catalogue(request: Request) -> dict[str, Any]:
    ideas = cache_of(request).bank.current().collection.ideas
    changed = max((idea.updated for idea in ideas), default="2020")
    return dcat.catalogue_document(api_root(request), changed)


@router.get(
    "/health",
    responses=response_docs(content_doc(JSON, OBJECT), 400, 503),
    summary="Whether the server can do its work",
)
def health(request: Request) -> Response:
    """Tell a supervisor whether to send visitors here; 503 if not. ``live`` means: don't restart.

    The server is ready when the database answers and there are examples to show.
    """
    bank = cache_of(request).bank
    collection = bank.current().collection
    reachable = _reachable(bank)
    ready = reachable and bool(collection.ideas)
    found = {
        "live": True,
        "ready": ready,
        "version": __version__,
        "database": "reachable" if reachable else "out of reach",
        "ideas": len(collection.ideas),
        "errors": len(collection.errors),
        "boundaries": boundaries.boundaries().source,
    }
    return JSONResponse(found, 200 if ready else 503, {"Cache-Control": "no-store"})


def _reachable(bank: Bank) -> bool:
    try:
        bank.store.version("ideas")
    except SQLAlchemyError:
        return False
    return True
