"""Answers over HTTP that are made once: compressed, tagged, and sent as often as asked for.

Examples
--------
>>> make_body(b"hej").etag == prepare(b"hej").etag != prepare(b"nej").etag
True
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

FOREVER = "public, max-age=31536000, immutable"
"""For an address that changes when what it answers does."""


@dataclass(frozen=True, slots=True)
class CachedBody:
    """An answer ready to send: as it is, compressed, and the ETag of what it says."""

    plain: bytes
    compressed: bytes
    etag: str


def compact_json(document: Any) -> bytes:
    """Return a document as JSON in UTF-8 without white space."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def make_body(plain: bytes, says: bytes | None = None) -> CachedBody:
    """Make an answer ready to send.

    Parameters
    ----------
    plain
        Its body.
    says
        What tells two answers apart, if that is not the body itself: a file with the time it was
        made in it says the same as one that was made a second later. Its ETag is a weak one.
    """
    digest = hashlib.sha256(plain if says is None else says).hexdigest()[:20]
    weak = "" if says is None else "W/"
    return CachedBody(plain, gzip.compress(plain, mtime=0), f'{weak}"{digest}"')


def respond(
    request: Request,
    found: CachedBody,
    media_type: str,
    keep: str = FOREVER,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Answer with what is prepared, or say that the asker has it already.

    Parameters
    ----------
    request
        What is asked.
    found, media_type
        The answer and what kind of file it is.
    keep
        Its ``Cache-Control``.
    headers
        What more to say with it.
    """
    said = {"ETag": found.etag, "Cache-Control": keep, "Vary": "Accept-Encoding", **(headers or {})}
    if _has(request.headers.get("if-none-match", ""), found.etag):
        return Response(status_code=304, headers=said)
    if "gzip" in request.headers.get("accept-encoding", ""):
        said["Content-Encoding"] = "gzip"
        return Response(found.compressed, headers=said, media_type=media_type)
    return Response(found.plain, headers=said, media_type=media_type)


def _has(tags: str, etag: str) -> bool:
    # A proxy that compresses marks the ETag as weak.
    return tags.strip() == "*" or etag.removeprefix("W/") in tags
