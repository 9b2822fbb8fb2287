"""Buttons for choosing among places of the same name."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from geodata.geography.gazetteer import Gazetteer, Place
from pages.common.i18n import _
from pages.widgets.markdown import plain

MAX_NAME_LENGTH = 80


def draw_candidates(gazetteer: Gazetteer, text: str, take: Callable[[Place], None]) -> None:
    """Draw the places that a text may mean; ``take`` gets the one pressed."""
    places = gazetteer.find(text, 6)
    if not places:
        st.info(
            _(
                "Orten finns inte i vår lista. Ange kommunen i stället, eller en större ort i "
                "närheten, och klicka på kartan om det finns en."
            )
        )
        return
    with st.container(horizontal=True, vertical_alignment="center", key="candidates"):
        st.markdown(_("Menar du"), width="content")
        for at, place in enumerate(places):
            st.button(
                plain(gazetteer.label(place)),
                key=f"candidate-{at}",
                on_click=take,
                args=(place,),
            )
