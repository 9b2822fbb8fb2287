"""Link to a guide of the page Så gör ni."""

from __future__ import annotations

import streamlit as st

from geodata.guides.guide import Guide
from pages.common.i18n import _, language
from pages.widgets.markdown import plain


def draw_guide_link(guide: Guide) -> None:
    """Draw a link that opens a guide."""
    title = plain(guide.text("title", language()))
    st.page_link(
        "guides.py",
        label=_("Så gör ni: {title}").format(title=title),
        icon=":material/menu_book:",
        query_params={"guide": guide.id},
    )
