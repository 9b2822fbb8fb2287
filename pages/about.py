"""Om: sources, licences, how to read the map, downloads, accessibility and privacy."""

import streamlit as st

from pages.shared.text import _

st.title(_("Om"), anchor=False)
