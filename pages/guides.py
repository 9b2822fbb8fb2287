"""Så gör ni: guides from example to action, and the lessons of all examples."""

import streamlit as st

from geodata.bank import open_bank
from pages.common.i18n import _
from pages.parts.guides import guide, lessons
from pages.widgets import address, view_tools

snapshot = open_bank().current()


def choose(guide_id: str) -> None:
    """Open a guide, or the list."""
    st.session_state.guide = guide_id


address.carry("guide")
selected = snapshot.guides.by_id.get(st.session_state.guide)
with st.container(key="guides"):
    if selected:
        guide.draw_guide(selected, snapshot, choose)
    else:
        st.title(_("Så gör ni"), anchor="innehall")
        st.markdown(
            _(
                "Från ett gott exempel till er egen by: hur ni börjar, vad det brukar kräva, vad "
                "som har gått bra och vad ni ska se upp med. Varje uppgift har sin källa."
            )
        )
        view_tools.draw_tools()
        if st.session_state.guide:
            st.info(_("Guiden finns inte längre. Här är de som finns."))
        if address.choice("visa", _("Visa"), "guides") == "guides":
            with st.container(width=860):
                guide.draw_cards(snapshot.guides.guides, choose)
        else:
            lessons.draw_lessons(snapshot.search_index)
