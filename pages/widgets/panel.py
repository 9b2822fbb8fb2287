"""Side panel: the list of hits, or all details of the selected example."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from geodata.bank import open_bank
from geodata.collection.filter import Filter
from geodata.collection.idea import Idea
from geodata.collection.search.search_index import SearchIndex
from geodata.opendata.file_name import file_name
from geodata.proximity.nearest import Direction, nearest
from pages.common.example_view import Details, details, heading, swedish_texts
from pages.common.i18n import _, language, ngettext, number
from pages.common.links import labels, permalink, query
from pages.widgets import tour_basket, view_tools
from pages.widgets.card import Choose, card, draw_heading, status_badge
from pages.widgets.example_text import distance_text, kind_and_place
from pages.widgets.guide_link import draw_guide_link
from pages.widgets.map import embed_dialog
from pages.widgets.markdown import link, plain, rewritten
from pages.widgets.paging import draw_page
from pages.widgets.pictures.gallery import draw_pictures, draw_thumb
from pages.widgets.reports import dialogs as report_dialogs

PAGE_SIZE = 12
"""How many cards a page of the list has."""
MAX_COMPARED = 3
"""How many examples a link compares: on most screens they stand beside each other."""


def draw_list(
    hits: Sequence[tuple[Idea, float | None]],
    choose: Choose,
    reason: Callable[[Idea], str] = lambda _idea: "",
) -> None:
    """Draw a page of the hits as cards; ``choose`` gets the id of the one pressed.

    ``reason`` returns why an example is a hit, as Markdown, or nothing.
    """

    def draw_hit(hit: tuple[Idea, float | None]) -> None:
        idea, metres = hit
        draw_idea_card(idea, choose, "hit", metres, reason=reason(idea))

    draw_page("page", hits, PAGE_SIZE, draw_hit)


def draw_idea_card(
    idea: Idea,
    choose: Choose,
    list_name: str,
    metres: float | None = None,
    direction: Direction | None = None,
    reason: str = "",
) -> None:
    """Draw an example as a card: kind, place, distance and status; hits show the summary too.

    ``list_name`` keeps the keys of the same example in several lists apart. ``reason`` says why
    the example is a hit, as Markdown.
    """
    key = f"{list_name}-{idea.id}"
    distance = f" · {distance_text(metres, direction)}" if metres is not None else ""
    line = "  \n".join(filter(None, (f"{kind_and_place(idea)}{distance}", status_badge(idea))))
    summary = idea.text("summary", language()) if list_name == "hit" else ""
    with card(key):
        draw_thumb(idea)
        draw_heading(key, idea.text("title", language()), line, choose, idea.id, summary)
        if reason:
            st.caption(reason)
        view_tools.draw_star(idea, alone=True)
        tour_basket.draw_button(idea, list_name)


def draw_idea(
    idea: Idea, search_index: SearchIndex, choose: Choose, show_on_map: Callable[[], None]
) -> None:
    """Draw all details of an example."""
    content = details(idea)
    st.header(plain(idea.text("title", language())), anchor="innehall")
    st.markdown(f"{kind_and_place(idea)}, {plain(idea.county)}")
    if content["standing"]:
        st.markdown(status_badge(idea))
    with _language_of(idea, "summary"):
        st.markdown(f"**{plain(idea.text('summary', language()))}**")
    if content["lang"]:
        st.caption(_("Texten finns bara på svenska."))
    _draw_tools(idea)
    draw_pictures(idea)
    _draw_services(idea)
    _draw_story(idea)
    _draw_facts(content)
    _draw_stops(content, heading(idea, "timetable"))
    _draw_sources(content)
    for guide in open_bank().current().guides.about(idea):
        draw_guide_link(guide)
    with st.container(horizontal=True, key="reports"):
        report_dialogs.draw_question_button(idea)
        report_dialogs.draw_button(idea)
    _draw_actions(idea, show_on_map)
    _draw_others(idea, search_index, choose)


def _language_of(idea: Idea, name: str) -> DeltaGenerator:
    """Return a container for a text, which the page's script marks where it is Swedish."""
    swedish = name in swedish_texts(idea)
    return st.container(key=f"in-{'swedish' if swedish else 'chosen'}-{name}")


def _draw_tools(idea: Idea) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        view_tools.draw_star(idea)
        on_map = f"./{query(Filter(), language(), idea=idea.id)}"
        view_tools.draw_tools(link=on_map, paper=permalink("./", idea.id, language()))


def _draw_services(idea: Idea) -> None:
    if idea.services:
        st.subheader(heading(idea, "services"), anchor=False)
        chips = (f":gray-badge[:material/{t.icon}: {t.label(language())}]" for t in idea.terms())
        st.markdown(" ".join(chips))


