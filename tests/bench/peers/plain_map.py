"""The plain way of drawing the examples with st_folium: the bench's peer, served by Streamlit.

Alone in its folder: Streamlit makes a menu of the files in a folder `pages` beside a script.
"""

import sys
from pathlib import Path

import folium
import streamlit as st
from streamlit_folium import st_folium

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT))

from geodata.collection.geojson import read  # noqa: E402
from geodata.collection.idea import Idea  # noqa: E402
from geodata.geography import map_layers  # noqa: E402


@st.cache_resource
def _ideas() -> tuple[Idea, ...]:
    return read(ROOT / "ideas.geojson").ideas


ideas = _ideas()
kind = st.pills("Slag", ["fixed", "digital"], key="kind")
plain_map = folium.Map((62.5, 16.5), zoom_start=5, tiles=None)
plain_map.default_js, plain_map.default_css = [], []
folium.GeoJson(map_layers.municipality_layer()).add_to(plain_map)
for idea in ideas:
    if kind in (None, idea.kind):
        lon, lat = idea.lonlat
        folium.Marker((lat, lon), popup=idea.title, tooltip=idea.title).add_to(plain_map)
st_folium(plain_map, key="map", returned_objects=["last_object_clicked"])
