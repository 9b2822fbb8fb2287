"""Marks of the whole collection as one file, so that a view only says which of them are its hits.

The file's address holds a digest of what the file holds, so it may be kept for ever, and the rows
that a view names are rows of just that file. Every process makes the same file of the same
collection. One that has another collection, because something was published a moment ago or its
database is out of reach, answers 404: the map then asks the app to send the marks themselves.

With 515 examples a filter change sent 86 kB of marks; as rows they are 100 bytes.
"""

from __future__ import annotations

import base64
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypedDict

import numpy as np
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from geodata.api.brotli_copies import quick_copy
from geodata.api.conditional_response import HttpBody, compact_json, make_body, respond
from geodata.bank import open_bank
from geodata.collection.idea import Idea
from geodata.collection.search.search_index import SearchIndex
from pages.common.example_view import point
from pages.common.i18n import LANGUAGES, speaking

VERSIONS = 8
"""Files that a process keeps, for views that were made just before the collection changed."""


class HitsView(TypedDict):
    """The marks of a view: where all marks are, and which of them are hits.

    ``version`` is that of the file. ``hits`` are its rows: their numbers, or a bit for each row,
    the first in the highest bit of the first byte, as Base64; whichever is shorter.
    """

    address: str
    version: str
    hits: list[int] | str


@dataclass(frozen=True, eq=False)
class Marks:
    """The marks of a collection in one language: JSON, a list of ``example_view.Point``."""

    language: str
    body: HttpBody
    compressed: bytes
    rows: Mapping[str, int]

    @property
    def version(self) -> str:
        """Digest of what the file holds."""
        return self.body.etag.strip('"')

    @property
    def address(self) -> str:
        """The file's address, relative to the app's root."""
        return f"embed/marks/{self.language}/{self.version}"

    def view(self, ideas: Iterable[Idea], root: str = "") -> HitsView:
        """Return which marks belong to some of the collection's examples.

        ``root`` is the relative path from the page to the app's root.
        """
        rows = sorted(self.rows[idea.id] for idea in ideas)
        return {
            "address": root + self.address,
            "version": self.version,
            "hits": pack(rows, len(self.rows)),
        }


_recent: deque[Marks] = deque(maxlen=VERSIONS)


@lru_cache(maxsize=len(LANGUAGES))
def marks_of(index: SearchIndex, language: str) -> Marks:
    """Return the marks of a collection, made once, in ``"sv"`` or ``"en"``."""
    with speaking(language):
        body = make_body(compact_json([point(idea) for idea in index.ideas]))
    rows = {idea.id: row for row, idea in enumerate(index.ideas)}
    marks = Marks(language, body, quick_copy(body.plain), rows)
    _recent.append(marks)
    return marks


def pack(rows: list[int], size: int) -> list[int] | str:
    """Return rows out of ``size`` in the shorter of the two forms of :class:`HitsView`.

    Examples
    --------
    >>> pack([1, 7], 100)
    [1, 7]
    >>> pack([0, 1, 2, 3, 4, 5, 6, 8], 9)
    '/oA='
    """
    bits = np.zeros(size, bool)
    bits[rows] = True
    packed = base64.b64encode(np.packbits(bits).tobytes()).decode()
    return packed if len(packed) < len(compact_json(rows)) else rows


def send_marks(request: Request) -> Response:
    """Answer ``/embed/marks/{language}/{version}``."""
    language, version = request.path_params["language"], request.path_params["version"]
    if language in LANGUAGES:
        marks_of(open_bank().current().search_index, language)
    for marks in tuple(_recent):
        if (marks.language, marks.version) == (language, version):
            return respond(request, marks.body, "application/json", brotli=marks.compressed)
    headers = {"Cache-Control": "no-store"}
    return PlainTextResponse("Den versionen finns inte här.", 404, headers)


ROUTES: list[BaseRoute] = [Route("/embed/marks/{language}/{version}", send_marks)]
