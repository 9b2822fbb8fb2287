"""Which other sites may show a page of ours in a frame.

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
    """Return the directive of the Content-Security-Policy that says who may frame an address.

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
    named = setting.replace(",", " ").split()
    for host in named:
        if not HOST.fullmatch(host):
            log.warning("SERVICEKARTAN_EMBED_HOSTS: %r is no host and is left out", host)
    known = [host for host in named if HOST.fullmatch(host)]
    # A setting with nothing right in it must not open the page to all.
    return " ".join(known) if known or not named else "'self'"
