"""Routes beside the collections: landing page, documentation, specification and health."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from jinja2 import Environment, FileSystemLoader, select_autoescape
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import JSONResponse, Response

from geodata import __version__
from geodata.api.collections import COLLECTIONS, link
from geodata.api.conditional_response import compact_json, make_body
from geodata.api.content_negotiation import JSON, api_root, quality, send
from geodata.api.documents import DESCRIPTION, TITLE, content_doc, openapi, response_docs
from geodata.api.response_cache import cache_of
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


class FormatQuery(BaseModel):
    """Parameter that chooses the format of the landing page."""

    model_config = ConfigDict(extra="forbid")

    f: Annotated[
        Literal["json", "html", ""],
        Field(description="Format of the response; takes precedence over `Accept`."),
    ] = ""


class LanguageQuery(BaseModel):
    """Parameter that chooses the language of a page."""

    model_config = ConfigDict(extra="forbid")

    lang: Annotated[Literal["sv", "en"], Field(description="Language of the page.")] = "sv"


def _page(request: Request, name: str, **values: Any) -> Response:
    text = _pages.get_template(name).render(root=api_root(request), licence=LICENCE_URL, **values)
    return send(request, make_body(text.encode()), HTML, {"Vary": "Accept, Accept-Encoding"})


@router.get(
    "/",
    responses=response_docs(content_doc(JSON, OBJECT) | content_doc(HTML), 400, 406),
    summary="Landing page",
)
def start(request: Request, query: Annotated[FormatQuery, Query()]) -> Response:
    """Return the landing page: JSON, or HTML for a browser (OGC API - Common)."""
    root = api_root(request)
    prefers_html = quality(request, HTML) > quality(request, JSON)
    if query.f == "html" or (prefers_html and not query.f):
        return _page(
            request,
            "api.html",
            title=TITLE,
            description=DESCRIPTION,
            collections=COLLECTIONS.values(),
            formats=FORMATS,
        )
    document = {
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
            link(f"{root}/guides", "related", JSON, "Guides: how to do it, in Swedish"),
            link(f"{root}/support", "related", JSON, "Support to apply for, in Swedish"),
            link(f"{root}/catalog.jsonld", "describedby", "application/ld+json"),
            link(f"{root}/spec", "describedby", HTML),
            link(LICENCE_URL, "license", HTML, LICENCE),
        ],
    }
    return send(
        request, make_body(compact_json(document)), JSON, {"Vary": "Accept, Accept-Encoding"}
    )


@router.get("/openapi.json", include_in_schema=False)
def describe_api(request: Request) -> Response:
    """Return the OpenAPI document of the API."""
    document = openapi(request.app) | {"servers": [{"url": api_root(request)}]}
    return send(request, make_body(compact_json(document)), OPENAPI, alternative=JSON)


@router.get("/docs", include_in_schema=False)
def try_api(request: Request) -> Response:
    """Return the interactive documentation (Swagger UI)."""
    return _page(request, "docs.html", title=TITLE)


@router.get(
    "/spec",
    responses=response_docs(content_doc(HTML), 400, 406),
    summary="Specification of the columns",
)
def specification(request: Request, query: Annotated[LanguageQuery, Query()]) -> Response:
    """Return a page that explains each column of the open data, in Swedish or English."""
    return _page(request, "spec.html", lang=query.lang, spec=table_spec)


@router.get(
    "/spec.json",
    responses=response_docs(content_doc(JSON, OBJECT), 400, 406),
    summary="Specification as Table Schema",
)
def table_schema(request: Request) -> Response:
    """Return the specification as Table Schema, for programs that validate a file."""
    return send(request, make_body(compact_json(table_spec.table_schema())), JSON)


@router.get(
    "/collections/ideas/items.csv-metadata.json",
    responses=response_docs(content_doc(CSVM, OBJECT), 400, 406),
    summary="CSV on the Web metadata",
)
def csv_metadata(request: Request) -> Response:
    """Return the CSV file's metadata at the address where CSV on the Web looks for it."""
    root = api_root(request)
    document = table_spec.csvw(f"{root}/collections/ideas/items.csv", f"{root}/spec")
    return send(request, make_body(compact_json(document)), CSVM, alternative=JSON)


@router.get(
    "/catalog.jsonld",
    responses=response_docs(content_doc(JSONLD, OBJECT), 400, 406),
    summary="Catalogue as DCAT-AP-SE, JSON-LD",
)
def catalogue_jsonld(request: Request) -> Response:
    """Return the catalogue for data portals as JSON-LD."""
    return send(request, make_body(compact_json(_catalogue(request))), JSONLD, alternative=JSON)


@router.get(
    "/catalog.rdf",
    responses=response_docs(content_doc(RDF), 400, 406),
    summary="Catalogue as DCAT-AP-SE, RDF/XML",
)
def catalogue_rdf(request: Request) -> Response:
    """Return the catalogue as RDF/XML, which dataportal.se harvests."""
    body = cache_of(request).get_or_make(
        ("catalog", api_root(request)),
        lambda _: make_body(dcat.to_rdf(_catalogue(request))),
    )
    return send(request, body, RDF)


def _catalogue(request: Request) -> dict[str, Any]:
    ideas = cache_of(request).bank.current().collection.ideas
    modified = max((idea.updated for idea in ideas), default="2020")
    return dcat.catalogue_document(api_root(request), modified)


@router.get(
    "/health",
    responses=response_docs(content_doc(JSON, OBJECT), 400, 503),
    summary="Health check",
)
def health(request: Request) -> Response:
    """Return 200 if the server is ready for visitors, else 503.

    The server is ready when the database answers and the collection has examples. `live` is true
    even when the server is not ready: a restart would not help.
    """
    bank = cache_of(request).bank
    collection = bank.current().collection
    reachable = _reachable(bank)
    ready = reachable and bool(collection.ideas)
    document = {
        "live": True,
        "ready": ready,
        "version": __version__,
        "database": "reachable" if reachable else "out of reach",
        "ideas": len(collection.ideas),
        "errors": len(collection.errors),
        "boundaries": boundaries.boundaries().source,
    }
    return JSONResponse(document, 200 if ready else 503, {"Cache-Control": "no-store"})


def _reachable(bank: Bank) -> bool:
    try:
        bank.store.check()
    except SQLAlchemyError:
        return False
    return True
