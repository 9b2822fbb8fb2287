"""Conditional HTTP responses: a body with its ETag, or 304 if the client has it; compressed.

Examples
--------
>>> make_body(b"hej").etag == make_body(b"hej").etag != make_body(b"nej").etag
True
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

FOREVER = "public, max-age=31536000, immutable"
"""``Cache-Control`` for an address that changes whenever its content does."""
LIGHT = "public, max-age=0, s-maxage=10, must-revalidate"
"""``Cache-Control`` of light pages: a browser asks each time, a proxy only every ten seconds."""


@dataclass(frozen=True, slots=True)
class HttpBody:
    """A response body ready to send: plain, compressed with gzip if that helps, and its ETag."""

    plain: bytes
    compressed: bytes | None
    etag: str


def compact_json(document: Any) -> bytes:
    """Return a document as JSON in UTF-8 without white space."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def make_body(
    plain: bytes, etag_source: bytes | None = None, *, compressible: bool = True
) -> HttpBody:
    """Compress a body and compute its ETag.

    Parameters
    ----------
    plain
        The body.
    etag_source
        Bytes to hash for the ETag when the body contains a timestamp. The ETag is then weak.
    compressible
        Whether compression makes the body smaller.
    """
    digest = hashlib.sha256(plain if etag_source is None else etag_source).hexdigest()[:20]
    weak = "" if etag_source is None else "W/"
    compressed = gzip.compress(plain, mtime=0) if compressible else None
    return HttpBody(plain, compressed, f'{weak}"{digest}"')


def respond(
    request: Request,
    body: HttpBody,
    media_type: str,
    cache_control: str = FOREVER,
    extra_headers: Mapping[str, str] | None = None,
    brotli: bytes | None = None,
) -> Response:
    """Return a response with the body, or a 304 if the client's ETag matches.

    Parameters
    ----------
    request
        The request, for its ``If-None-Match`` and ``Accept-Encoding``.
    body, media_type
        The body and its media type.
    cache_control
        The ``Cache-Control`` header.
    extra_headers
        Headers beside ``ETag``, ``Cache-Control`` and ``Vary``, which they may replace.
    brotli
        The body compressed with Brotli, for clients that take that.
    """
    headers = {"ETag": body.etag, "Cache-Control": cache_control, "Vary": "Accept-Encoding"}
    headers |= extra_headers or {}
    if _matches(request.headers.get("if-none-match", ""), body.etag):
        return Response(status_code=304, headers=headers)
    encodings = request.headers.get("accept-encoding", "")
    if brotli is not None and re.search(r"\bbr\b", encodings):
        headers["Content-Encoding"] = "br"
        return Response(brotli, headers=headers, media_type=media_type)
    if body.compressed is not None and "gzip" in encodings:
        headers["Content-Encoding"] = "gzip"
        return Response(body.compressed, headers=headers, media_type=media_type)
    return Response(body.plain, headers=headers, media_type=media_type)


def _matches(tags: str, etag: str) -> bool:
    # A proxy that compresses marks the ETag as weak.
    return tags.strip() == "*" or etag.removeprefix("W/") in tags
