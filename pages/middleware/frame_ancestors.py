"""CSP ``frame-ancestors``: the sites that may show a page of the app in a frame.

``SERVICEKARTAN_EMBED_HOSTS`` names them, such as ``https://www.norsjo.se https://*.example.org``.
Without it any site may frame ``/embed``, which is made for that, and none the app itself.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Mapping, Sequence
from functools import cache

from pages.common.site_map import PAGES

HOST = re.compile(r"(https?://)?(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:(\d{1,5}|\*))?", re.IGNORECASE)
log = logging.getLogger(__name__)


def frame_ancestors(path: str, query: Mapping[str, Sequence[str]]) -> str:
    """Return the ``frame-ancestors`` directive of the Content-Security-Policy of an address.

    The app itself may be framed with ``?embed=true``, which takes its header away. The frame that
    the map lives in must then allow the same sites, since every page around a frame is asked.
    """
    hosts = _hosts(os.environ.get("SERVICEKARTAN_EMBED_HOSTS", ""))
    if any(page.path in path.lower() for page in PAGES if not page.is_frameable):
        return "frame-ancestors 'none'"
    if path.rstrip("/") == "/embed":
        return f"frame-ancestors 'self' {hosts or '*'}"
    if query.get("embed") == ["true"] or path.startswith("/component/"):
        return f"frame-ancestors 'self' {hosts}".rstrip()
    return "frame-ancestors 'self'"


@cache
def _hosts(setting: str) -> str:
    entries = setting.replace(",", " ").split()
    hosts = [entry for entry in entries if HOST.fullmatch(entry)]
    for entry in set(entries) - set(hosts):
        log.warning("SERVICEKARTAN_EMBED_HOSTS: %r is no host and is left out", entry)
    # A setting with nothing right in it must not open the page to all.
    return " ".join(hosts) if hosts or not entries else "'self'"
