"""Content negotiation and headers that all responses of the API share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import mimeparse
from starlette.requests import Request
from starlette.responses import Response

from geodata.api.conditional_response import HttpBody, respond
from geodata.api.problems import problem
from geodata.opendata.licence import LICENCE_URL

JSON = "application/json"
GEOJSON = "application/geo+json"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
CACHE_CONTROL = "public, max-age=60"
"""What is published is visible within a minute; until then no client needs to ask again."""

_MediaRange = tuple[str, str, dict[str, str]]


def api_root(request: Request) -> str:
    """Return the address of the API as the client sees it, without a slash at the end."""
    return str(request.url.replace(path=request.scope["root_path"], query="", fragment=""))


def send(
    request: Request,
    body: HttpBody,
    media_type: str,
    extra_headers: Mapping[str, str] | None = None,
    alternative: str = "",
) -> Response:
    """Return a response with the body, or a 406 if the client accepts neither of its media types.

    ``alternative`` is another media type that also describes the body, such as JSON for GeoJSON.
    """
    if not any(quality(request, name) for name in (media_type, alternative or media_type)):
        detail = f"This resource is available as {media_type}. Accept that type, or omit Accept."
        return problem(406, detail)
    headers = {"Link": f'<{LICENCE_URL}>; rel="license"'} | dict(extra_headers or {})
    return respond(request, body, media_type, CACHE_CONTROL, headers)


def quality(request: Request, media_type: str) -> float:
    """Return how much the client wants a media type: its q-value in ``Accept``, 0 to 1.

    Without an ``Accept`` header it is 1. The most specific media range counts (RFC 9110, 12.5.1).
    """
    accept = request.headers.get("accept", "")
    if not accept.strip():
        return 1.0
    return float(mimeparse.quality_parsed(media_type, list(_media_ranges(accept))))


def _media_ranges(accept: str) -> Iterator[_MediaRange]:
    """Yield the media ranges of an ``Accept`` header; what is malformed is skipped."""
    for text in accept.split(","):
        try:
            yield mimeparse.parse_media_range(text)
        except mimeparse.MimeTypeParseException:
            continue
