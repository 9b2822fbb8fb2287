"""Nära mig: the examples near a place, beside it, and in municipalities that are like it."""

import streamlit as st

from geodata.bank import open_bank
from geodata.proximity.surroundings import surroundings_of
from pages.common.i18n import _
from pages.parts.nearby import lists, origin, sentences
from pages.widgets import filters, panel, tour_basket
from pages.widgets.address import carry
from pages.widgets.map import near_data, parse_pick, show_map, view_layer
from pages.widgets.markdown import plain

snapshot = open_bank().current()


def choose(idea: str) -> None:
    """Open an example beside the map, or none."""
    st.session_state.exempel = idea


def show_on_map() -> None:
    """Ask the map to move to the open example."""
    st.session_state["near-reveal"] = st.session_state.get("near-reveal", 0) + 1


def take_pick() -> None:
    """Do what the visitor asked for on the map."""
    pick = parse_pick(st.session_state.get("near-map"))
    if pick.idea:
        choose(pick.idea)
    else:
        origin.take_pick(pick)


with st.sidebar:
    st.header(_("Filtrera"), anchor=False)
    wanted = filters.draw_kind_and_service()

carry("exempel", "punkt")

with st.container(key="place", horizontal=True, vertical_alignment="center"):
    origin.draw_ways(snapshot.gazetteer)
    here = origin.chosen_origin(snapshot.gazetteer)
    name = _("Nära {place}").format(place=plain(here.name)) if here else _("Nära mig")
    st.title(name, anchor=False, width="content")
    tour_basket.draw_link()
origin.draw_answers(snapshot.gazetteer)

found = surroundings_of(snapshot.nearest_index, here.origin, wanted) if here else None
hits = snapshot.search_index.select(wanted)
selected = snapshot.collection.by_id.get(st.session_state.exempel)
with st.container(key="said"):
    st.markdown(sentences.summary(here, found) if here and found else sentences.welcome())

with st.container(key="near"):
    map_column, panel_column = st.columns([1.5, 1], gap="small")

with map_column, st.container(key="map-frame"):
    asked = st.session_state.get("near-ask", 0)
    layer = view_layer(
        hits,
        selected,
        focus=str(here and here.origin),
        reveal=st.session_state.get("near-reveal", 0),
        near=near_data(here.origin if here else None, found, asked),
    )
    show_map("near-map", layer, tiles=False, on_change=take_pick)

with panel_column, st.container(key="panel"):
    if selected:
        steps = [each.idea for each in found.nearest] if found else [selected]
        panel.draw_steps(steps, selected, choose)
        panel.draw_idea(selected, snapshot.search_index, choose, show_on_map)
    else:
        lists.draw_status(found, len(hits))
        if here and found:
            lists.draw_jumps(found)
            lists.draw_lists(here, found, choose)
        else:
            lists.draw_welcome()
