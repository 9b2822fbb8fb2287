"""Every example on the map: found by words, or those that nobody has confirmed for longest."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from geodata.bank import open_bank
from geodata.collection.filter import MAX_QUERY_LENGTH, Filter
from geodata.collection.freshness import last_confirmed, stalest
from pages.common.i18n import _, date
from pages.parts.editorial.example import draw_confirm
from pages.widgets.example_text import kind_and_place
from pages.widgets.markdown import plain

SHOWN = 30


def draw_examples(choose: Callable[[str], None]) -> None:
    """Draw the search field and what it finds; without words the stalest examples."""
    bank = open_bank()
    now = bank.current()
    words = st.text_input(
        _("Sök bland alla exempel på kartan"),
        key="sok",
        bind="query-params",
        max_chars=MAX_QUERY_LENGTH,
        icon=":material/search:",
        placeholder=_("bokbuss, mack, Norsjö …"),
    )
    found = now.search_index.select(Filter(q=words)) if words else stalest(now.collection.ideas)
    if words and not found:
        st.info(_("Inget exempel passar. Pröva ett annat ord."))
    elif not words:
        st.markdown(_("Utan sökord: de som ingen har bekräftat på längst."))
    for idea in found[:SHOWN]:
        with st.container(
            key=f"card-example-{idea.id}", horizontal=True, vertical_alignment="center"
        ):
            with st.container(gap=None):
                title = f"**{plain(idea.title)}**"
                st.button(
                    title,
                    key=f"example-{idea.id}",
                    type="tertiary",
                    on_click=choose,
                    args=(idea.id,),
                )
                known = last_confirmed(idea)
                st.markdown(
                    f"{kind_and_place(idea)} · {date(known) if known else _('okänt datum')}"
                )
            draw_confirm(bank, idea.id)
