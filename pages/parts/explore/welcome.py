"""First words of the map page: what this is, for whom, by whom, and three ways in."""

from __future__ import annotations

import streamlit as st

from pages.common.i18n import _


def draw_welcome() -> None:
    """Draw the introduction for first-time visitors, above the list."""
    with st.container(key="welcome", border=True):
        st.markdown(
            _(
                "Så har andra löst det: riktiga exempel på **service på landsbygden**, från "
                "lanthandlar och bokbussar till vårdrum. För dig som vill ordna något där du bor. "
                "Från Servicebanken, Hela Sverige ska levas idébank."
            )
        )
        with st.container(horizontal=True, key="ways-in"):
            st.page_link(
                "nearby.py", label=_("Hitta nära mig"), icon=":material/near_me:", width="content"
            )
            st.page_link(
                "guides.py", label=_("Se hur man gör"), icon=":material/menu_book:", width="content"
            )
            st.page_link(
                "contribute.py",
                label=_("Lämna ett eget"),
                icon=":material/add_location:",
                width="content",
            )
