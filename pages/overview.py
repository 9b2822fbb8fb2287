"""Överblick: counts, white spots and the limits of the collection."""

import streamlit as st

from pages.shared.text import _

st.title(_("Överblick"), anchor=False)
