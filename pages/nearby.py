"""Nära mig: the examples in and around a place, and in similar municipalities."""

import streamlit as st

from geodata.bank import open_bank
from geodata.collection.statistics import facet_counts
from geodata.proximity.surroundings import surroundings_of
from pages.common.example_view import kind_switches
from pages.common.i18n import _, language
from pages.parts.nearby import lists, origin, sentences
from pages.widgets import filters, panel, tour_basket, view_tools
from pages.widgets.address import carry
from pages.widgets.map.component import draw_sheet_button, show_map
from pages.widgets.map.pick import parse_pick
from pages.widgets.map.view import near_data, take_missing, view_layer
from pages.widgets.markdown import plain

snapshot = open_bank().current()


def choose(idea: str) -> None:
    """Open an example by its id; ``""`` closes it."""
    st.session_state.exempel = idea


def show_on_map() -> None:
    """Move the map to the open example."""
    st.session_state["near-reveal"] = st.session_state.get("near-reveal", 0) + 1


def take_pick() -> None:
    """Handle a click on the map."""
    pick = parse_pick(st.session_state.get("near-map"))
    take_missing(pick)
    if pick.idea:
        choose(pick.idea)
    elif pick.kind:
        filters.toggle_kind(pick.kind)
    else:
        origin.take_pick(pick)


with st.sidebar:
    st.header(_("Filtrera"), anchor=False)
    active_filter = filters.draw_kind_and_service()

carry("exempel", "punkt")

with st.container(key="place", horizontal=True, vertical_alignment="bottom"):
    origin.draw_origin_fields(snapshot.gazetteer)
    place = origin.read_origin(snapshot.gazetteer)
    title = _("Nära {place}").format(place=plain(place.name)) if place else _("Nära mig")
    st.title(title, anchor=False, width="content")
    tour_basket.draw_link()
origin.draw_origin_messages(snapshot.gazetteer)
if active_parts := filters.active_parts(active_filter, snapshot.search_index.ideas):
    with st.container(key="parts", horizontal=True):
        filters.draw_active(active_parts)

surroundings = (
    surroundings_of(snapshot.nearest_index, place.origin, active_filter) if place else None
)
hits = snapshot.search_index.select(active_filter)
selected = snapshot.collection.by_id.get(st.session_state.exempel)
counts = facet_counts(snapshot.search_index, active_filter)
with st.sidebar:
    filters.draw_show_hits(len(hits))
    filters.draw_counts(counts)
with st.container(key="sentence"):
    if place and surroundings:
        st.markdown(sentences.summary(place, surroundings, is_filtered=bool(active_parts)))
    else:
        st.markdown(sentences.welcome())

with st.container(key="near"):
    map_column, panel_column = st.columns([1.5, 1], gap="small")

with map_column, st.container(key="map-frame"):
    ask = st.session_state.get("near-ask", 0)
    layer = view_layer(
        hits,
        selected,
        switches=kind_switches(active_filter, counts["kind"]),
        source=(snapshot.search_index, active_filter),
        focus=str(place and place.origin),
        reveal=st.session_state.get("near-reveal", 0),
        near=near_data(place.origin if place else None, surroundings, ask),
    )
    show_map("near-map", layer, tiles=False, on_change=take_pick)

with panel_column:
    draw_sheet_button()

with panel_column, st.container(key="panel"):
    if selected:
        st.set_page_config(page_title=f"{selected.text('title', language())} – Servicekartan")
        ideas = [nearby.idea for nearby in surroundings.nearest] if surroundings else [selected]
        panel.draw_steps(ideas, selected, choose)
        panel.draw_idea(selected, snapshot.search_index, choose, show_on_map)
    else:
        # Not over the map, which a phone is to show within two thumbs' reach.
        view_tools.draw_tools()
        lists.draw_status(surroundings, len(hits))
        if place and surroundings:
            lists.draw_jumps(surroundings)
            lists.draw_lists(place, surroundings, choose)
        else:
            lists.draw_welcome()
