"""Redaktion: review, edit, publish and import."""

import streamlit as st

from pages.shared.editorial import guard, sign_in
from pages.shared.text import _

with st.container(key="editorial-head", horizontal=True, vertical_alignment="center"):
    st.title(_("Redaktion"), anchor=False, width="content")
    editor = guard.who()
    if editor:
        sign_in.draw_signed_in(editor)
guard.draw_said()

if editor is None:
    sign_in.draw_sign_in()
    st.stop()
