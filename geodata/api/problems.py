"""Error responses as problem documents (RFC 9457); ``detail`` says what to do."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from geodata.api.cached_response import compact_json

PROBLEM = "application/problem+json"


def problem(status: int, detail: str, **more: Any) -> Response:
    """Return an error as a problem document."""
    document = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    body = compact_json({**document, "detail": detail, **more})
    return Response(body, status, media_type=PROBLEM)


async def explain_parameters(_: Request, error: RequestValidationError) -> Response:
    """Say which parameters are wrong, and how to write them."""
    wrong = [_explain(found) for found in error.errors()]
    if any(found["loc"][0] == "path" for found in error.errors()):
        return problem(404, f"There is nothing here. {wrong[0]['detail']}")
    detail = " ".join(f"{one['parameter']}: {one['detail']}" for one in wrong)
    return problem(400, detail, errors=wrong)


def _explain(found: Mapping[str, Any]) -> dict[str, str]:
    detail = found["msg"] if found["type"] == "parameter" else f"{found['msg']}."
    if found["type"] == "extra_forbidden":
        detail = "There is no such parameter here. The API's own description lists those there are."
    return {"parameter": str(found["loc"][1])[:80], "detail": detail}


async def explain_status(_: Request, error: HTTPException) -> Response:
    """Give Starlette's own errors the form of the others."""
    details = {404: "There is nothing here. The start page of the API links to all there is."}
    answered = problem(error.status_code, details.get(error.status_code, error.detail))
    answered.headers.update(error.headers or {})
    return answered


async def explain_failure(_: Request, __: Exception) -> Response:
    """Say that the fault is ours; what happened stands in the log."""
    return problem(500, "Something went wrong here, not with what you asked. Try again later.")
