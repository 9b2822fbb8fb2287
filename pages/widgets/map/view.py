"""The view: the part of the map that changes, as data only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Unpack

import folium

from geodata.collection.idea import Idea
from geodata.proximity.surroundings import Origin, Surroundings, rings
from pages.common.example_view import (
    KindSwitch,
    MapView,
    NearView,
    ViewOptions,
    map_view,
    selection,
)
from pages.common.i18n import _
from pages.widgets.map.component import Call


def view_layer(
    ideas: Iterable[Idea],
    selected: Idea | None = None,
    switches: list[KindSwitch] | None = None,
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
    options
        What differs from the defaults, see :class:`ViewOptions`.
    """
    view: MapView = {**map_view(ideas), **options}
    shade = view.get("shade")
    view["words"] |= _words_of(view.get("near"), shade)
    if selected:
        view["selected"] = selection(selected)
    if switches or shade:
        view["kinds"] = switches or []
    group = folium.FeatureGroup()
    Call("show", view).add_to(group)
    return group


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
