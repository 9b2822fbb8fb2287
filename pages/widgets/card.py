"""The card that lists are made of: a title to press, a line and a caption."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from geodata.collection.idea import Idea
from pages.common.example_view import card_status
from pages.common.i18n import language
from pages.widgets.example_text import kind_and_place
from pages.widgets.markdown import plain

Choose = Callable[[str], None]
"""Callback that opens what a card shows; receives its id, code or slug, ``""`` to close it."""


def card(key: str, width: int | Literal["stretch"] = "stretch") -> DeltaGenerator:
    """Return an empty card, whose parts stand below each other."""
    return st.container(key=f"card-{key}", gap=None, width=width)


def wide_card(key: str) -> DeltaGenerator:
    """Return an empty card, whose parts stand beside each other."""
    return st.container(key=f"card-{key}", horizontal=True, vertical_alignment="center")


def draw_heading(
    key: str, title: str, line: str, choose: Choose, value: str, caption: str = ""
) -> None:
    """Draw a card's title as a button and its texts below.

    Parameters
    ----------
    key
        The button's key.
    title, caption
        Plain text, escaped here.
    line
        Markdown of one paragraph.
    choose
        Called with ``value`` when the title is pressed.
    """
    label = f"**{plain(title)}**"
    st.button(label, key=key, type="tertiary", on_click=choose, args=(value,))
    # One element and not two: a third of a run of the map page draws its list.
    st.markdown(f"{line}\n\n{plain(caption)}" if caption else line)


def draw_link_card(key: str, idea: Idea) -> None:
    """Draw an example as a card that leads to the map page."""
    with card(key):
        title = f"**{plain(idea.text('title', language()))}**"
        st.page_link("explore.py", label=title, query_params={"idea": idea.id})
        st.markdown("  \n".join(filter(None, (kind_and_place(idea), status_badge(idea)))))


def status_badge(idea: Idea) -> str:
    """Return a badge with status and source year, as Markdown; empty for one that runs."""
    status = card_status(idea)
    return f":gray-badge[{plain(status)}]" if status else ""
