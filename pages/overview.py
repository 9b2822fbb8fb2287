"""Överblick: counts, white spots and the limits of the collection."""

import streamlit as st

from geodata.bank import open_bank
from geodata.collection.freshness import freshness
from geodata.collection.statistics import inhabitants, municipalities_in, white_spots
from pages.common.i18n import _, language, number
from pages.common.links import params
from pages.parts.overview import charts, sentences
from pages.widgets import filters
from pages.widgets.address import carry, choice
from pages.widgets.map import parse_pick, parse_position, show_map, view_layer

snapshot = open_bank().current()


def take_pick() -> None:
    """Keep to the municipality that the visitor pressed on the map."""
    if code := parse_pick(st.session_state.get("shade-map")).municipality:
        filters.take_municipality(code)


with st.sidebar:
    st.header(_("Sök och filtrera"), anchor=False)
    wanted = filters.draw_filters(snapshot.search_index.ideas)

carry("pos")

hits = snapshot.search_index.select(wanted)
area = municipalities_in(wanted)
white = white_spots(hits, wanted)
covered = [each for each in area if all(each not in found for found in white.values())]

with st.container(key="summary", horizontal=True, vertical_alignment="center"):
    st.title(_("Överblick"), anchor="innehall", width="content")
    examples = _("{n} av {all} exempel").format(
        n=number(len(hits)), all=number(len(snapshot.search_index.ideas))
    )
    st.html(f'<p role="status"><b>{examples}</b></p>', width="content")
    filters.draw_active(filters.active(wanted, snapshot.search_index.ideas))

fresh = freshness(hits)
with st.container(key="key-figures", horizontal=True, vertical_alignment="center"):
    st.metric(
        _("Kommuner med exempel"),
        _("{n} av {all}").format(n=number(len(covered)), all=number(len(area))),
    )
    people = sentences.share(inhabitants(covered), inhabitants(area))
    st.metric(_("Bor i en sådan kommun"), people)
    st.metric(_("Nyligen bekräftade"), number(fresh.recent), help=sentences.fresh(fresh))
    st.page_link(
        "explore.py",
        label=_("Visa på kartan"),
        icon=":material/map:",
        query_params=params(wanted, language()),
    )

st.header(_("Kommun för kommun"), anchor="kommuner")
with st.container(key="overview"):
    map_column, table_column = st.columns([1.25, 1], gap="medium")
with table_column:
    measure = choice("matt", _("Visa"), "count")
    shown = charts.Shading(snapshot.search_index, wanted, measure)
    shown.draw_table()
with map_column, st.container(key="map-frame"):
    layer = view_layer((), shade=shown.for_map(), position=parse_position(st.session_state.pos))
    show_map("shade-map", layer, tiles=False, on_change=take_pick)

charts.draw_charts(snapshot.search_index, wanted)

st.header(_("Vita fläckar"), anchor="vita-flackar")
charts.draw_white_spots(white, area)

st.header(_("Det här säger siffrorna inte"), anchor="begransningar")
charts.draw_caveats(snapshot.search_index, wanted)
