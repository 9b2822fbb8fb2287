"""What the map page says of a search: why an example is a hit, and what lies near its place."""

from __future__ import annotations

import streamlit as st

from geodata.collection.hit_reason import hit_reason
from geodata.collection.idea import Idea
from geodata.collection.query import understand
from geodata.collection.search_index import SearchIndex
from geodata.geography import municipalities
from geodata.geography.gazetteer import Gazetteer
from pages.common.i18n import _, language
from pages.common.links import labels
from pages.widgets.markdown import plain


def draw_near(query: str, gazetteer: Gazetteer) -> None:
    """Offer what lies near the place that a search names, for what it asks for there."""
    understood = understand(query)
    if not understood.place:
        return
    place = gazetteer.within(understood.place, understood.municipality_code)
    where = gazetteer.label(place) if place and gazetteer.named(gazetteer.label(place)) else ""
    name = municipalities.municipalities()[understood.municipality_code].name
    origin = {"plats": where} if where else {"kommun": name}
    filters = {
        key: [labels(key, language())[value] for value in values]
        for key, values in understood.filters.items()
    }
    st.page_link(
        "nearby.py",
        label=_("Visa det som finns nära {place}").format(place=plain(where or name)),
        icon=":material/near_me:",
        query_params={**origin, **filters},
    )


def reason_line(index: SearchIndex, idea: Idea, query: str) -> str:
    """Return why an example is a hit, as Markdown; empty where its card shows it."""
    reason = hit_reason(index, idea, query, language()) if query else None
    if reason is None:
        return ""
    if reason.services:
        services = ", ".join(reason.services)
        return _("Träff i tjänster: {services}").format(services=plain(services))
    # Escaping takes the spaces at the ends away.
    before = plain(reason.before) + " " * reason.before.endswith(" ")
    after = " " * reason.after.startswith(" ") + plain(reason.after)
    sentence = f"{before}**{plain(reason.word)}**{after}"
    return _("Träff i texten: {sentence}").format(sentence=sentence)
