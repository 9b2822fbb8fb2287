"""OpenAPI 3.0 document of the API, with the schemas of its responses."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from geodata import __version__
from geodata.opendata.licence import LICENCE, LICENCE_URL, publisher

TITLE = "Servicekartan API"
DESCRIPTION = """\
Open data: examples of local service in rural Sweden, as OGC API - Features, Part 1: Core, and
guides (in Swedish) on how to do the same, with the support that can be applied for.

No key is needed, and any website may call the API (CORS). Responses carry an ETag: send it in
`If-None-Match`, and an unchanged response is a 304 without a body. Errors are problem documents
(RFC 9457).
"""

Json = dict[str, Any]

LINKS: Json = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["href", "rel"],
        "properties": {name: {"type": "string"} for name in ("href", "rel", "type", "title")},
    },
}
FEATURE: Json = {
    "type": "object",
    "required": ["type", "id", "geometry", "properties"],
    "properties": {
        "type": {"type": "string", "enum": ["Feature"]},
        "id": {"type": "string"},
        "geometry": {"type": "object", "required": ["type", "coordinates"]},
        "properties": {"type": "object"},
        "links": LINKS,
    },
}
FEATURES: Json = {
    "type": "object",
    "required": ["type", "features", "links", "numberMatched", "numberReturned", "timeStamp"],
    "properties": {
        "type": {"type": "string", "enum": ["FeatureCollection"]},
        "features": {"type": "array", "items": FEATURE},
        "links": LINKS,
        "numberMatched": {"type": "integer", "minimum": 0},
        "numberReturned": {"type": "integer", "minimum": 0},
        "timeStamp": {"type": "string", "format": "date-time"},
    },
}
_TEXT: Json = {"type": "string"}
_KEYS: Json = {"type": "array", "items": _TEXT}
_LANG: Json = {
    "type": "string",
    "enum": ["sv"],
    "description": "Language of the texts; those whose names end in `_en` are in English.",
}
SUPPORT: Json = {
    "type": "object",
    "required": ["id", "name", "lang", "decided_by", "purpose", "source_url", "source_title"],
    "properties": {
        **dict.fromkeys(("id", "name", "decided_by", "purpose", "applicants", "rule"), _TEXT),
        **dict.fromkeys(("source_url", "source_title", "source_date"), _TEXT),
        "caveat": {"type": "string", "description": "What to check before relying on it."},
        "lang": _LANG,
        "links": LINKS,
    },
}
SUPPORTS: Json = {
    "type": "object",
    "required": ["support", "links"],
    "properties": {"support": {"type": "array", "items": SUPPORT}, "links": LINKS},
}
_GUIDE_SUMMARY: Json = {
    "type": "object",
    "required": ["id", "title", "title_en", "summary", "summary_en", "lang", "links"],
    "properties": {
        **dict.fromkeys(("id", "title", "title_en", "summary", "summary_en"), _TEXT),
        **dict.fromkeys(("services", "kinds"), _KEYS),
        "lang": _LANG,
        "links": LINKS,
    },
}
GUIDES: Json = {
    "type": "object",
    "required": ["guides", "links"],
    "properties": {"guides": {"type": "array", "items": _GUIDE_SUMMARY}, "links": LINKS},
}
GUIDE: Json = {
    "type": "object",
    "required": [*_GUIDE_SUMMARY["required"], "body", "sources", "examples", "support"],
    "properties": {
        **_GUIDE_SUMMARY["properties"],
        "body": {
            "type": "string",
            "description": "Markdown in Swedish; `[5]` refers to the source whose key is 5.",
        },
        "sources": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["key", "title", "url"],
                "properties": {
                    "key": {"type": "integer"},
                    "title": _TEXT,
                    "url": _TEXT,
                    "date": {"type": "string", "nullable": True},
                },
            },
        },
        "examples": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "title"],
                "properties": {"id": _TEXT, "title": _TEXT, "links": LINKS},
            },
        },
        "support": {"type": "array", "items": SUPPORT},
    },
}
PROBLEM: Json = {
    "type": "object",
    "required": ["title", "status", "detail"],
    "properties": {
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
    },
}


def response_docs(content: Json, *errors: int) -> dict[int | str, Json]:
    """Return the OpenAPI responses of an operation: its content, and these error statuses."""
    descriptions = {
        400: "A parameter is unknown or has an invalid value; `detail` says which.",
        404: "No such feature, collection, guide or form of support.",
        406: "The resource is not available in a media type that `Accept` allows.",
        503: "The server is not ready.",
    }
    problem = {"application/problem+json": {"schema": PROBLEM}}
    problems: dict[int | str, Json] = {
        status: {"description": descriptions[status], "content": problem} for status in errors
    }
    return {200: {"description": "OK", "content": content}, **problems}


def content_doc(media_type: str, schema: Json | None = None) -> Json:
    """Return the OpenAPI content of a media type; the default schema is a string."""
    return {media_type: {"schema": schema or {"type": "string"}}}


def openapi(app: FastAPI) -> Json:
    """Return the OpenAPI document of the API."""
    document: Json = get_openapi(
        title=TITLE,
        version=__version__,
        openapi_version="3.0.3",
        description=DESCRIPTION,
        routes=app.routes,
        tags=[{"name": "Data"}, {"name": "Guides"}, {"name": "Metadata"}],
        license_info={"name": f"{LICENCE} (the data)", "url": LICENCE_URL},
    )
    if contact := publisher().contact.removeprefix("mailto:"):
        key = "email" if "@" in contact else "url"
        document["info"]["contact"] = {"name": publisher().name, key: contact}
    for path in document["paths"].values():
        _correct(path["get"])
    # The schemas of FastAPI's own errors, which this API does not use.
    for name in ("HTTPValidationError", "ValidationError"):
        document.get("components", {}).get("schemas", {}).pop(name, None)
    return document


def _correct(operation: Json) -> None:
    """Correct what FastAPI cannot know: lists are comma-separated, and errors are problems."""
    operation["responses"].pop("422", None)
    for parameter in operation.get("parameters", ()):
        schema = parameter["schema"]
        if schema.get("type") == "array" or "oneOf" in schema:
            parameter |= {"style": "form", "explode": False}
            schema.pop("default", None)
        if schema.get("default") == "":
            del schema["default"]
