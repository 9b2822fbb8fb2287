"""FastAPI app of the open data: OGC API - Features, files, catalogue, specification and health.

:func:`create` returns an app that can be mounted anywhere. It is read-only and has no lifespan.

Examples
--------
>>> from geodata.bank import open_bank
>>> create(open_bank()).title
'Servicekartan API'
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import fastapi_offline
from fastapi import Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from geodata.api import features, guides, service_pages
from geodata.api.documents import TITLE
from geodata.api.middleware import ReadOnly, RequestLog
from geodata.api.parameters import check_names
from geodata.api.problems import explain_failure, explain_parameters, explain_status
from geodata.api.response_cache import ResponseCache
from geodata.bank import Bank

SWAGGER = Path(fastapi_offline.__file__).parent / "static"
"""Folder of Swagger UI's files, so that the docs page needs no other server."""


def create(bank: Bank) -> FastAPI:
    """Return the API of a bank."""
    handlers: dict[int | type[Exception], Any] = {
        RequestValidationError: explain_parameters,
        HTTPException: explain_status,
        Exception: explain_failure,
    }
    app = FastAPI(title=TITLE, openapi_url=None, exception_handlers=handlers)
    app.state.response_cache = ResponseCache(bank)
    for part, tag in ((service_pages, "Metadata"), (features, "Data"), (guides, "Guides")):
        app.include_router(part.router, tags=[tag], dependencies=[Depends(check_names)])
    app.mount("/docs/swagger", StaticFiles(directory=SWAGGER))
    app.add_middleware(ReadOnly)
    app.add_middleware(RequestLog)
    return app


async def start_page(request: Request) -> Response:
    """Redirect from the address without a final slash, as people write it, to the landing page."""
    return RedirectResponse(str(request.url.replace(path=f"{request.url.path}/")))
