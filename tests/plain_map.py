"""The plain way of drawing the examples with st_folium: the bench's peer, served by Streamlit."""

import sys
from pathlib import Path

import folium
import streamlit as st
from streamlit_folium import st_folium

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from geodata.collection.geojson import read  # noqa: E402
from geodata.geography import map_layers  # noqa: E402


@st.cache_resource
def _ideas() -> list:
    return list(read(ROOT / "ideas.geojson").ideas)


ideas = _ideas()
kind = st.pills("Slag", ["fixed", "digital"], key="kind")
m = folium.Map((62.5, 16.5), zoom_start=5, tiles=None)
m.default_js, m.default_css = [], []
folium.GeoJson(map_layers.municipality_layer()).add_to(m)
for idea in ideas:
    if kind in (None, idea.kind):
        lon, lat = idea.lonlat
        folium.Marker((lat, lon), popup=idea.title, tooltip=idea.title).add_to(m)
st_folium(m, key="map", returned_objects=["last_object_clicked"])
