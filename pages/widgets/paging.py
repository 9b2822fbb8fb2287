"""A list cut into pages, the page number bound to a query parameter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

T = TypeVar("T")


def draw_page(name: str, items: Sequence[T], size: int, draw_item: Callable[[T], None]) -> None:
    """Draw one page of items and, if there are more than ``size``, the pagination below them.

    The page number is the query parameter ``name``; one beyond the last shows the last.
    """
    pages = max(1, -(-len(items) // size))
    st.session_state[name] = min(st.session_state.get(name) or 1, pages)
    first = (st.session_state[name] - 1) * size
    with st.container(key=f"list-{name}"):
        for item in items[first : first + size]:
            draw_item(item)
    if pages > 1:
        st.pagination(pages, key=name, bind="query-params", max_visible_pages=5)
