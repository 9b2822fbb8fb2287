"""Tools of a view in the app: share it, print it, keep its example; the browser does the work.

They are plain HTML that ``viewer/static/tools.js`` reads, so pressing one runs no page.
"""

from __future__ import annotations

import html

import streamlit as st

from geodata.collection.idea import Idea
from pages.common.i18n import language
from pages.common.site_map import FRAMED
from pages.common.tool_texts import PRINT, bar_words


def draw_tools(*, link: str = "", paper: str = "") -> None:
    """Draw the buttons that share and print a view, and the way to the favourites.

    Parameters
    ----------
    link
        Address to share, relative to the page; "" for the page's own.
    paper
        Address of the page of text that is printed instead of this one; "" prints this one.
    """
    words = {name: html.escape(text) for name, text in bar_words().items()}
    share = f'<button type="button" data-tool="share" data-link="{html.escape(link)}"'
    share += f' data-framed="{" ".join(FRAMED)}"'
    share += f' data-words="{words["share_words"]}">{words["share"]}</button>'
    printing = f'<button type="button" data-tool="print">{words["print"]}</button>'
    if paper:
        address = html.escape(f"{paper}{PRINT}")
        printing = f'<a href="{address}" target="_blank" rel="noopener">{words["print"]}</a>'
    favourites = f'<a class="sk-favourites" hidden data-words="{words["star_words"]}">'
    favourites += f"{words['favourites']} <b>0</b></a>"
    st.html(f'<div class="sk-tools">{share}{printing}{favourites}</div>', width="content")


def draw_star(idea: Idea, *, alone: bool = False) -> None:
    """Draw the button that keeps an example as a favourite; ``alone`` shows only the star."""
    star = html.escape(bar_words()["star"])
    label = f"{star}: {html.escape(idea.text('title', language()))}"
    style = "sk-star sk-alone" if alone else "sk-star"
    text = "" if alone else star
    st.html(
        f'<button type="button" class="{style}" data-favourite="{idea.id}" aria-pressed="false"'
        f' aria-label="{label}" title="{star}">'
        f"{text}</button>",
        width="content",
    )
