"""Resolves host names for requests that must not reach into private networks."""

from __future__ import annotations

import asyncio
import ipaddress
import socket

import httpx


class PrivateAddressError(Exception):
    """A host has an address on this computer or in a private network."""


async def resolve(url: httpx.URL, *, allow_private: bool = False) -> str:
    """Return one IP address of a URL's host, IPv4 first.

    Connect to it rather than to the name, which may mean another address a moment later.

    Raises
    ------
    PrivateAddressError
        If any of its addresses is not public, unless ``allow_private``.
    OSError
        If the name is unknown.
    """
    host = url.raw_host.decode("ascii")
    loop = asyncio.get_running_loop()
    rows = await loop.getaddrinfo(host, url.port, type=socket.SOCK_STREAM)
    addresses = sorted(
        (ipaddress.ip_address(row[4][0]) for row in rows), key=lambda address: address.version
    )
    # Judged all together: a host with one private address is not a public one.
    public = all(address.is_global and not address.is_multicast for address in addresses)
    if not (public or allow_private):
        raise PrivateAddressError(host)
    return str(addresses[0])
