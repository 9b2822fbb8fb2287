"""The filter widgets, what is active of them, and how to take it away again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import streamlit as st

from geodata.collection.facets import FACETS
from geodata.collection.filter import MAX_QUERY_LENGTH, Filter
from geodata.collection.idea import Idea
from geodata.geography import municipalities
from pages.common.i18n import _, language
from pages.common.links import labels
from pages.widgets.markdown import plain

MOST_PILLS = 8
"""A facet with more choices than this is a list to search in."""


@dataclass(frozen=True, slots=True)
class Active:
    """One thing that narrows the view: its words, the filter without it, how to remove it."""

    label: str
    without: Filter
    remove: Callable[[], None]


def _label(name: str) -> Callable[[str], str]:
    words = labels(name, language())
    return lambda key: words.get(key, key)


def first_year(ideas: Iterable[Idea]) -> int:
    """Return the earliest start among the examples, this year if none is known."""
    return min((idea.started for idea in ideas if idea.started), default=_this_year())


def _this_year() -> int:
    return dt.datetime.now(dt.UTC).year


def _choices(name: str) -> list[str]:
    """Return the keys to choose among; municipalities only in the counties that are chosen."""
    facet = FACETS[name]
    keys = list(facet.terms())
    counties = st.session_state.get("county")
    if name == "municipality" and counties:
        facts = municipalities.municipalities()
        keys = [code for code in keys if facts[code].county_code in counties]
    return sorted(keys, key=_label(name)) if facet.alphabetical else keys


def _draw_facet(name: str) -> None:
    choices, facet = _choices(name), FACETS[name]
    few = len(facet.terms()) <= MOST_PILLS
    widget: Callable[..., object] = st.pills if few else st.multiselect
    settings = {"selection_mode": "multi"} if few else {"placeholder": _("Alla")}
    widget(
        facet.label.label(language()),
        choices,
        key=name,
        format_func=_label(name),
        bind="query-params",
        on_change=forget_page,
        **settings,
    )


def draw_filters(ideas: Iterable[Idea]) -> Filter:
    """Draw the widgets and return what they ask for; every one stands in the address too."""
    draw_search("q", _("bokbuss, mack, Norsjö …"), forget_page)
    for name in FACETS:
        _draw_facet(name)
    years = _draw_years(first_year(ideas))
    picked = {name: tuple(st.session_state.get(name) or ()) for name in FACETS}
    return Filter(q=" ".join(st.session_state.q.split()), started=years, **picked)


def draw_search(key: str, placeholder: str, on_change: Callable[[], None]) -> str:
    """Draw the search box and return what is searched for; ``key`` is also its parameter."""
    return st.text_input(
        _("Sök"),
        key=key,
        type="search",
        live=True,
        bind="query-params",
        max_chars=MAX_QUERY_LENGTH,
        icon=":material/search:",
        placeholder=placeholder,
        on_change=on_change,
    )


def draw_kind_and_service() -> Filter:
    """Draw the two widgets that the pages share, and return what they ask for."""
    for name in ("kind", "service"):
        _draw_facet(name)
    return Filter(
        kind=tuple(st.session_state.get("kind") or ()),
        service=tuple(st.session_state.get("service") or ()),
    )


def _draw_years(first: int) -> tuple[int, int] | None:
    last = _this_year()
    if first >= last:
        return None
    chosen = st.slider(
        _("Startår"),
        first,
        last,
        (first, last),
        key="started",
        bind="query-params",
        on_change=forget_page,
        help=_("Med ett kortare spann visas bara exempel vars startår är känt."),
    )
    return None if chosen == (first, last) else (int(chosen[0]), int(chosen[1]))


def forget_page() -> None:
    """Show the first page of the list again: what was on the others has changed."""
    st.session_state.page = 1


def take_municipality(code: str) -> None:
    """Keep to one municipality, that has been pressed on a map."""
    st.session_state.county = []
    _set("municipality", [code])


def active(filter: Filter, ideas: Iterable[Idea]) -> list[Active]:
    """Return what narrows the view, each with the way to remove it, in the widgets' order."""
    found = []
    if filter.q:
        clear = partial(_set, "q", "")
        found.append(Active(f"”{filter.q}”", replace(filter, q=""), clear))
    for name in FACETS:
        chosen = getattr(filter, name)
        for key in chosen:
            rest = tuple(other for other in chosen if other != key)
            remove = partial(_set, name, list(rest))
            found.append(Active(_label(name)(key), filter.with_values(name, rest), remove))
    if filter.started:
        everything = partial(_set, "started", (first_year(ideas), _this_year()))
        years = f"{filter.started[0]}–{filter.started[1]}"
        found.append(Active(years, replace(filter, started=None), everything))
    return found


def draw_active(narrowing: Sequence[Active]) -> None:
    """Draw what narrows the view as buttons that take it away, one by one or all at once."""
    for at, part in enumerate(narrowing):
        st.button(f"{plain(part.label)} ✕", key=f"chip-{at}", on_click=part.remove)
    if narrowing:
        st.button(_("Rensa allt"), key="reset", type="tertiary", on_click=reset, args=(narrowing,))


def _set(name: str, value: object) -> None:
    st.session_state[name] = value
    forget_page()


def reset(narrowing: Iterable[Active]) -> None:
    """Remove everything that narrows the view."""
    for name in FACETS:
        st.session_state[name] = []
    st.session_state.q = ""
    for part in narrowing:
        if part.without.started is None:
            part.remove()
