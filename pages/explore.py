"""Kartan: every example on a map of Sweden, with filters to the left and the panel to the right."""

from dataclasses import replace
from functools import partial

import streamlit as st

from geodata.bank import open_bank
from geodata.collection.statistics import facet_counts
from geodata.proximity.nearest import nearest
from pages.common.area_view import area_view
from pages.common.example_view import kind_switches
from pages.common.i18n import _, language, ngettext, number
from pages.common.links import language_query, query
from pages.parts.explore.downloads import draw_downloads
from pages.parts.explore.search_help import draw_guides, draw_near, draw_ways_on, reason_line
from pages.parts.explore.welcome import draw_welcome
from pages.widgets import filters, panel, tour_basket, view_tools
from pages.widgets.address import carry, choice
from pages.widgets.map import embed_dialog
from pages.widgets.map.component import draw_sheet_button, show_map
from pages.widgets.map.pick import parse_bbox, parse_pick, parse_position
from pages.widgets.map.view import take_missing, view_layer
from pages.widgets.markdown import plain

MIDDLE_OF_SWEDEN = (15.8, 62.4)
snapshot = open_bank().current()


def choose(idea: str) -> None:
    """Select an example by its id; ``""`` selects none."""
    st.session_state.idea = idea


def show_on_map() -> None:
    """Move the map to the selected example."""
    st.session_state.reveal = st.session_state.get("reveal", 0) + 1


def take_pick() -> None:
    """Handle a click or a move on the map."""
    pick = parse_pick(st.session_state.get("map"))
    take_missing(pick)
    if pick.idea:
        choose(pick.idea)
    elif pick.municipality:
        filters.select_municipality(pick.municipality)
    elif pick.kind:
        filters.toggle_kind(pick.kind)
    elif pick.bbox:
        choose("")
        filters.search_area(pick.bbox)
    elif pick.position:
        st.session_state.centre = pick.position[:2]


carry("idea", "pos", "bbox")

with st.sidebar:
    st.header(_("Sök och filtrera"), anchor=False)
    bbox = parse_bbox(st.session_state.bbox)
    active_filter = replace(filters.draw_filters(snapshot.search_index.ideas), bbox=bbox)
    tiles = st.toggle(
        _("Bakgrundskarta från nätet"),
        key="tiles",
        bind="query-params",
        help=_("Hämtar kartbilder från OpenStreetMap. Utan den fungerar kartan utan internet."),
    )

hits = snapshot.search_index.select(active_filter)
selected = snapshot.collection.by_id.get(st.session_state.idea)
counts = facet_counts(snapshot.search_index, active_filter)
active_parts = filters.active_parts(active_filter, snapshot.search_index.ideas)

with st.sidebar:
    filters.draw_show_hits(len(hits))
    filters.draw_counts(counts)

with st.container(key="summary", horizontal=True, vertical_alignment="center"):
    municipalities = len({idea.municipality_code for idea in hits})
    count = _("{n} av {all} exempel").format(
        n=number(len(hits)), all=number(len(snapshot.search_index.ideas))
    )
    in_municipalities = ngettext("i {n} kommun", "i {n} kommuner", municipalities)
    st.title("Servicekartan", anchor=False, width="content")
    st.html(f'<p role="status"><b>{count}</b> {in_municipalities}</p>', width="content")
    filters.draw_active(active_parts)
    if active_parts:
        tour_basket.draw_selection(hits, active_parts)
    tour_basket.draw_link()
    own_page = f"exempel/{selected.id}{language_query(language())}" if selected else ""
    selection = f"exempel{query(active_filter, language())}"
    view_tools.draw_tools(paper=f"./{own_page or selection}")

if snapshot.collection.errors:
    text = ngettext(
        "{n} fel i exempelfilen: det som är fel visas inte",
        "{n} fel i exempelfilen: det som är fel visas inte",
        len(snapshot.collection.errors),
    )
    with st.expander(text, icon=":material/report:", expanded=not snapshot.search_index.ideas):
        for problem in snapshot.collection.errors[:50]:
            st.markdown(f"- {plain(str(problem))}")

map_column, panel_column = st.columns([1.7, 1], gap="small")

with map_column, st.container(key="map-frame"):
    layer = view_layer(
        hits,
        selected,
        switches=kind_switches(active_filter, counts["kind"]),
        source=(snapshot.search_index, active_filter),
        focus=" ".join(active_filter.county + active_filter.municipality),
        area=area_view(active_filter),
        searchable=True,
        reveal=st.session_state.get("reveal", 0),
        position=parse_position(st.session_state.pos),
        follow=not selected and st.session_state.get("sort") == "near",
    )
    show_map("map", layer, tiles=tiles, on_change=take_pick)

with panel_column:
    draw_sheet_button()

with panel_column, st.container(key="panel"):
    if selected:
        st.set_page_config(page_title=f"{selected.text('title', language())} – Servicekartan")
        panel.draw_steps(hits, selected, choose)
        panel.draw_idea(selected, snapshot.search_index, choose, show_on_map)
    else:
        if not active_parts and st.session_state.get("page", 1) == 1:
            draw_welcome()
        with st.container(key="heading", horizontal=True, vertical_alignment="center"):
            st.header(_("Exempel"), anchor="innehall", width="stretch")
            if hits:
                draw_downloads(active_filter)
                embed_dialog.draw_button(active_filter, "embed-hits")
        sort = choice(
            "sort",
            _("Ordning"),
            "relevance",
            on_change=filters.show_first_page,
            help=_("”Närmast” räknar från kartans mitt och följer med när du flyttar kartan."),
        )
        draw_near(active_filter.q, snapshot.gazetteer)
        draw_guides(active_filter, snapshot.guides)
        reason = partial(reason_line, snapshot.search_index, query=active_filter.q)
        if not hits:
            panel.draw_empty(
                [
                    (part.label, len(snapshot.search_index.select(part.without)), part.remove)
                    for part in active_parts
                ]
            )
            draw_ways_on(active_filter)
        elif sort == "near":
            middle = st.session_state.get("centre", MIDDLE_OF_SWEDEN)
            panel.draw_list(nearest(hits, *middle), choose, reason)
        elif sort == "recent":
            recent = sorted(hits, key=lambda idea: idea.status_as_of or "", reverse=True)
            panel.draw_list([(idea, None) for idea in recent], choose, reason)
        else:
            panel.draw_list([(idea, None) for idea in hits], choose, reason)
