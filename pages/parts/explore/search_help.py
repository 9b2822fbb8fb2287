"""Notes on a search of the map page: why an example is a hit, and what lies near its place."""

from __future__ import annotations

import streamlit as st

from geodata.collection.filter import Filter
from geodata.collection.idea import Idea
from geodata.collection.search.hit_reason import hit_reason
from geodata.collection.search.query import understand
from geodata.collection.search.search_index import SearchIndex
from geodata.geography import municipalities
from geodata.geography.gazetteer import Gazetteer
from geodata.guides.guides import Guides
from pages.common.i18n import _, language
from pages.common.links import labels
from pages.widgets.guide_link import draw_guide_link
from pages.widgets.markdown import plain


def draw_near(query: str, gazetteer: Gazetteer) -> None:
    """Link to Nära mig for the place that a search names, with what it asks for there."""
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


def draw_ways_on(filter: Filter) -> None:
    """Offer what lies near a municipality without hits, and to hand in an example."""
    for code in filter.municipality[:1]:
        name = municipalities.municipalities()[code].name
        others = {"kind": filter.kind, "service": filter.service}
        st.page_link(
            "nearby.py",
            label=_("Visa det som finns nära {place}").format(place=plain(name)),
            icon=":material/near_me:",
            query_params={
                "kommun": name,
                **{key: [labels(key, language())[v] for v in vs] for key, vs in others.items()},
            },
        )
    st.page_link("contribute.py", label=_("Lämna ett eget"), icon=":material/add_location:")


def draw_guides(filter: Filter, guides: Guides) -> None:
    """Offer the guides about the services that a search names or a filter selects."""
    services = (*filter.service, *understand(filter.q).filters.get("service", ()))
    for guide in guides.for_services(services)[:2]:
        draw_guide_link(guide)


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
