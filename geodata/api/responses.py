"""How the API answers: prepared once for each state of the bank, and with errors that help.

Errors are problem documents (RFC 9457) whose ``detail`` says what to do.
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from geodata.api.cached_response import CachedBody, respond
from geodata.api.problems import problem
from geodata.opendata.licence import LICENCE_URL

JSON = "application/json"
GEOJSON = "application/geo+json"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
KEEP = "public, max-age=60"
"""What is published is seen within a minute; until then nobody need ask again."""


def api_root(request: Request) -> str:
    """Return the address of the API as the asker sees it, without a slash at the end."""
    return str(request.url.replace(path=request.scope["root_path"], query="", fragment=""))


def send(
    request: Request,
    found: CachedBody,
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
    return respond(request, found, media_type, KEEP, licence | dict(headers or {}))


def accepts(request: Request, media_type: str) -> bool:
    """Say whether the asker accepts a media type; without ``Accept`` anything is."""
    kind = media_type.split(";")[0]
    wanted = [part.split(";")[0].strip() for part in request.headers.get("accept", "").split(",")]
    return bool({"", "*/*", f"{kind.split('/')[0]}/*", kind}.intersection(wanted))
