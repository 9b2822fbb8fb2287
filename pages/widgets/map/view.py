"""The view: the part of the map that changes, as data only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Unpack

import folium
import streamlit as st

from geodata.collection.filter import Filter
from geodata.collection.idea import Idea
from geodata.collection.search.search_index import SearchIndex
from geodata.proximity.surroundings import Origin, Surroundings, rings
from pages.common.example_view import (
    KindSwitch,
    MapView,
    NearView,
    ViewOptions,
    map_view,
    selection,
)
from pages.common.i18n import _, language
from pages.viewer.large import Choice, is_large
from pages.viewer.marks import marks_of
from pages.viewer.tiles import tiles_view
from pages.widgets.map.component import ROOT, Call
from pages.widgets.map.pick import Pick

MISSING = "marks-missing"
"""Key in the session of the version of the marks that this browser did not get."""


def view_layer(
    ideas: Iterable[Idea],
    selected: Idea | None = None,
    switches: list[KindSwitch] | None = None,
    source: tuple[SearchIndex, Filter] | None = None,
    **options: Unpack[ViewOptions],
) -> folium.FeatureGroup:
    """Return the changing part of the map as data: the points and the selected example.

    Parameters
    ----------
    ideas
        The examples to show.
    selected
        The example whose stops, route and larger symbol are drawn.
    switches
        The kinds of a legend that switches them on and off; without, it only explains them.
    source
        The collection and the filter that the examples are all hits of: their marks are then
        fetched by the browser, see ``viewer/marks.py`` and ``viewer/tiles.py``. Without it the view
        holds its own marks.
    options
        What differs from the defaults, see :class:`ViewOptions`.
    """
    view: MapView = {**_marks_view(ideas, source), **options}
    shade = view.get("shade")
    view["words"] |= _words_of(view.get("near"), shade)
    if selected:
        view["selected"] = selection(selected)
    if switches or shade:
        view["kinds"] = switches or []
    group = folium.FeatureGroup()
    Call("show", view).add_to(group)
    return group


def _marks_view(ideas: Iterable[Idea], source: tuple[SearchIndex, Filter] | None) -> MapView:
    if source is None:
        return map_view(ideas)
    index, conditions = source
    if is_large(index):
        return {**map_view(()), "tiles": tiles_view(index, Choice(conditions), language(), ROOT)}
    marks = marks_of(index, language())
    if marks.version == st.session_state.get(MISSING):
        return map_view(ideas)
    return {**map_view(()), "hits": marks.view(ideas, ROOT)}


def take_missing(pick: Pick) -> None:
    """Note that the browser lacks the marks that a view named, so that it is sent its own."""
    if pick.missing:
        st.session_state[MISSING] = pick.missing


def _words_of(near: object, shade: object) -> dict[str, str]:
    if near:
        return {"fit": _("Visa omgivningen")}
    if shade:
        map_text = _("Karta över kommunerna; samma siffror finns i tabellen bredvid")
        return {"fit": _("Visa hela Sverige"), "map": map_text}
    return {}


def near_data(origin: Origin | None, surroundings: Surroundings | None, ask: int = 0) -> NearView:
    """Return the map data of Nära mig: rings, highlighted municipalities and the origin.

    Parameters
    ----------
    origin, surroundings
        Where distances are measured from and what lies around it; None before anyone has chosen.
    ask
        When this number changes, and is not 0, the map asks the browser where it is.
    """
    roles = {}
    if origin and surroundings:
        roles = {entry.similar.municipality.code: "alike" for entry in surroundings.alike}
        roles |= {neighbour.municipality_code: "beside" for neighbour in surroundings.neighbours}
        roles[origin.municipality_code] = "own"
    return {
        "rings": rings(origin) if origin else [],
        "lit": roles,
        "here": origin.lonlat if origin else None,
        "legend": [
            ("own", _("Kommunen")),
            ("beside", _("Grannar")),
            ("alike", _("Liknande kommuner")),
        ],
        "ask": ask,
    }
