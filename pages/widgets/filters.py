"""Filter widgets bound to the address, and the buttons that remove active parts."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import streamlit as st

from geodata.collection.facets import FACETS
from geodata.collection.filter import MAX_QUERY_LENGTH, Bbox, Filter
from geodata.collection.idea import Idea
from geodata.collection.vocabulary import KINDS
from geodata.geography import municipalities
from geodata.swedish_time import today
from pages.common.i18n import _, language, ngettext
from pages.common.links import labels
from pages.widgets.markdown import plain

MOST_PILLS = 8
"""A facet with more choices than this is a list to search in."""


@dataclass(frozen=True, slots=True)
class FilterPart:
    """An active part of the filter: its label, the filter without it, its removal."""

    label: str
    without: Filter
    remove: Callable[[], None]


def _label(name: str) -> Callable[[str], str]:
    names = labels(name, language())
    return lambda key: names.get(key, key)


def first_year(ideas: Iterable[Idea]) -> int:
    """Return the earliest start year among the examples, this year if none is known."""
    return min((idea.started for idea in ideas if idea.started), default=_this_year())


def _this_year() -> int:
    return today().year


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
    # A list that offers all matches first chose three services for one Enter.
    settings = (
        {"selection_mode": "multi"} if few else {"placeholder": _("Alla"), "select_all": False}
    )
    widget(
        facet.label.label(language()),
        choices,
        key=name,
        format_func=_label(name),
        bind="query-params",
        on_change=show_first_page,
        help=_kind_explanations() if name == "kind" else None,
        **settings,
    )


def _kind_explanations() -> str:
    """Return what each kind means, as Markdown."""
    kinds = KINDS.values()
    return "\n\n".join(f"**{k.label(language())}:** {k.explanation(language())}" for k in kinds)


def draw_show_hits(count: int) -> None:
    """Draw the button that closes the menu, which on a phone lies over the page."""
    label = ngettext("Visa {n} exempel", "Visa {n} exempel", count)
    st.html(f'<button type="button" class="sk-show-hits">{html.escape(label)}</button>')


def draw_counts(counts: Mapping[str, Mapping[str, int]]) -> None:
    """Hand the page's script how many hits each choice gives, by facet and key.

    It writes them beside the choices: in their labels they would stand in the address too. Those
    of no hits are left out, most of the 290 municipalities.
    """
    by_label = {name: _by_label(name, counts[name]) for name in counts}
    data = html.escape(json.dumps(by_label, ensure_ascii=False))
    with st.container(key="counts"):
        st.html(f'<div data-counts="{data}"></div>')


def _by_label(name: str, counts: Mapping[str, int]) -> dict[str, int]:
    label = _label(name)
    return {label(key): count for key, count in counts.items() if count}


def draw_filters(ideas: Iterable[Idea]) -> Filter:
    """Draw all filter widgets, bound to query parameters, and return the filter."""
    draw_search("q", _("bokbuss, mack, Norsjö …"), show_first_page)
    for name in FACETS:
        _draw_facet(name)
    years = _draw_years(first_year(ideas))
    values = {name: tuple(st.session_state.get(name) or ()) for name in FACETS}
    return Filter(q=" ".join(st.session_state.q.split()), started=years, **values)


def draw_search(key: str, placeholder: str, on_change: Callable[[], None]) -> str:
    """Draw the search field and return the query; ``key`` is also its query parameter."""
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
    """Draw the widgets for kind and service, and return the filter."""
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
    span = st.slider(
        _("Startår"),
        first,
        last,
        (first, last),
        key="started",
        bind="query-params",
        on_change=show_first_page,
        help=_("Med ett kortare spann visas bara exempel vars startår är känt."),
    )
    return None if span == (first, last) else (int(span[0]), int(span[1]))


def show_first_page() -> None:
    """Reset the list to its first page, since the hits have changed."""
    st.session_state.page = 1


def select_municipality(code: str) -> None:
    """Filter by one municipality only, by its code."""
    st.session_state.county = []
    _set("municipality", [code])


def toggle_kind(key: str) -> None:
    """Show or hide one kind; to hide the last one shows all."""
    kinds = set(st.session_state.get("kind") or KINDS) ^ {key}
    _set("kind", [] if len(kinds) == len(KINDS) else [kind for kind in KINDS if kind in kinds])


def search_area(bbox: Bbox) -> None:
    """Filter by a part of the map: west, south, east, north (WGS84)."""
    _set("bbox", ",".join(map(str, bbox)))


def active_parts(filter: Filter, ideas: Iterable[Idea]) -> list[FilterPart]:
    """Return the active parts of a filter, in the widgets' order."""
    parts = []
    if filter.q:
        clear = partial(_set, "q", "")
        parts.append(FilterPart(f"”{filter.q}”", replace(filter, q=""), clear))
    for name in FACETS:
        values = getattr(filter, name)
        for key in values:
            rest = tuple(other for other in values if other != key)
            remove = partial(_set, name, list(rest))
            parts.append(FilterPart(_label(name)(key), filter.with_values(name, rest), remove))
    if filter.started:
        everything = partial(_set, "started", (first_year(ideas), _this_year()))
        years = f"{filter.started[0]}–{filter.started[1]}"
        parts.append(FilterPart(years, replace(filter, started=None), everything))
    if filter.bbox:
        clear = partial(_set, "bbox", "")
        parts.append(FilterPart(_("Området på kartan"), replace(filter, bbox=None), clear))
    return parts


def draw_active(parts: Sequence[FilterPart]) -> None:
    """Draw a button that removes each active part, and one that removes all."""
    for at, part in enumerate(parts):
        st.button(f"{plain(part.label)} ✕", key=f"chip-{at}", on_click=part.remove)
    if parts:
        st.button(_("Rensa allt"), key="reset", type="tertiary", on_click=reset, args=(parts,))


def _set(name: str, value: object) -> None:
    st.session_state[name] = value
    show_first_page()


def reset(parts: Iterable[FilterPart]) -> None:
    """Clear all filter widgets."""
    for name in FACETS:
        st.session_state[name] = []
    st.session_state.q = ""
    st.session_state.bbox = ""
    for part in parts:
        if part.without.started is None:
            part.remove()
