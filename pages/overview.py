"""Överblick: counts, white spots and the limits of the collection."""

import streamlit as st

from geodata.bank import open_bank
from geodata.collection.freshness import freshness
from geodata.collection.statistics import facet_counts, inhabitants, municipalities_in, white_spots
from pages.common.area_view import area_view
from pages.common.i18n import _, language, number
from pages.common.links import params
from pages.parts.overview import charts, counties, figures_file, sentences
from pages.widgets import filters, view_tools
from pages.widgets.address import carry, choice
from pages.widgets.map.component import show_map
from pages.widgets.map.pick import parse_pick, parse_position
from pages.widgets.map.view import view_layer

snapshot = open_bank().current()


def take_pick() -> None:
    """Filter by the municipality clicked on the map."""
    if code := parse_pick(st.session_state.get("shade-map")).municipality:
        filters.select_municipality(code)


with st.sidebar:
    st.header(_("Sök och filtrera"), anchor=False)
    active_filter = filters.draw_filters(snapshot.search_index.ideas)

carry("pos")
with st.sidebar:
    filters.draw_counts(facet_counts(snapshot.search_index, active_filter))

hits = snapshot.search_index.select(active_filter)
area = municipalities_in(active_filter)
spots = white_spots(hits, active_filter)
with_example = [
    municipality
    for municipality in area
    if all(municipality not in in_county for in_county in spots.values())
]

with st.container(key="summary", horizontal=True, vertical_alignment="center"):
    st.title(_("Överblick"), anchor="innehall", width="content")
    examples = _("{n} av {all} exempel").format(
        n=number(len(hits)), all=number(len(snapshot.search_index.ideas))
    )
    st.html(f'<p role="status"><b>{examples}</b></p>', width="content")
    filters.draw_active(filters.active_parts(active_filter, snapshot.search_index.ideas))
    view_tools.draw_tools()

totals = freshness(hits)
with st.container(key="key-figures", horizontal=True, vertical_alignment="center"):
    st.metric(
        _("Kommuner med exempel"),
        _("{n} av {all}").format(n=number(len(with_example)), all=number(len(area))),
    )
    share = sentences.percentage(inhabitants(with_example), inhabitants(area))
    st.metric(_("Bor i en sådan kommun"), share)
    st.metric(
        _("Nyligen bekräftade"), number(totals.recent), help=sentences.recently_confirmed(totals)
    )
    st.page_link(
        "explore.py",
        label=_("Visa på kartan"),
        icon=":material/map:",
        query_params=params(active_filter, language()),
    )
    figures_file.draw_download(snapshot, active_filter)

st.header(_("Kommun för kommun"), anchor="kommuner")
with st.container(key="overview"):
    map_column, table_column = st.columns([1.25, 1], gap="medium")
with table_column:
    measure = choice("matt", _("Visa"), "count")
    shading = charts.Shading(snapshot.search_index, active_filter, measure)
    shading.draw_table()
with map_column, st.container(key="map-frame"):
    layer = view_layer(
        (),
        shade=shading.for_map(),
        focus=" ".join(active_filter.county + active_filter.municipality),
        area=area_view(active_filter),
        position=parse_position(st.session_state.pos),
    )
    show_map("shade-map", layer, tiles=False, on_change=take_pick)

charts.draw_charts(snapshot.search_index, active_filter)

st.header(_("Län som liknar varandra"), anchor="lan")
counties.draw_counties(snapshot, active_filter)

st.header(_("Vita fläckar"), anchor="vita-flackar")
charts.draw_white_spots(spots, area)

st.header(_("Det här säger siffrorna inte"), anchor="begransningar")
charts.draw_caveats(snapshot.search_index, active_filter)
