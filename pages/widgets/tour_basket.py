"""Tour under construction, filled from the cards of the other pages.

The tour is stored from its first example on. The session holds its code; a new session continues
with the browser's latest changed tour.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from geodata.collection.idea import Idea
from geodata.database.store import open_store
from geodata.workshop.tours import (
    MAX_STOPS,
    NotOwnerError,
    Tour,
    create_tour,
    edit_tour,
    load_tour,
    tour_of,
    tours_of,
    with_idea,
    without_idea,
)
from pages.common.i18n import _, language, ngettext
from pages.widgets.browser.key import browser_key
from pages.widgets.filters import FilterPart
from pages.widgets.markdown import plain
from pages.widgets.visitor_limits import NEW_TOURS, may

Edit = Callable[[Tour], Tour]


def own_code() -> str | None:
    """Return the code of the tour under construction, None if there is none yet."""
    if "tour" not in st.session_state:
        st.session_state.tour = next(iter(tours_of(open_store(), browser_key())), None)
    code = st.session_state.tour
    return str(code) if code else None


def begin(tour: Tour) -> str:
    """Save a tour as the one under construction and return its code, "" if too many come."""
    if not may(NEW_TOURS):
        return ""
    st.session_state.tour = create_tour(open_store(), tour, browser_key())
    return str(st.session_state.tour)


def change(code: str, edit: Edit) -> bool:
    """Edit a tour and return True; if it is not this browser's, draw a toast and return False."""
    try:
        edit_tour(open_store(), code, browser_key(), edit)
    except NotOwnerError:
        st.toast(_("Visningen är någon annans. Gör en egen kopia av den."), icon=":material/lock:")
        return False
    return True


def draw_link() -> None:
    """Draw a link to the tour with its number of stops; call it before any card is drawn."""
    code = own_code()
    tour = load_tour(open_store(), code) if code else None
    st.session_state["in-tour"] = frozenset(tour.ideas) if tour else frozenset()
    if code and tour:
        st.page_link(
            "workshop.py",
            label=ngettext("Min visning: {n} stopp", "Min visning: {n} stopp", len(tour.stops)),
            icon=":material/slideshow:",
            query_params={"visning": code},
        )


def draw_selection(hits: Sequence[Idea], parts: Sequence[FilterPart]) -> None:
    """Draw the button that makes a tour of all hits of a filter."""
    if st.button(
        _("Gör en visning av urvalet"),
        key="tour-of-all",
        type="tertiary",
        icon=":material/slideshow:",
        disabled=not hits,
    ):
        code = begin(tour_of(hits, ", ".join(part.label for part in parts)))
        if not code:
            return
        st.switch_page("workshop.py", query_params={"visning": code})


def draw_button(idea: Idea, list_name: str) -> None:
    """Draw the button that adds an example to the tour, or removes it."""
    inside = idea.id in st.session_state.get("in-tour", ())
    text = _("Ta bort ur visningen") if inside else _("Lägg till i visning")
    st.button(
        f"{text}: {plain(idea.text('title', language()))}" if list_name else text,
        key=f"tour-{idea.id}-{list_name}",
        icon=":material/playlist_remove:" if inside else ":material/playlist_add:",
        help=text if list_name else None,
        on_click=_toggle,
        args=(idea.id, inside),
    )


def _toggle(idea_id: str, inside: bool) -> None:
    code = own_code()
    if inside and code:
        change(code, partial(without_idea, idea_id=idea_id))
        st.toast(_("Borttaget ur visningen"), icon=":material/playlist_remove:")
    elif code is None:
        if begin(with_idea(Tour(title=_("Min visning")), idea_id)):
            st.toast(_("Tillagt i en ny visning"), icon=":material/playlist_add_check:")
    elif change(code, partial(with_idea, idea_id=idea_id)):
        _say_added(code, idea_id)


def _say_added(code: str, idea_id: str) -> None:
    tour = load_tour(open_store(), code)
    if tour and idea_id in tour.ideas:
        st.toast(_("Tillagt i visningen"), icon=":material/playlist_add_check:")
        return
    message = ngettext("En visning rymmer {n} stopp.", "En visning rymmer {n} stopp.", MAX_STOPS)
    st.toast(message, icon=":material/error:")
