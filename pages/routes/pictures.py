"""``/bild/{name}``: a picture of a published example or of a tour, in one of its sizes.

An address holds the digest of its picture, so a browser need never ask again. A proxy that many
share asks every ten minutes, so that a picture that has been taken back is soon gone from it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from geodata.api.conditional_response import HttpBody, make_body, respond
from geodata.bank import open_bank
from geodata.database.store import Store, open_store
from geodata.pictures.decoding import MEDIA_TYPE, SIZES, SizeName
from geodata.pictures.store import is_erased, load_picture, tour_pictures

CACHE_CONTROL = "public, max-age=31536000, s-maxage=600, immutable"
MAX_CACHED = 64
"""Pictures kept in memory: 18 MB at the most."""
_NAME = re.compile(rf"([0-9a-f]{{32}})-({'|'.join(SIZES)})\.jpg")


def send_picture(request: Request) -> Response:
    """Answer ``/bild/{name}``; 404 for what no published example and no tour has, 410 if erased."""
    name = _NAME.fullmatch(request.path_params["name"])
    if name is None:
        return _missing()
    if not is_public(name[1]):
        return _gone() if _is_erased(name[1]) else _missing()
    try:
        body = _body(open_store(), name[1], name[2])
    except LookupError:
        return _missing()
    return respond(request, body, MEDIA_TYPE, CACHE_CONTROL)


def is_public(identifier: str) -> bool:
    """Return whether anyone may see a picture."""
    if identifier in open_bank().current().pictures:
        return True
    with open_store().read() as session:
        return bool(tour_pictures(session, (identifier,)))


def load_public(identifier: str, size: SizeName) -> bytes | None:
    """Return a picture as JPEG if anyone may see it, else None: for files to take home."""
    return load_picture(open_store(), identifier, size) if is_public(identifier) else None


def _is_erased(identifier: str) -> bool:
    with open_store().read() as session:
        return is_erased(session, identifier)


def _gone() -> Response:
    return PlainTextResponse("Gone", 410, {"Cache-Control": "no-store"})


def _missing() -> Response:
    headers = {"Cache-Control": "no-store"}
    return PlainTextResponse("Not found", 404, headers)


@lru_cache(maxsize=MAX_CACHED)
def _body(store: Store, identifier: str, size: str) -> HttpBody:
    content = load_picture(store, identifier, size)
    if content is None:
        raise LookupError(identifier)
    return make_body(content, compressible=False)


ROUTES: list[BaseRoute] = [Route("/bild/{name}", send_picture)]
