"""Bidra: hand in your own initiative."""

import streamlit as st

from pages.shared.text import _

st.title(_("Bidra"), anchor=False)
