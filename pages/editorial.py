"""Redaktion: review, edit, publish and import."""

import streamlit as st

from pages.shared.text import _

st.title(_("Redaktion"), anchor=False)
