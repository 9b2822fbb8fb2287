"""Query parameters bound to ``st.session_state``, so that an address opens the same view again.

Every page reads and writes its parameters as ``st.session_state[name]``: a widget with
``bind="query-params"`` binds one. Only the language, which no widget shows on any page, is read
from ``st.query_params`` itself (``pages/shell.py``).
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from pages.common.i18n import language
from pages.common.links import labels


def carry(*names: str) -> None:
    """Bind query parameters that no visible widget shows to ``st.session_state``, as text.

    Streamlit binds widgets only, so each has a text field in a container that the style hides.
    """
    with st.container(key="carried"):
        for name in names:
            st.text_input(name, key=name, bind="query-params", label_visibility="collapsed")


def choice(
    name: str,
    title: str,
    default: str,
    on_change: Callable[[], None] | None = None,
    help: str | None = None,
) -> str:
    """Draw a segmented control bound to the query parameter ``name`` and return the key selected.

    The options are the parameter's labels in the visitor's language; ``title`` is for screen
    readers only.
    """
    options = labels(name, language())
    return str(
        st.segmented_control(
            title,
            list(options),
            default=default,
            required=True,
            format_func=options.__getitem__,
            key=name,
            bind="query-params",
            label_visibility="collapsed",
            on_change=on_change,
            help=help,
        )
    )
