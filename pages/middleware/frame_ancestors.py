"""CSP ``frame-ancestors``: the sites that may show a page of the app in a frame.

``SERVICEKARTAN_EMBED_HOSTS`` names them, such as ``https://www.norsjo.se https://*.example.org``.
Without it any site may frame ``/embed``, which is made for that, and none the app itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from geodata.settings import settings
from pages.common.site_map import PAGES


def frame_ancestors(path: str, query: Mapping[str, Sequence[str]]) -> str:
    """Return the ``frame-ancestors`` directive of the Content-Security-Policy of an address.

    The app itself may be framed with ``?embed=true``, which takes its header away. The frame that
    the map lives in must then allow the same sites, since every page around a frame is asked.
    """
    hosts = " ".join(settings().embed_hosts)
    if any(page.path in path.lower() for page in PAGES if not page.is_frameable):
        return "frame-ancestors 'none'"
    if path.rstrip("/") == "/embed":
        return f"frame-ancestors 'self' {hosts or '*'}"
    if query.get("embed") == ["true"] or path.startswith("/component/"):
        return f"frame-ancestors 'self' {hosts}".rstrip()
    return "frame-ancestors 'self'"
