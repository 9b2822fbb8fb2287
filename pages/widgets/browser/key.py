"""The visitor's browser key, read from the cookie."""

from __future__ import annotations

import streamlit as st

from pages.middleware.browser_key import COOKIE, is_key, new_key


def browser_key() -> str:
    """Return this browser's secret; without cookies it lasts as long as the session."""
    key = str(st.context.cookies.get(COOKIE, ""))
    if is_key(key):
        return key
    if "browser-key" not in st.session_state:
        st.session_state["browser-key"] = new_key()
    return str(st.session_state["browser-key"])
