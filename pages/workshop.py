"""Workshop: build a tour, present it and gather what the room says."""

import streamlit as st

from pages.shared.text import _

st.title(_("Workshop"), anchor=False)
