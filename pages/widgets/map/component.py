"""The map component: a constant base, and the calls that hand it data.

Only two scripts ever reach the browser from here: the call that draws the base and the call that
shows a view. Both carry JSON that ``tojson`` has made safe inside a script, and
``viewer/static/map`` turns text into text nodes. folium's own markers, popups and tooltips are
never used for people's text: they run ``${...}`` and HTML.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import branca.element
import folium
import jinja2
import streamlit as st
import streamlit_folium
from branca.element import MacroElement
from folium.template import Template
from jinja2.utils import htmlsafe_json_dumps
from streamlit.components.v1.component_registry import ComponentRegistry
from streamlit_folium import st_folium
from xyzservices import TileProvider
from xyzservices import providers as tile_providers

from pages.common.i18n import _
from pages.viewer import assets

# A map has nine elements with a template of their own, each of which branca compiles anew: a
# twentieth of a run of the map page.
branca.element.Template = cache(jinja2.Template)  # type: ignore[assignment, attr-defined]

ROOT = "../../"
"""The app's root, seen from the component's page, so that it holds under any base path."""

TILES: TileProvider = tile_providers.OpenStreetMap.Mapnik


class Map(folium.Map):
    """A folium map whose scripts and styles all come from this server."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.default_js = [("map", ROOT + assets.address("map.js"))]
        self.default_css = [("map", ROOT + assets.address("map.css"))]


def _script_json(data: Mapping[str, Any]) -> str:
    """Return JSON that is safe inside a script and inside a template.

    folium compiles what its elements render as a template once more: ``{{...}}`` in people's text
    would run on the server. JSON's own braces never stand before ``{``, ``%`` or ``#``.
    """
    return re.sub(r"\{(?=[{%#])", r"\\u007b", str(htmlsafe_json_dumps(data, ensure_ascii=False)))


class Call(MacroElement):
    """A call of one function of ``viewer/static/map`` with the map and some data."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "servicekartan.{{ this.function }}(map_div, {{ this.data }});"
        "{% endmacro %}"
    )

    def __init__(self, function: str, data: Mapping[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.function = function
        self.data = _script_json(data)

    def render(self, **_kwargs: Any) -> str:
        """Return nothing: streamlit-folium takes the macro's script and leaves what is rendered.

        To render is to compile the script, with all the data, as a template once more: 3 of 15 ms.
        """
        return ""


def register() -> None:
    """Register the map's frame, so that it is served before a page has run."""
    ComponentRegistry.instance().register_component(streamlit_folium._component_func)


def base_map(tiles: bool) -> Map:
    """Return the base map of all views; the same arguments give the same map."""
    base = Map(location=(62.5, 16.5), zoom_start=5, tiles=None, zoom_snap=0.25, zoom_delta=0.5)
    base.options["maxZoom"] = 14 if not tiles else TILES.get("max_zoom", 19)
    base.options["minZoom"] = 3
    if tiles:
        folium.TileLayer(TILES.build_url(), attr=TILES.html_attribution, control=False).add_to(base)
    addresses = {name: ROOT + assets.address(name) for name in assets.LAYERS}
    Call("base", {"layers": addresses, "tiles": tiles, "scrolls": True}).add_to(base)
    return base


def show_map(key: str, group: folium.FeatureGroup, *, tiles: bool, on_change: Any) -> None:
    """Draw the map; ``on_change`` is called after a click, whose output ``parse_pick`` reads."""
    st_folium(
        base_map(tiles),
        key=key,
        height=600,
        use_container_width=True,
        feature_group_to_add=group,
        returned_objects=["last_active_drawing"],
        on_change=on_change,
    )


def draw_sheet_button() -> None:
    """Draw the button that on a phone pulls the list up over the map, and down again."""
    up, down = html.escape(_("Visa mer")), html.escape(_("Visa kartan"))
    spans = f"<span>{up}</span><span>{down}</span>"
    with st.container(key="sheet"):
        st.html(f'<button type="button" class="sk-sheet-button">{spans}</button>')
