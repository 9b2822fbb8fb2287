"""Foot of every page of the app."""

from __future__ import annotations

import html

import streamlit as st

from pages.common.footer_texts import foot_words
from pages.common.i18n import language
from pages.common.links import language_query
from pages.common.site_map import ABOUT


def draw_footer() -> None:
    """Draw the sender and the links that the law asks for on the start page."""
    words = {name: html.escape(text) for name, text in foot_words().items()}
    about = html.escape(f".{ABOUT.address}{language_query(language())}")
    st.html(
        f'<footer class="sk-footer">{words["sender"]} <a href="{about}">{words["about"]}</a> · '
        f'<a href="{about}#tillganglighet">{words["accessibility"]}</a></footer>'
    )
