"""The workshop page's open tour, and the ways to begin one."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from geodata.collection.idea import Idea
from geodata.database.store import open_store
from geodata.opendata.file_name import file_name
from geodata.workshop.preview_image import PAPER
from geodata.workshop.tour_files import MAX_FILE_BYTES, TourFileError, dumps, parse_tour
from geodata.workshop.tours import (
    READY,
    Tour,
    load_tour,
    may_edit,
    ready_tour,
    tour_of,
    tours_of,
    without_notes,
)
from pages.common.errors import problem_text
from pages.common.i18n import _, language, ngettext
from pages.common.links import language_query, public_root
from pages.common.tool_texts import words_json
from pages.middleware.browser_key import KEY_DAYS, PARAMETER
from pages.routes.examples import map_address
from pages.widgets import tour_basket, view_tools
from pages.widgets.browser.key import browser_key
from pages.widgets.card import card
from pages.widgets.markdown import plain

MAX_NAMED = 4
"""How many examples an offer names."""


@dataclass(frozen=True, slots=True)
class OpenTour:
    """The page's tour and its code; ``mine`` if this browser may change it."""

    code: str
    tour: Tour
    mine: bool


def find_tour(code: str) -> OpenTour | None:
    """Return the tour of a code or of a ready-made tour's name, None if there is none."""
    tour = load_tour(open_store(), code, language()) if code else None
    if tour is None:
        return None
    mine = may_edit(open_store(), code, browser_key())
    if mine:
        st.session_state.tour = code.upper()
    if code.lower() in READY:
        return OpenTour(code.lower(), tour, mine)
    return OpenTour(code.upper(), tour if mine else without_notes(tour), mine)


def show_tour(code: str) -> None:
    """Show the tour of a code."""
    st.session_state.visning = code


def begin(tour: Tour) -> None:
    """Save a new tour as this browser's own and show it."""
    if code := tour_basket.begin(tour):
        show_tour(code)


def draw_beginnings() -> None:
    """Draw the ways to begin: a ready-made tour, an empty one, an own earlier one, a file."""
    with st.container(key="ready", horizontal=True):
        for slug in READY:
            _draw_ready(slug)
    with st.container(horizontal=True, vertical_alignment="center"):
        empty = Tour(title=_("Min visning"))
        st.button(
            _("Börja från en tom visning"),
            key="begin-empty",
            icon=":material/add:",
            on_click=begin,
            args=(empty,),
        )
        st.page_link("explore.py", label=_("Välj exempel på kartan"), icon=":material/map:")
    _draw_own()
    _draw_file()


def draw_way_back() -> None:
    """Draw how long this browser's tours and rooms are kept, and the button that forgets them."""
    words = {"sure": _("Utan nyckeln kan du inte längre ändra dina visningar eller leda dina rum.")}
    text = _(
        "Visningar och rum som du gör hittar du här igen i den här webbläsaren, {n} dagar från "
        "ditt senaste besök. På en annan dator kommer du åt dem med länken under Länkar."
    ).format(n=KEY_DAYS)
    label = _("Glöm dem i den här webbläsaren")
    st.html(
        f'<p data-remember class="sk-way-back">{html.escape(text)} '
        f'<button type="button" data-tool="forget-key" '
        f'data-words="{html.escape(words_json(words))}">'
        f"{html.escape(label)}</button></p>"
    )


def draw_seed(ideas: Sequence[Idea]) -> None:
    """Draw the offer to make a tour of the examples that the address brings, as favourites do."""
    with card("seed"):
        count = ngettext("{n} exempel", "{n} exempel", len(ideas))
        titles = ", ".join(plain(idea.text("title", language())) for idea in ideas[:MAX_NAMED])
        st.markdown(f"**{count}:** {titles}{' …' if len(ideas) > MAX_NAMED else ''}")
        st.button(
            _("Gör en visning av dem"),
            key="begin-seed",
            type="primary",
            icon=":material/slideshow:",
            on_click=_begin_seed,
            args=(tour_of(ideas, _("Min visning")),),
        )


def _begin_seed(tour: Tour) -> None:
    begin(tour)
    st.session_state.exempel = ""


def _draw_ready(slug: str) -> None:
    tour = ready_tour(slug, language())
    count = ngettext("{n} stopp", "{n} stopp", len(tour.stops))
    with card(f"ready-{slug}", width=300):
        _draw_map(tour)
        st.markdown(f"**{plain(tour.title)}** :gray[{count}]\n\n{plain(tour.intro)}")
        st.button(
            _("Välj {title}").format(title=plain(tour.title)),
            key=f"ready-{slug}",
            icon=":material/slideshow:",
            on_click=show_tour,
            args=(slug,),
        )


