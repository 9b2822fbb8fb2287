"""Lessons of all examples, by service, each with its example; what ended is as visible."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import streamlit as st

from geodata.collection.filter import Filter
from geodata.collection.idea import Idea
from geodata.collection.search.search_index import SearchIndex
from geodata.collection.vocabulary import SERVICES
from pages.common.example_view import card_status
from pages.common.i18n import _, language, ngettext
from pages.common.links import query
from pages.widgets import filters
from pages.widgets.markdown import plain


def draw_lessons(search_index: SearchIndex) -> None:
    """Draw the lessons of the examples that the filter admits, grouped by service."""
    active_filter = filters.draw_kind_and_service()
    ideas = [idea for idea in search_index.select(active_filter) if idea.lessons]
    count = sum(len(idea.lessons) for idea in ideas)
    st.html(f'<p role="status">{_count_text(count, len(ideas))}</p>')
    ended = [idea for idea in ideas if idea.status == "ended"]
    if ended:
        _draw_group(_("Det som har upphört, och varför"), ended, expanded=True)
    for key, term in SERVICES.items():
        if active_filter.service and key not in active_filter.service:
            continue
        group = [idea for idea in ideas if key in idea.services]
        if group:
            _draw_group(term.label(language()), group, expanded=bool(active_filter.service))


def _count_text(lessons: int, examples: int) -> str:
    lessons_text = ngettext("{n} lärdom", "{n} lärdomar", lessons)
    examples_text = ngettext("{n} exempel", "{n} exempel", examples)
    return _("{lessons} från {examples}").format(lessons=lessons_text, examples=examples_text)


def _draw_group(title: str, ideas: Sequence[Idea], *, expanded: bool) -> None:
    count = sum(len(idea.lessons) for idea in ideas)
    with st.expander(f"{title} ({count})", expanded=expanded):
        st.markdown("\n".join(_lines(ideas)))


def _lines(ideas: Iterable[Idea]) -> Iterable[str]:
    for idea in ideas:
        address = f"./{query(Filter(), language(), idea=idea.id)}"
        example = f"[{plain(idea.text('title', language()))}]({address})"
        status = f" · {plain(card_status(idea))}" if card_status(idea) else ""
        for lesson in idea.text("lessons", language()):
            yield f"- {plain(lesson)}  \n  {example}{status}"
