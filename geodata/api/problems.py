"""Error responses as problem documents (RFC 9457) whose ``detail`` says what to do."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from geodata.api.conditional_response import compact_json

PROBLEM = "application/problem+json"
NOT_FOUND = "Nothing is at this address. The landing page of the API links to all resources."
UNKNOWN_PARAMETER = "There is no such parameter. The OpenAPI document lists the valid ones."


def problem(status: int, detail: str, **members: Any) -> Response:
    """Return an error response; ``members`` are further members of the document."""
    document = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    body = compact_json({**document, "detail": detail, **members})
    return Response(body, status, media_type=PROBLEM)


async def explain_parameters(_: Request, error: RequestValidationError) -> Response:
    """Return a 400 with each invalid parameter and how to write it; 404 if it is in the path."""
    errors = [_explain(details) for details in error.errors()]
    if any(details["loc"][0] == "path" for details in error.errors()):
        return problem(404, f"{NOT_FOUND} {errors[0]['detail']}")
    detail = " ".join(f"{item['parameter']}: {item['detail']}" for item in errors)
    return problem(400, detail, errors=errors)


def _explain(details: Mapping[str, Any]) -> dict[str, str]:
    message = details["msg"] if details["type"] == "parameter" else f"{details['msg']}."
    if details["type"] == "extra_forbidden":
        message = UNKNOWN_PARAMETER
    return {"parameter": str(details["loc"][1])[:80], "detail": message}


async def explain_status(_: Request, error: HTTPException) -> Response:
    """Return Starlette's own errors as problem documents."""
    detail = NOT_FOUND if error.status_code == 404 else error.detail
    response = problem(error.status_code, detail)
    response.headers.update(error.headers or {})
    return response


async def explain_failure(_: Request, __: Exception) -> Response:
    """Return a 500; the exception itself is in the log."""
    return problem(500, "The server failed; your request was not the cause. Try again later.")
