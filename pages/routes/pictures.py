"""``/bild/{name}``: a published example's picture, in one of its sizes.

An address holds the digest of its picture, so a browser need never ask again. A proxy that many
share asks every ten minutes, so that a picture that has been taken back is soon gone from it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from geodata.api.cached_response import CachedBody, make_body, respond
from geodata.bank import open_bank
from geodata.database.store import Store, open_store
from geodata.pictures.decoding import MEDIA_TYPE, SIZES
from geodata.pictures.store import load_picture

CACHE_CONTROL = "public, max-age=31536000, s-maxage=600, immutable"
MAX_CACHED = 64
"""Pictures kept in memory: 18 MB at the most."""
_NAME = re.compile(rf"([0-9a-f]{{32}})-({'|'.join(SIZES)})\.jpg")


def send_picture(request: Request) -> Response:
    """Answer ``/bild/{name}``; 404 for what no published example has."""
    name = _NAME.fullmatch(request.path_params["name"])
    if name is None or name[1] not in open_bank().current().pictures:
        return _missing()
    try:
        body = _body(open_store(), name[1], name[2])
    except LookupError:
        return _missing()
    return respond(request, body, MEDIA_TYPE, CACHE_CONTROL)


def _missing() -> Response:
    headers = {"Cache-Control": "no-store"}
    return PlainTextResponse("Not found", 404, headers)


@lru_cache(maxsize=MAX_CACHED)
def _body(store: Store, identifier: str, size: str) -> CachedBody:
    content = load_picture(store, identifier, size)
    if content is None:
        raise LookupError(identifier)
    return make_body(content, compressible=False)


ROUTES: list[BaseRoute] = [Route("/bild/{name}", send_picture)]
