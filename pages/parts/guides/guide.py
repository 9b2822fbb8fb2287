"""A guide on the page, and the list of all guides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from geodata.bank import Snapshot
from geodata.collection.filter import Filter
from geodata.guides.guide import Guide
from pages.common import guide_view
from pages.common.guide_view import GuideView, Support
from pages.common.i18n import _, language, ngettext
from pages.common.links import guide_address, params
from pages.viewer.page_writer import templates
from pages.widgets import view_tools
from pages.widgets.card import Choose, card, draw_heading, draw_link_card
from pages.widgets.map.component import show_map
from pages.widgets.map.pick import parse_pick
from pages.widgets.map.view import view_layer
from pages.widgets.markdown import link, plain


def draw_cards(guides: Sequence[Guide], choose: Choose) -> None:
    """Draw a card for each guide; ``choose`` gets the id of the one that is pressed."""
    for guide in guides:
        with card(f"guide-{guide.id}"):
            count = len(guide.examples)
            examples = ngettext("{n} exempel", "{n} exempel", count)
            draw_heading(
                f"guide-{guide.id}",
                guide.text("title", language()),
                examples,
                choose,
                guide.id,
                _first_sentences(guide.text("summary", language())),
            )


def _first_sentences(summary: str) -> str:
    """Return the first two sentences: the English summary tells the whole guide."""
    return ". ".join(summary.split(". ")[:2]).rstrip(".") + "."


def draw_guide(guide: Guide, snapshot: Snapshot, choose: Choose) -> None:
    """Draw a guide: its text with sources, the support to apply for, and its examples."""
    back = ":material/arrow_back:"
    st.button(_("Alla guider"), key="all-guides", icon=back, on_click=choose, args=("",))
    view = guide_view.guide_view(guide, snapshot.collection.by_id)
    text_column, map_column = st.columns([1.5, 1], gap="large")
    with text_column:
        _draw_text(view)
        _draw_support(view["support"])
        with st.expander(_("Alla källor")):
            st.html(str(_part("sources")(view)))
    with map_column:
        _draw_examples(guide, snapshot)


def _part(name: str) -> Any:
    """Return a macro of the template that all renderers of a guide share.

    Streamlit's Markdown cannot mark a language, and a guide is Swedish on the English page too.
    """
    return getattr(templates.get_template("guide_parts.html").module, name)


def _draw_text(view: GuideView) -> None:
    st.title(plain(view["title"]), anchor="innehall")
    st.markdown(f"**{plain(view['summary'])}**")
    if language() == "en":
        st.caption(_("Resten av guiden finns bara på svenska."))
    with st.container(key="guide-links"):
        st.markdown(
            link(_("Läs och skriv ut guiden som en sida"), guide_address(view["id"], language()))
        )
    view_tools.draw_tools(paper=guide_address(view["id"], language()))
    st.html(str(_part("sections")(view)))


def _draw_support(forms: Sequence[Support]) -> None:
    if not forms:
        return
    st.header(_("Stöd att söka"), anchor=False)
    st.caption(_("Som det stod i källan. Kontrollera alltid hos den som beslutar innan ni söker."))
    for form in forms:
        with st.expander(plain(form["name"])):
            st.html(str(_part("facts")(form, guide_view.words())))


def _draw_examples(guide: Guide, snapshot: Snapshot) -> None:
    st.header(_("Exempel på kartan"), anchor=False)
    ideas = [snapshot.collection.by_id[idea_id] for idea_id in guide.examples]
    with st.container(key="map-frame"):
        show_map("guide-map", view_layer(ideas, focus=guide.id), tiles=False, on_change=_take_pick)
    if idea_id := st.session_state.pop("guide-pick", None):
        st.switch_page("explore.py", query_params={"idea": idea_id})
    for idea in ideas:
        draw_link_card(f"guide-example-{idea.id}", idea)
    _draw_all_examples(guide, snapshot)


def _draw_all_examples(guide: Guide, snapshot: Snapshot) -> None:
    """Link to all examples of the guide's kinds and services."""
    active_filter = Filter(kind=guide.kinds, service=guide.services)
    count = len(snapshot.search_index.select(active_filter))
    with st.container(key="guide-all-examples"):
        st.page_link(
            "explore.py",
            label=ngettext(
                "Visa {n} exempel på kartan som guiden handlar om",
                "Visa alla {n} exempel på kartan som guiden handlar om",
                count,
            ),
            icon=":material/map:",
            query_params=params(active_filter, language()),
        )


def _take_pick() -> None:
    """Remember the example that was clicked on the map; the page then opens it."""
    if idea_id := parse_pick(st.session_state.get("guide-map")).idea:
        st.session_state["guide-pick"] = idea_id
