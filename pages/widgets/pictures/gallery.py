"""Pictures as they are shown on the pages, in the markup that the light pages have."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import streamlit as st

from geodata.collection.idea import Idea, Picture
from geodata.database.store import open_store
from geodata.pictures.store import load_picture
from pages.common.i18n import _, language
from pages.common.picture_view import credit, picture_views
from pages.viewer.page_writer import templates


def draw_pictures(idea: Idea) -> None:
    """Draw the pictures of a published example; nothing if it has none."""
    if idea.pictures:
        module: Any = templates.get_template("pictures.html").module
        st.html(str(module.figures(picture_views(idea), "./")))


def draw_thumb(idea: Idea) -> None:
    """Draw a published example's first picture in a card; nothing if it has none."""
    if idea.pictures:
        module: Any = templates.get_template("pictures.html").module
        st.html(str(module.thumb(picture_views(idea)[0], "./")))


def draw_unpublished(pictures: Iterable[Picture]) -> None:
    """Draw pictures that nobody else may see yet, from the database and not by their address."""
    for picture in pictures:
        content = load_picture(open_store(), picture.id, "panel")
        if content is None:
            st.caption(_("En av bilderna finns inte kvar."))
            continue
        # The text stands below too, as the editors judge it with the picture.
        st.image(content, alt=picture.alt, width=360)
        st.text(f"{picture.alt}\n{credit(picture, language())}")
