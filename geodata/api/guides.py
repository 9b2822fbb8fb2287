"""Routes of the guides "Så gör ni" and of the support that can be applied for."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urljoin

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from geodata.api.collections import link
from geodata.api.conditional_response import compact_json, make_body
from geodata.api.content_negotiation import GEOJSON, JSON, api_root, send
from geodata.api.documents import GUIDE, GUIDES, SUPPORT, SUPPORTS, content_doc, response_docs
from geodata.api.problems import problem
from geodata.api.response_cache import cache_of
from geodata.bank import Snapshot
from geodata.guides.guide import Guide
from geodata.guides.support import SupportForm, support_forms
from geodata.opendata.licence import LICENCE, LICENCE_URL

router = APIRouter()
LANGUAGE = "sv"
"""Language of all texts of guides and support forms, except those whose names end in ``_en``."""
_LICENCE_LINK = link(LICENCE_URL, "license", "text/html", LICENCE)
GuideId = Annotated[str, Path(max_length=80, description="ID of the guide.")]
SupportId = Annotated[str, Path(max_length=80, description="ID of the form of support.")]


@router.get(
    "/guides", responses=response_docs(content_doc(JSON, GUIDES), 400, 406), summary="Guides"
)
def list_guides(request: Request) -> Response:
    """Return the guides: titles, summaries, services and links to each."""
    root = api_root(request)

    def document(snapshot: Snapshot) -> Any:
        return {
            "guides": [_summary(guide, root) for guide in snapshot.guides.guides],
            "links": [link(f"{root}/guides", "self", JSON), _LICENCE_LINK],
        }

    body = cache_of(request).get_or_make(
        ("guides", root), lambda snapshot: make_body(compact_json(document(snapshot)))
    )
    return send(request, body, JSON)


@router.get(
    "/guides/{guide}",
    responses=response_docs(content_doc(JSON, GUIDE), 400, 404, 406),
    summary="A guide",
)
def one_guide(request: Request, guide: GuideId) -> Response:
    """Return a guide: its text as Markdown, sources, examples and the support to apply for."""
    root = api_root(request)
    snapshot = cache_of(request).bank.current()
    if guide not in snapshot.guides.by_id:
        return problem(404, f"No such guide. See {root}/guides.")
    document = _document(snapshot.guides.by_id[guide], snapshot, root)
    return send(request, make_body(compact_json(document)), JSON)


@router.get(
    "/support",
    responses=response_docs(content_doc(JSON, SUPPORTS), 400, 406),
    summary="Support to apply for",
)
def list_support(request: Request) -> Response:
    """Return the forms of support: who decides, for what, who can apply, rule and source."""
    root = api_root(request)
    document = {
        "support": [_support(form, root) for form in support_forms().values()],
        "links": [link(f"{root}/support", "self", JSON), _LICENCE_LINK],
    }
    return send(request, make_body(compact_json(document)), JSON)


@router.get(
    "/support/{form}",
    responses=response_docs(content_doc(JSON, SUPPORT), 400, 404, 406),
    summary="A form of support",
)
def one_support(request: Request, form: SupportId) -> Response:
    """Return a form of support, as of the date of its source."""
    root = api_root(request)
    if form not in support_forms():
        return problem(404, f"No such form of support. See {root}/support.")
    document = _support(support_forms()[form], root)
    return send(request, make_body(compact_json(document)), JSON)


def _summary(guide: Guide, root: str) -> dict[str, Any]:
    address = f"{root}/guides/{guide.id}"
    return {
        **guide.model_dump(include={"id", "title", "title_en", "summary", "summary_en"}),
        "lang": LANGUAGE,
        "services": guide.services,
        "kinds": guide.kinds,
        "links": [
            link(address, "self", JSON),
            # The app's pages stand beside the API.
            link(urljoin(root, f"sa-gor-ni/{guide.id}"), "alternate", "text/html", guide.title),
        ],
    }


def _document(guide: Guide, snapshot: Snapshot, root: str) -> dict[str, Any]:
    summary = _summary(guide, root)
    titles = {key: snapshot.collection.by_id[key].title for key in guide.examples}
    return {
        **summary,
        "body": guide.body,
        "sources": [source.model_dump() for source in guide.sources],
        "examples": [
            {
                "id": key,
                "title": title,
                "links": [link(f"{root}/collections/ideas/items/{key}", "item", GEOJSON)],
            }
            for key, title in titles.items()
        ],
        "support": [_support(support_forms()[key], root) for key in guide.support],
        "links": [*summary["links"], link(f"{root}/guides", "collection", JSON), _LICENCE_LINK],
    }


def _support(form: SupportForm, root: str) -> dict[str, Any]:
    links = [link(f"{root}/support/{form.id}", "self", JSON)]
    return {**form.model_dump(), "lang": LANGUAGE, "links": links}
