"""Reader of a followed RSS or Atom feed, fetched in the background and untrusted.

A :class:`FeedReader` returns its last entries at once and fetches again after ``FRESH_SECONDS``.
Fetching is limited in time, size and redirects; the content becomes plain text and http(s) links.
A failure keeps the last entries.

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

from geodata.network.public_hosts import PrivateAddressError, resolve
from geodata.settings import settings
from geodata.swedish_time import local_date

log = logging.getLogger(__name__)

MAX_BYTES = 1_000_000
MAX_SECONDS = 10.0
MAX_REDIRECTS = 3
MAX_ITEMS, MAX_ENTRIES = 200, 20
"""Items of the document that are read, and entries that are kept."""
MAX_TITLE, MAX_URL = 160, 2_000
FRESH_SECONDS = 30 * 60
ADDRESS = re.compile(r"https?://[^\s<>\"\\]+", re.ASCII)


class FeedError(Exception):
    """A feed cannot be used; the message, for the log, says why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed: plain-text title, http(s) address, and date if it has one."""

    title: str
    url: str
    date: dt.date | None


@dataclass(frozen=True, slots=True)
class FeedState:
    """A feed's entries, the newest first, and whether the last fetch failed."""

    host: str
    entries: tuple[Entry, ...] = ()
    failed: bool = False


class FeedReader:
    """A feed cached in memory and refreshed in the background; safe to share between threads."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._state = FeedState(urlsplit(address).hostname or "")
        self._last_fetch = -math.inf
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def state(self, wait_seconds: float = 0.0) -> FeedState:
        """Return the present state; the first call waits up to ``wait_seconds`` for the fetch."""
        with self._lock:
            first = self._thread is None
            if time.monotonic() - self._last_fetch >= FRESH_SECONDS:
                self._last_fetch = time.monotonic()
                self._thread = threading.Thread(target=self._read, daemon=True)
                self._thread.start()
        if first and self._thread:
            self._thread.join(wait_seconds)
        return self._state

    def _read(self) -> None:
        host, before = self._state.host, self._state.entries
        try:
            self._state = FeedState(host, parse(fetch(self.address)))
        except Exception as error:  # Whatever it is, the thread must leave the last entries.
            log.warning("the feed %s cannot be read: %s", self.address, error)
            self._state = FeedState(host, before, failed=True)


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
        If the address is invalid or unreachable, the fetch takes over ``max_seconds`` in all, or
        the body is over ``MAX_BYTES``.
    """
    try:
        return asyncio.run(_fetch(address, max_seconds))
    except TimeoutError:
        message = "too slow"
        raise FeedError(message) from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError, OverflowError) as error:
        raise FeedError(str(error) or type(error).__name__) from error


async def _fetch(address: str, max_seconds: float) -> bytes:
    # Uncompressed, so that a small body cannot become large in memory.
    headers = {"User-Agent": "Servicekartan", "Accept-Encoding": "identity"}
    url = httpx.URL(address)
    async with (
        asyncio.timeout(max_seconds),
        # Straight to the host: a proxy would resolve the name itself.
        httpx.AsyncClient(headers=headers, trust_env=False) as client,
    ):
        for step in range(MAX_REDIRECTS + 1):
            # The operator may follow a feed of their own network; nobody else may choose one.
            request = await _request(client, url, allow_private=not step)
            response = await client.send(request, stream=True)
            try:
                if not response.has_redirect_location:
                    return await _body(response)
            finally:
                await response.aclose()
            url = url.join(response.headers["location"])
    message = "too many redirects"
    raise FeedError(message)


async def _request(client: httpx.AsyncClient, url: httpx.URL, allow_private: bool) -> httpx.Request:
    """Return a request to the IP address that a host has now; raises FeedError for an unfit one."""
    if url.scheme not in ("http", "https") or not url.host or not 0 < (url.port or 80) < 65_536:
        message = f"{url} is no web address"
        raise FeedError(message)
    try:
        address = await resolve(url, allow_private=allow_private)
    except PrivateAddressError as error:
        message = f"{url.host} is in a private network"
        raise FeedError(message) from error
    return client.build_request(
        "GET",
        url.copy_with(host=address, fragment=None),
        headers={"Host": url.netloc.decode("ascii")},
        extensions={"sni_hostname": url.raw_host.decode("ascii")},
    )


async def _body(response: httpx.Response) -> bytes:
    response.raise_for_status()
    body = b""
    async for part in response.aiter_raw():
        body += part
        if len(body) > MAX_BYTES:
            message = "too large"
            raise FeedError(message)
    return body


def parse(document: bytes) -> tuple[Entry, ...]:
    """Return the entries of an RSS or Atom document, the newest first, at most ``MAX_ENTRIES``.

    Raises
    ------
    FeedError
        If the document is neither.
    """
    try:
        # As a file: given bytes, feedparser would take them for the name of a file to open.
        feed = feedparser.parse(io.BytesIO(document))
    except Exception as error:  # What it raises for a hostile document is undocumented.
        raise FeedError(repr(error)) from error
    if not feed.get("version"):
        message = "neither RSS nor Atom"
        raise FeedError(message)
    entries = [entry for item in feed.entries[:MAX_ITEMS] if (entry := _entry(item))]
    entries.sort(key=lambda entry: entry.date or dt.date.min, reverse=True)
    return tuple(entries[:MAX_ENTRIES])


def _entry(item: Any) -> Entry | None:
    title, url = plain_text(str(item.get("title", ""))), str(item.get("link", ""))
    if not title or not ADDRESS.fullmatch(url) or len(url) > MAX_URL:
        return None
    return Entry(title, url, _day(item.get("published_parsed") or item.get("updated_parsed")))


def _day(moment: time.struct_time | None) -> dt.date | None:
    try:
        if not moment:
            return None
        return local_date(dt.datetime.fromtimestamp(calendar.timegm(moment), dt.UTC))
    except (ValueError, OverflowError, OSError):
        return None


def plain_text(markup: str) -> str:
    """Return the visible text of HTML on one line, cut at ``MAX_TITLE`` characters."""
    text = " ".join(html.unescape(nh3.clean(markup, tags=set())).split())
    return text if len(text) <= MAX_TITLE else text[:MAX_TITLE].rstrip() + " …"