def _draw_map(tour: Tour) -> None:
    """Draw a small map of where a tour goes; the picture is made once and kept."""
    address = map_address({"exempel": [",".join(tour.ideas)]})
    alt = _("Karta: hit går {title}").format(title=tour.title)
    width, height = PAPER
    st.html(
        f'<img class="sk-tour-map" src="./{html.escape(address)}" alt="{html.escape(alt)}" '
        f'width="{width}" height="{height}" loading="lazy">'
    )


def _draw_own() -> None:
    tours = tours_of(open_store(), browser_key())
    if tours:
        st.subheader(_("Dina visningar"), anchor=False)
        with st.container(horizontal=True):
            for code, title in list(tours.items())[:8]:
                st.button(plain(title), key=f"own-{code}", on_click=show_tour, args=(code,))


def _draw_file() -> None:
    file = st.file_uploader(
        _("Öppna en sparad fil"),
        type="json",
        key="tour-file",
        max_upload_size=MAX_FILE_BYTES // 10**6,
    )
    if file is None:
        return
    try:
        tour = parse_tour(file.getvalue(), file.name)
    except TourFileError as error:
        st.error("\n".join(f"- {plain(problem_text(problem))}" for problem in error.problems[:10]))
        return
    count = ngettext("{n} stopp", "{n} stopp", len(tour.stops))
    label = _("Öppna ”{title}”, {count}").format(title=plain(tour.title), count=count)
    st.button(label, key="begin-file", type="primary", on_click=begin, args=(tour,))


def draw_title(open_tour: OpenTour) -> None:
    """Draw the tour's title and introduction, editable if ``mine``, and its actions."""
    if open_tour.mine:
        _draw_title_fields(open_tour)
    else:
        st.subheader(plain(open_tour.tour.title), anchor=False)
        st.markdown(plain(open_tour.tour.intro))
        st.caption(
            _("Den här visningen kan bara den som gjorde den ändra. Gör en kopia om du vill.")
        )
    with st.container(horizontal=True, vertical_alignment="center", key="tour-actions"):
        label = _("Gör en kopia") if open_tour.mine else _("Gör en egen kopia")
        st.button(
            label,
            key="copy",
            icon=":material/content_copy:",
            on_click=begin,
            args=(open_tour.tour,),
        )
        st.download_button(
            _("Spara som fil"),
            partial(dumps, open_tour.tour),
            file_name(open_tour.tour.title, "json"),
            "application/json",
            key="save-file",
            icon=":material/download:",
            on_click="ignore",
        )
        _draw_links(open_tour)


def _draw_title_fields(open_tour: OpenTour) -> None:
    title = st.text_input(
        _("Rubrik"),
        open_tour.tour.title,
        key=f"title-{open_tour.code}",
        live=True,
        max_chars=120,
        on_change=_save_title,
        args=(open_tour,),
    )
    if not title.strip():
        st.caption(_("Visningen behöver en rubrik. Den gamla är kvar tills du skriver en ny."))
    st.text_area(
        _("Inledning"),
        open_tour.tour.intro,
        key=f"intro-{open_tour.code}",
        height=68,
        max_chars=2_000,
        placeholder=_("En eller två meningar som visas först"),
        on_change=_save_title,
        args=(open_tour,),
    )


def _save_title(open_tour: OpenTour) -> None:
    title = st.session_state[f"title-{open_tour.code}"].strip()
    intro = st.session_state[f"intro-{open_tour.code}"]

    def edit(tour: Tour) -> Tour:
        return Tour(title=title or tour.title, intro=intro, stops=tour.stops)

    tour_basket.change(open_tour.code, edit)


def _draw_links(open_tour: OpenTour) -> None:
    view_tools.draw_tools(link=f"./visning/{open_tour.code}{language_query(language())}")
    with st.popover(_("Länkar"), icon=":material/link:"):
        st.markdown(_("Till visningen, för alla:"))
        address = f"{public_root(str(st.context.url or ''))}workshop?visning={open_tour.code}"
        st.code(address, language=None, wrap_lines=True)
        if open_tour.mine:
            st.markdown(
                _(
                    "Bara för dig: med den här länken kan du ändra dina visningar en annan dag "
                    "eller på en annan dator. Dela den inte."
                )
            )
            st.code(f"{address}&{PARAMETER}={browser_key()}", language=None, wrap_lines=True)
