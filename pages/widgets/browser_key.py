"""The visitor's browser key, read from the cookie."""

from __future__ import annotations

import secrets

import streamlit as st

from pages.middleware.browser_key import _KEY, COOKIE


def browser_key() -> str:
    """Return this browser's secret; without cookies it lasts as long as the session."""
    key = str(st.context.cookies.get(COOKIE, ""))
    if _KEY.fullmatch(key):
        return key
    if "browser-key" not in st.session_state:
        st.session_state["browser-key"] = secrets.token_urlsafe(24)
    return str(st.session_state["browser-key"])
