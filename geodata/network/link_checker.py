"""Link checker: request of each source address, to list the dead ones.

One request at a time goes to a host, with a pause between; HEAD first, GET when HEAD is refused.
No body is read. Each hop of a redirect is resolved once, checked and connected to by that IP
address, so that neither a redirect nor DNS rebinding leads into a private network.

Examples
--------
>>> LinkState("https://example.org/", "http", 404).dead
True
>>> LinkState("https://example.org/", "blocked", 403).dead
False
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http import HTTPStatus

import httpx

from geodata.collection.vocabulary import Term
from geodata.network.public_hosts import PrivateAddressError, resolve

USER_AGENT = "Servicekartan-links/1.0 (kontrollerar kallor; python -m geodata links)"
MAX_SECONDS = 15.0
"""Time limit of one request, in seconds."""
MAX_REDIRECTS = 5
PAUSE_SECONDS = 1.0
"""Between two requests to the same host."""
PARALLEL_HOSTS = 8
BLOCKED = frozenset({401, 403, 405, 406, 407, 429, 451, 501, 999})
"""Statuses of servers that turn programs away: a reader may still get the page."""
CAUSES = {
    "ok": Term("ok", "svarar", "answers"),
    "blocked": Term("blocked", "släpper inte in program", "turns programs away"),
    "http": Term("http", "svarar med fel", "answers with an error"),
    "redirects": Term("redirects", "leder vidare i en slinga", "redirects without end"),
    "slow": Term("slow", "svarar inte i tid", "does not answer in time"),
    "refused": Term("refused", "går inte att nå", "cannot be reached"),
    "private": Term("private", "leder in i ett privat nät", "leads into a private network"),
    "invalid": Term("invalid", "är ingen riktig adress", "is no valid address"),
}
"""Outcomes of a visit."""
_ANSWERED = frozenset({"ok", "blocked", "http", "redirects"})


class _VisitError(Exception):
    """A visit ended early; the argument is a key of ``CAUSES``."""


@dataclass(frozen=True, slots=True)
class LinkState:
    """Outcome of a visit: ``cause`` of ``CAUSES`` and the HTTP status, 0 without an answer."""

    url: str
    cause: str
    status: int = 0

    @property
    def dead(self) -> bool:
        """Whether a reader would not get the page."""
        return self.cause not in ("ok", "blocked")

    @property
    def answered(self) -> bool:
        """Whether any server answered."""
        return self.cause in _ANSWERED


@dataclass
class _Visitor:
    client: httpx.AsyncClient
    pause: float
    max_seconds: float
    allow_private: bool
    hosts: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(PARALLEL_HOSTS))
    locks: dict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))

    async def visit(self, url: str) -> LinkState:
        try:
            status = await self._follow(httpx.URL(url))
        except _VisitError as error:
            return LinkState(url, str(error))
        except (httpx.InvalidURL, UnicodeError):
            return LinkState(url, "invalid")
        except (TimeoutError, httpx.TimeoutException):
            return LinkState(url, "slow")
        except (httpx.HTTPError, OSError):
            return LinkState(url, "refused")
        if status in BLOCKED:
            return LinkState(url, "blocked", status)
        return LinkState(url, "http" if status >= HTTPStatus.BAD_REQUEST else "ok", status)

    async def _follow(self, url: httpx.URL) -> int:
        """Return the status at the end of the redirects."""
        for _ in range(MAX_REDIRECTS + 1):
            response = await self._head_or_get(url)
            if not response.has_redirect_location:
                return response.status_code
            url = url.join(response.headers["location"])
        raise _VisitError("redirects")

    async def _head_or_get(self, url: httpx.URL) -> httpx.Response:
        """Return the answer to HEAD, else to GET: some servers refuse or drop a HEAD request."""
        try:
            response = await self._request("HEAD", url)
        except (TimeoutError, httpx.HTTPError):
            return await self._request("GET", url)
        if response.status_code < HTTPStatus.BAD_REQUEST:
            return response
        return await self._request("GET", url)

    async def _request(self, method: str, url: httpx.URL) -> httpx.Response:
        """Send one request when it is the host's turn; of the answer only the head is read."""
        if url.scheme not in ("http", "https") or not url.host:
            raise _VisitError("invalid")
        async with self.locks[url.host], self.hosts:
            try:
                async with asyncio.timeout(self.max_seconds):
                    return await self._send(method, url)
            finally:
                await asyncio.sleep(self.pause)

    async def _send(self, method: str, url: httpx.URL) -> httpx.Response:
        try:
            address = await resolve(url, allow_private=self.allow_private)
        except PrivateAddressError as error:
            raise _VisitError("private") from error
        request = self.client.build_request(
            method,
            url.copy_with(host=address, fragment=None),
            headers={"Host": url.netloc.decode("ascii")},
            extensions={"sni_hostname": url.raw_host.decode("ascii")},
        )
        response = await self.client.send(request, stream=True)
        await response.aclose()
        return response


def check_links(
    urls: Iterable[str],
    *,
    pause: float = PAUSE_SECONDS,
    max_seconds: float = MAX_SECONDS,
    allow_private: bool = False,
    progress: Callable[[LinkState], object] = lambda _: None,
) -> list[LinkState]:
    """Visit http(s) addresses, each once, and return the outcomes.

    Parameters
    ----------
    urls
        The addresses; repeated ones are visited once.
    pause
        Seconds between two requests to one host.
    max_seconds
        How long one request may take.
    allow_private
        Also visit loopback and private addresses; for tests only.
    progress
        Called with each state as it is known.
    """
    return asyncio.run(_check(dict.fromkeys(urls), pause, max_seconds, allow_private, progress))


async def _check(
    urls: Iterable[str],
    pause: float,
    max_seconds: float,
    allow_private: bool,
    progress: Callable[[LinkState], object],
) -> list[LinkState]:
    async with httpx.AsyncClient(
        headers={"User-Agent": USER_AGENT},
        # Straight to the host: a proxy would resolve the name itself.
        trust_env=False,
        # Of each step; asyncio.timeout bounds the request as a whole.
        timeout=max_seconds,
        # Hosts that share an IP address must not share a TLS connection.
        limits=httpx.Limits(max_keepalive_connections=0),
    ) as client:
        visitor = _Visitor(client, pause, max_seconds, allow_private)

        async def visit(url: str) -> LinkState:
            state = await visitor.visit(url)
            progress(state)
            return state

        return list(await asyncio.gather(*map(visit, urls)))
