"""The map component: a constant base and a view that is data only.

Only two scripts ever reach the browser from here: the call that draws the base and the call that
shows a view. Both carry JSON that ``tojson`` has made safe inside a script, and
``viewer/static/map`` turns text into text nodes. folium's own markers, popups and tooltips are
never used for people's text: they run ``${...}`` and HTML.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import folium
import streamlit as st
import streamlit_folium
from branca.element import MacroElement
from folium.template import Template
from jinja2.utils import htmlsafe_json_dumps
from streamlit.components.v1.component_registry import ComponentRegistry
from streamlit_folium import st_folium
from xyzservices import TileProvider
from xyzservices import providers as tile_providers

from geodata.collection.filter import Bbox, Filter
from geodata.collection.idea import Idea
from geodata.collection.vocabulary import KINDS
from geodata.proximity.surroundings import Origin, Surroundings, rings
from pages.common.area_view import AreaView
from pages.common.example_view import KindSwitch, NearView, ShadeView, map_view, selection
from pages.common.i18n import _
from pages.viewer import assets

ROOT = "../../"
"""The app's root, seen from the component's page, so that it holds under any base path."""

TILES: TileProvider = tile_providers.OpenStreetMap.Mapnik
Position = tuple[float, float, float]
"""Longitude, latitude (WGS84) and zoom."""


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


class _Call(MacroElement):
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


@dataclass(frozen=True, slots=True)
class Pick:
    """A visitor's action on the map: a click on an example, municipality or point, or a move.

    ``kind`` is a kind switched in the legend, and ``bbox`` the part of the map to search.
    ``place`` is a spot, WGS84 lon/lat, on a map that asks for one; ``refused`` says why the
    browser did not tell where it is.
    """

    idea: str | None = None
    municipality: str | None = None
    kind: str | None = None
    bbox: Bbox | None = None
    position: Position | None = None
    place: tuple[float, float] | None = None
    refused: str | None = None


def base_map(tiles: bool) -> Map:
    """Return the base map of all views; the same arguments give the same map."""
    base = Map(location=(62.5, 16.5), zoom_start=5, tiles=None, zoom_snap=0.25, zoom_delta=0.5)
    base.options["maxZoom"] = 14 if not tiles else TILES.get("max_zoom", 19)
    base.options["minZoom"] = 3
    if tiles:
        folium.TileLayer(TILES.build_url(), attr=TILES.html_attribution, control=False).add_to(base)
    addresses = {name: ROOT + assets.address(name) for name in assets.LAYERS}
    _Call("base", {"layers": addresses, "tiles": tiles, "scrolls": True}).add_to(base)
    return base


def view_layer(
    ideas: Iterable[Idea],
    selected: Idea | None = None,
    *,
    switches: list[KindSwitch] | None = None,
    focus: str = "",
    area: AreaView | None = None,
    searchable: bool = False,
    reveal: int = 0,
    position: Position | None = None,
    follow: bool = False,
    near: NearView | None = None,
    shade: ShadeView | None = None,
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
    focus
        When this text changes, the map moves to show the area, or else all points.
    area
        What the filter asks for: outlined.
    searchable
        Whether the map offers to search where it stands, once it has been moved.
    reveal
        When this number changes, the map moves to the selected example.
    position
        Where the map is to stand when it is first shown.
    follow
        Whether the map reports where it is each time it has been moved.
    near
        What "Nära mig" adds, from :func:`near_data`; a click then chooses that spot.
    shade
        How each municipality is filled; the legend then explains that in place of the kinds.
    """
    view = map_view(ideas)
    view |= {
        "selected": selection(selected) if selected else None,
        "focus": focus,
        "area": area,
        "searchable": searchable,
        "reveal": reveal,
        "position": position,
        "follow": follow,
        "near": near,
        "shade": shade,
        "words": view["words"] | _words_of(near, shade),
    }
    if switches or shade:
        view["kinds"] = switches or []
    group = folium.FeatureGroup()
    _Call("show", view).add_to(group)
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
    origin, found
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


def show_map(key: str, group: folium.FeatureGroup, *, tiles: bool, on_change: Any) -> None:
    """Draw the map; ``on_change`` is called after a click, see :func:`parse_pick`."""
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
        st.html(assets.PALETTE)
        st.html(assets.STATIC / "sheet.css")
        st.html(f'<button type="button" class="sk-sheet-button">{spans}</button>')


def parse_pick(output: Any) -> Pick:
    """Parse the map's output; invalid output gives an empty pick."""
    drawing = output.get("last_active_drawing") if isinstance(output, dict) else None
    properties = drawing.get("properties") if isinstance(drawing, dict) else None
    if not isinstance(properties, dict):
        return Pick()
    idea, municipality = properties.get("idea"), properties.get("municipality")
    kind, refused = properties.get("kind"), properties.get("refused")
    return Pick(
        idea if isinstance(idea, str) else None,
        municipality if isinstance(municipality, str) else None,
        kind if isinstance(kind, str) and kind in KINDS else None,
        parse_bbox(properties.get("bbox")),
        parse_position(properties.get("position")),
        parse_lonlat(properties.get("place")),
        refused if isinstance(refused, str) else None,
    )


def parse_bbox(value: Any) -> Bbox | None:
    """Parse west, south, east, north (WGS84) from a list or text; None if invalid."""
    text = ",".join(map(str, value)) if isinstance(value, list) else str(value)
    return Filter.from_params({"bbox": [text]}).bbox


def parse_lonlat(value: Any) -> tuple[float, float] | None:
    """Parse WGS84 longitude and latitude from a list or text (``15.5,60.1``); None if invalid."""
    parts = value.split(",") if isinstance(value, str) else value
    try:
        lon, lat = (float(part) for part in parts)
    except (TypeError, ValueError):
        return None
    return (lon, lat) if -180 <= lon <= 180 and -90 <= lat <= 90 else None


def parse_position(value: Any) -> Position | None:
    """Parse longitude, latitude and zoom from a list or text (``15.5,60.1,7``); None if invalid."""
    parts = value.split(",") if isinstance(value, str) else value
    try:
        lon, lat, zoom = (float(part) for part in parts)
    except (TypeError, ValueError):
        return None
    reasonable = 0 <= lon <= 40 and 50 <= lat <= 75 and 3 <= zoom <= 19
    return (lon, lat, zoom) if reasonable else None
