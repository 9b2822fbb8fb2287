"""Buttons that present a tour: slides, and the speaker's view with notes."""

from __future__ import annotations

import streamlit as st

from pages.common.i18n import _, language
from pages.common.links import language_query
from pages.parts.workshop.opening import OpenTour


def draw_present_buttons(open_tour: OpenTour) -> None:
    """Draw the buttons that open the slides and the speaker's view in new windows."""
    if not open_tour.tour.stops:
        st.markdown(_("Lägg först till något att visa."))
        return
    st.markdown(_("Visningen öppnas i ett nytt fönster. Byt bild med piltangenterna."))
    query = language_query(language())
    address = f"visning/{open_tour.code}{query}"
    with st.container(horizontal=True):
        st.link_button(_("Presentera"), address, type="primary", icon=":material/slideshow:")
        speaker_address = f"{address}{'&' if query else '?'}talare"
        st.link_button(_("Talarvy"), speaker_address, icon=":material/speaker_notes:")