def _draw_story(idea: Idea) -> None:
    if description := idea.text("description", language()):
        st.subheader(heading(idea, "story"), anchor=False)
        with _language_of(idea, "description"):
            st.markdown(rewritten(description))
    if lessons := idea.text("lessons", language()):
        st.subheader(_("Att ta efter"), anchor=False)
        with _language_of(idea, "lessons"):
            st.markdown("\n".join(f"- {plain(lesson)}" for lesson in lessons))


def _draw_facts(content: Details) -> None:
    st.subheader(_("Fakta"), anchor=False)
    st.markdown("  \n".join(f"{name}: **{plain(value)}**" for name, value in content["facts"]))


def _draw_stops(content: Details, title: str) -> None:
    if content["timetable"]:
        st.subheader(title, anchor=False)
        lines = (
            f"1. {plain(stop['name'])}"
            + (f" · {plain(stop['schedule'])}" if stop["schedule"] else "")
            for stop in content["timetable"]
        )
        st.markdown("\n".join(lines))


def _draw_sources(content: Details) -> None:
    st.subheader(_("Källor"), anchor=False)
    for source in content["sources"]:
        dated = f", {source['date']}" if source["date"] else ""
        st.markdown(f"- {link(source['title'], source['url'])}{dated}")


def _draw_actions(idea: Idea, show_on_map: Callable[[], None]) -> None:
    with st.container(horizontal=True, key="actions"):
        tour_basket.draw_button(idea, "")
        st.button(_("Visa på kartan"), icon=":material/my_location:", on_click=show_on_map)
        st.download_button(
            _("Ladda ner"),
            json.dumps(idea.to_feature(), ensure_ascii=False, indent=1),
            file_name(idea.text("title", language()), "geojson"),
            "application/geo+json",
            icon=":material/download:",
            on_click="ignore",
        )
        st.page_link(
            "nearby.py",
            label=_("Vilka kommuner liknar den här?"),
            icon=":material/near_me:",
            query_params={"kommun": labels("kommun", language())[idea.municipality_code]},
        )
        embed_dialog.draw_button(Filter(), "embed-idea", idea.id)


def _draw_others(idea: Idea, search_index: SearchIndex, choose: Choose) -> None:
    if similar := search_index.similar(idea, 4):
        st.subheader(_("Liknande exempel"), anchor=False)
        for other in similar:
            draw_idea_card(other, choose, "similar")
        compared = ",".join(other.id for other in [idea, *similar][:MAX_COMPARED])
        lang = "" if language() == "sv" else f"&lang={language()}"
        label = _("Jämför dem sida vid sida")
        st.markdown(f"[{label}](./jamfor?exempel={compared}{lang})")
    near = [pair for pair in nearest(search_index.ideas, *idea.lonlat, 5) if pair[0].id != idea.id]
    if near:
        st.subheader(_("Närmast härifrån"), anchor=False)
        for other, metres in near[:4]:
            draw_idea_card(other, choose, "near", metres)


def draw_steps(hits: Sequence[Idea], selected: Idea, choose: Choose) -> None:
    """Draw the navigation through the hits: list, previous, next and the position."""
    ids = [idea.id for idea in hits]
    at = ids.index(selected.id) if selected.id in ids else -1
    previous = ids[at - 1] if at > 0 else None
    following = ids[at + 1] if at + 1 < len(ids) else None
    with st.container(horizontal=True, vertical_alignment="center", key="steps"):
        # The keys themselves are in viewer/static/page/keys.js: Streamlit would take them from the
        # fields and the lists of choices, where they mean something else.
        _step(_("Lista"), "list", "Esc", "", choose)
        _step(_("Förra"), "chevron_left", "Alt+Up", previous, choose)
        _step(_("Nästa"), "chevron_right", "Alt+Down", following, choose)
        if at >= 0:
            st.markdown(_("{at} av {all}").format(at=number(at + 1), all=number(len(ids))))


def _step(label: str, icon: str, shortcut: str, to: str | None, choose: Choose) -> None:
    st.button(
        label,
        icon=f":material/{icon}:",
        key=f"step-{icon}",
        on_click=choose,
        args=(to or "",),
        disabled=to is None,
        help=_("Snabbtangent: {keys}").format(keys=shortcut),
    )


def draw_empty(alternatives: Sequence[tuple[str, int, Callable[[], None]]]) -> None:
    """Draw the empty result, with a button that removes each active part of the filter."""
    if not alternatives:
        st.subheader(_("Det finns inga exempel än"), anchor=False)
        return
    st.subheader(_("Inga exempel passar"), anchor=False)
    st.markdown(_("Ta bort något av det du har valt:"))
    for at, (label, count, remove) in enumerate(alternatives):
        hits = ngettext("{n} exempel", "{n} exempel", count)
        st.button(f"{plain(label)} ✕ → {hits}", key=f"alternative-{at}", on_click=remove)
