"""The API's own description as OpenAPI 3.0, and the forms of its answers in it."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from geodata import __version__
from geodata.opendata.licence import LICENCE, LICENCE_URL, publisher

TITLE = "Servicekartan API"
DESCRIPTION = """\
Open data: examples of local service in rural Sweden, as OGC API - Features, Part 1: Core.

Everything can be read without a key, from any web page. Answers carry an ETag: send it back in
`If-None-Match` and an unchanged answer is 304 without a body. What is wrong in a request is told as
a problem document (RFC 9457).
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
    """Describe what an address answers: its content, or one of these errors."""
    meanings = {
        400: "A parameter is unknown or has an impossible value; `detail` says which.",
        404: "There is nothing of that name.",
        406: "The address does not answer with the media type in `Accept`.",
        503: "The server cannot do its work yet, or any more.",
    }
    problem = {"application/problem+json": {"schema": PROBLEM}}
    told: dict[int | str, Json] = {
        status: {"description": meanings[status], "content": problem} for status in errors
    }
    return {200: {"description": "OK", "content": content}, **told}


def content_doc(media_type: str, schema: Json | None = None) -> Json:
    """Describe content of a media type; without a schema it is any text."""
    return {media_type: {"schema": schema or {"type": "string"}}}


def openapi(app: FastAPI) -> Json:
    """Return the OpenAPI document of the API."""
    found: Json = get_openapi(
        title=TITLE,
        version=__version__,
        openapi_version="3.0.3",
        description=DESCRIPTION,
        routes=app.routes,
        tags=[{"name": "Data"}, {"name": "Descriptions"}],
        license_info={"name": f"The data: {LICENCE}", "url": LICENCE_URL},
    )
    if contact := publisher().contact.removeprefix("mailto:"):
        kind = "email" if "@" in contact else "url"
        found["info"]["contact"] = {"name": publisher().name, kind: contact}
    for path in found["paths"].values():
        _mend(path["get"])
    # The form of FastAPI's own errors, which this API does not use.
    for name in ("HTTPValidationError", "ValidationError"):
        found.get("components", {}).get("schemas", {}).pop(name, None)
    return found


def _mend(operation: Json) -> None:
    """Say what FastAPI cannot: lists are written with commas, and errors are problems."""
    operation["responses"].pop("422", None)
    for parameter in operation.get("parameters", ()):
        schema = parameter["schema"]
        if schema.get("type") == "array" or "oneOf" in schema:
            parameter |= {"style": "form", "explode": False}
            schema.pop("default", None)
        if schema.get("default") == "":
            del schema["default"]
