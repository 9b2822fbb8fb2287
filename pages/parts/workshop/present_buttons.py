"""The ways to show a tour: on the wall, and with notes for the one who speaks."""

from __future__ import annotations

import streamlit as st

from pages.common.i18n import _, language
from pages.common.links import language_query
from pages.parts.workshop.opening import OpenTour


def draw_presenting(shown: OpenTour) -> None:
    """Draw the buttons that show the tour in new windows."""
    if not shown.tour.stops:
        st.markdown(_("Lägg först till något att visa."))
        return
    st.markdown(_("Visningen öppnas i ett nytt fönster. Byt bild med piltangenterna."))
    query = language_query(language())
    page = f"visning/{shown.code}{query}"
    with st.container(horizontal=True):
        st.link_button(_("Presentera"), page, type="primary", icon=":material/slideshow:")
        speaker = f"{page}{'&' if query else '?'}talare"
        st.link_button(_("Talarvy"), speaker, icon=":material/speaker_notes:")
