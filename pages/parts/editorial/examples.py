"""Search among the published examples; without a query, the stalest first."""

from __future__ import annotations

import streamlit as st

from geodata.bank import Bank, open_bank
from geodata.collection.filter import MAX_QUERY_LENGTH, Filter
from geodata.collection.freshness import last_confirmed, stalest
from geodata.collection.idea import Idea
from pages.common.i18n import _, date
from pages.parts.editorial.example import draw_confirm
from pages.widgets.card import Choose, draw_heading, wide_card
from pages.widgets.example_text import kind_and_place

MAX_EXAMPLES = 30


def draw_examples(choose: Choose) -> None:
    """Draw the search field and the matching examples as cards, at most ``MAX_EXAMPLES``."""
    bank = open_bank()
    snapshot = bank.current()
    query = st.text_input(
        _("Sök bland alla exempel på kartan"),
        key="sok",
        bind="query-params",
        max_chars=MAX_QUERY_LENGTH,
        icon=":material/search:",
        placeholder=_("bokbuss, mack, Norsjö …"),
    )
    ideas = (
        snapshot.search_index.select(Filter(q=query))
        if query
        else stalest(snapshot.collection.ideas)
    )
    if query and not ideas:
        st.info(_("Inget exempel passar. Pröva ett annat ord."))
    elif not query:
        st.markdown(_("Utan sökord: de som ingen har bekräftat på längst."))
    for idea in ideas[:MAX_EXAMPLES]:
        _draw_card(bank, idea, choose)


def _draw_card(bank: Bank, idea: Idea, choose: Choose) -> None:
    key, confirmed = f"example-{idea.id}", last_confirmed(idea)
    line = f"{kind_and_place(idea)} · {date(confirmed) if confirmed else _('okänt datum')}"
    with wide_card(key):
        with st.container(gap=None):
            draw_heading(key, idea.title, line, choose, idea.id)
        draw_confirm(bank, idea.id)
