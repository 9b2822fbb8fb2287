"""Limits on what a visitor may write without signing in."""

from __future__ import annotations

import streamlit as st

from geodata.rate_limits import Limit
from pages.common.i18n import _

NEW_ROOMS = Limit("room", own=20, of_all=500)
NEW_TOURS = Limit("tour", own=60, of_all=2_000)
RECEIPTS = Limit("receipt", own=60, of_all=2_000)
PICTURES = Limit("picture", own=60, of_all=1_000)
"""Pictures handed in, each of which costs a second of a processor."""
FILES = Limit("file", own=60, of_all=600)
"""Files to take home, which cost up to 9 s of a processor each."""


def may(limit: Limit) -> bool:
    """Return whether this visitor may do a thing once more; draw a toast if not."""
    if limit.hit(st.context.ip_address):
        return True
    message = _("Det har kommit mycket härifrån. Vänta en timme och försök igen.")
    st.toast(message, icon=":material/hourglass:")
    return False
