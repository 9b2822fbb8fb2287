"""How the API answers: prepared once for each state of the bank, and with errors that help.

Errors are problem documents (RFC 9457) whose ``detail`` says what to do.
"""

from __future__ import annotations

import json
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from http import HTTPStatus
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from geodata.answers import Prepared, answer
from geodata.bank import Bank, Snapshot
from geodata.licence import LICENCE_URL

JSON = "application/json"
GEOJSON = "application/geo+json"
PROBLEM = "application/problem+json"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
KEEP = "public, max-age=60"
"""What is published is seen within a minute; until then nobody need ask again."""
SHELF_SIZE = 64
FRESH_SECONDS = 1.0
"""How long an answer is given again without looking whether the bank has changed."""


class Shelf:
    """Answers made from the bank as it is now; those asked for longest ago are dropped first.

    Safe to share between threads.
    """

    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._kept: OrderedDict[Hashable, Prepared] = OrderedDict()
        self._looked = -math.inf

    def fresh(self, key: Hashable) -> Prepared | None:
        """Return a kept answer at once, without waiting for file or database, if it is new."""
        if time.monotonic() - self._looked > FRESH_SECONDS:
            return None
        return self._kept.get(key)

    def take(self, key: Hashable, make: Callable[[Snapshot], Prepared]) -> Prepared:
        """Return the answer that ``make`` gives, from before if the bank has not changed."""
        begun = time.monotonic()
        now = self.bank.current()
        with self._lock:
            if self._snapshot is not now:
                self._snapshot = now
                self._kept.clear()
            self._looked = begun
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make(now)
        with self._lock:
            if self._snapshot is now:
                self._kept[key] = made
                if len(self._kept) > SHELF_SIZE:
                    self._kept.popitem(last=False)
        return made


def shelf(request: Request) -> Shelf:
    """Return the answers of the API that is asked."""
    found: Shelf = request.app.state.shelf
    return found


def dumps(document: Any) -> bytes:
    """Return a document as compact JSON."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def base(request: Request) -> str:
    """Return the address of the API as the asker sees it, without a slash at the end."""
    return str(request.url.replace(path=request.scope["root_path"], query="", fragment=""))


def send(
    request: Request,
    found: Prepared,
    media_type: str,
    headers: Mapping[str, str] | None = None,
    also: str = "",
) -> Response:
    """Answer with what is prepared, if the asker accepts it.

    ``also`` is another media type that describes the same answer.
    """
    if not any(accepts(request, kind) for kind in (media_type, also or media_type)):
        detail = f"This address answers with {media_type}. Ask for that in Accept, or leave it out."
        return problem(406, detail)
    licence = {"Link": f'<{LICENCE_URL}>; rel="license"'}
    return answer(request, found, media_type, KEEP, licence | dict(headers or {}))


def accepts(request: Request, media_type: str) -> bool:
    """Say whether the asker accepts a media type; without ``Accept`` anything is."""
    kind = media_type.split(";")[0]
    wanted = [part.split(";")[0].strip() for part in request.headers.get("accept", "").split(",")]
    return bool({"", "*/*", f"{kind.split('/')[0]}/*", kind}.intersection(wanted))


def problem(status: int, detail: str, **more: Any) -> Response:
    """Return an error as a problem document."""
    document = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    return Response(dumps({**document, "detail": detail, **more}), status, media_type=PROBLEM)


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
