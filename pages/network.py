"""Servicenätverket: what the national service network does and has seen."""

import streamlit as st

from pages.shared.text import _

st.title(_("Servicenätverket"), anchor=False)
