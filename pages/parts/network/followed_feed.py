"""Newest entries of the feed that the operator follows."""

from __future__ import annotations

import streamlit as st

from geodata.network.feed_reader import open_reader
from pages.common.i18n import _, date
from pages.widgets.markdown import link, plain

MAX_ENTRIES = 8
PATIENCE_SECONDS = 2.0
"""How long a page waits for the first fetch of the feed."""


def draw_feed() -> None:
    """Draw the newest entries; nothing if no feed is configured."""
    reader = open_reader()
    if reader is None:
        return
    state = reader.state(PATIENCE_SECONDS)
    host = plain(state.host)
    st.header(_("Från {host}").format(host=host), anchor=False)
    if state.failed:
        st.caption(_("{host} svarar inte just nu.").format(host=host))
    for entry in state.entries[:MAX_ENTRIES]:
        day = f" · {date(entry.date.isoformat())}" if entry.date else ""
        st.markdown(f"{link(entry.title, entry.url)}{day}")
    if not state.entries and not state.failed:
        st.caption(_("Inga nyheter än."))
