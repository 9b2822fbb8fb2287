"""News from elsewhere: an RSS or Atom address, read in the background and never trusted.

A :class:`FeedReader` answers at once with what it last knew and reads again when that has grown
old. What it reads is bounded in time, size and number of redirects, and everything in it becomes
plain text and http(s) links. A failure leaves the last known entries and is told of in one word.

Examples
--------
>>> plain_text("<b>B&amp;B</b> <script>alert(1)</script>i byn")
'B&B i byn'
"""

from __future__ import annotations

import asyncio
import calendar
import datetime as dt
import html
import io
import logging
import math
import re
import threading
import time
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import feedparser
import httpx
import nh3

from geodata.settings import settings

log = logging.getLogger(__name__)

MAX_BYTES = 1_000_000
MAX_SECONDS = 10.0
MAX_REDIRECTS = 3
MAX_ENTRIES = 20
MAX_TITLE = 160
FRESH_SECONDS = 30 * 60
ADDRESS = re.compile(r"https?://[^\s<>\"\\]+", re.ASCII)


class FeedError(Exception):
    """A feed cannot be used; the message says why, for the log."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed: plain text, an http(s) address, and its day if it says so."""

    title: str
    url: str
    date: dt.date | None


@dataclass(frozen=True, slots=True)
class FeedState:
    """What a feed has said: its entries, the newest first, and whether the last try failed."""

    host: str
    entries: tuple[Entry, ...] = ()
    failed: bool = False


class FeedReader:
    """A feed kept in memory and read again in the background; safe to share between threads."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._heard = FeedState(urlsplit(address).hostname or "")
        self._tried = -math.inf
        self._lock = threading.Lock()
        self._reading: threading.Thread | None = None

    def state(self, wait_seconds: float = 0.0) -> FeedState:
        """Return what is known now; the first time it waits a little for the first answer."""
        with self._lock:
            first = self._reading is None
            if time.monotonic() - self._tried >= FRESH_SECONDS:
                self._tried = time.monotonic()
                self._reading = threading.Thread(target=self._read, daemon=True)
                self._reading.start()
        if first and self._reading:
            self._reading.join(wait_seconds)
        return self._heard

    def _read(self) -> None:
        host, before = self._heard.host, self._heard.entries
        try:
            self._heard = FeedState(host, parse(fetch(self.address)))
        except FeedError as error:
            log.warning("the feed %s cannot be read: %s", self.address, error)
            self._heard = FeedState(host, before, failed=True)


@cache
def _reader(address: str) -> FeedReader:
    return FeedReader(address)


def open_reader() -> FeedReader | None:
    """Return the reader of the feed in the settings, None where none is set."""
    address = settings().feed_address
    return _reader(address) if address else None


def fetch(address: str, max_seconds: float = MAX_SECONDS) -> bytes:
    """Fetch an http(s) address, following at most ``MAX_REDIRECTS`` redirects to others.

    Raises
    ------
    FeedError
        If it is no such address, cannot be reached, takes longer than ``max_seconds`` in all, or
        is larger than ``MAX_BYTES``.
    """
    try:
        return asyncio.run(_fetch(address, max_seconds))
    except TimeoutError:
        message = "too slow"
        raise FeedError(message) from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise FeedError(str(error) or type(error).__name__) from error


async def _fetch(address: str, max_seconds: float) -> bytes:
    # Uncompressed, so that what is small on the way cannot be large in memory.
    headers = {"User-Agent": "Servicekartan", "Accept-Encoding": "identity"}
    body = b""
    async with (
        asyncio.timeout(max_seconds),
        httpx.AsyncClient(
            follow_redirects=True, max_redirects=MAX_REDIRECTS, headers=headers
        ) as client,
        client.stream("GET", address) as answer,
    ):
        answer.raise_for_status()
        async for part in answer.aiter_raw():
            body += part
            if len(body) > MAX_BYTES:
                message = "too large"
                raise FeedError(message)
    return body


def parse(document: bytes) -> tuple[Entry, ...]:
    """Return the entries of an RSS or Atom document, the newest first; at most 20.

    Raises
    ------
    FeedError
        If it is neither.
    """
    try:
        # As a file: given bytes, feedparser would take them for the name of a file to open.
        feed = feedparser.parse(io.BytesIO(document))
    except Exception as error:  # It says nowhere what it raises for a document made to break it.
        raise FeedError(repr(error)) from error
    if not feed.get("version"):
        message = "neither RSS nor Atom"
        raise FeedError(message)
    found = [entry for each in feed.entries[:200] if (entry := _entry(each))]
    found.sort(key=lambda entry: entry.date or dt.date.min, reverse=True)
    return tuple(found[:MAX_ENTRIES])


def _entry(each: Any) -> Entry | None:
    title, url = plain_text(str(each.get("title", ""))), str(each.get("link", ""))
    if not title or not ADDRESS.fullmatch(url) or len(url) > 2_000:
        return None
    return Entry(title, url, _day(each.get("published_parsed") or each.get("updated_parsed")))


def _day(moment: time.struct_time | None) -> dt.date | None:
    try:
        return dt.datetime.fromtimestamp(calendar.timegm(moment), dt.UTC).date() if moment else None
    except (ValueError, OverflowError, OSError):
        return None


def plain_text(markup: str) -> str:
    """Return what a reader sees of HTML, on one line and at most ``MAX_TITLE`` characters."""
    seen = " ".join(html.unescape(nh3.clean(markup, tags=set())).split())
    return seen if len(seen) <= MAX_TITLE else seen[:MAX_TITLE].rstrip() + " …"
