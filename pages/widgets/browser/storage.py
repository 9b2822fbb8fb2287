"""Storage of a form's draft in the browser's tab (``sessionStorage``).

So neither a reload nor a restart of the server, nor the end of a sign-in, loses what somebody has
written. The browser forgets a draft when the tab is closed or the draft has been sent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import streamlit as st
import streamlit.components.v1 as components
from streamlit.components.v1.component_registry import ComponentRegistry

# A v1 component in a frame: Streamlit imports the script of a v2 component from a blob: address,
# which the pages' Content-Security-Policy refuses (measured with Streamlit 1.67.0).
_storage = components.declare_component(
    "browser_storage", path=str(Path(__file__).with_name("storage_page"))
)


def register() -> None:
    """Register the component's frame, so that it is served before a page has run."""
    ComponentRegistry.instance().register_component(_storage)


def keep(
    name: str,
    draft: str | None,
    fields: Mapping[str, str],
    restore: Callable[[object], None],
    empty: str = "{}",
    turn: str = "",
) -> None:
    """Store a draft in the browser, or get back the one that it has.

    Parameters
    ----------
    name
        The draft's name in the browser.
    draft
        The draft as a JSON object; "" forgets it, and None gets the stored one back.
    fields
        The widget key of each text field by its name in the JSON: what is typed there is stored
        letter by letter.
    restore
        Called before the next run with the stored text.
    empty
        The draft in which nothing has been written.
    turn
        Changes when a draft has been saved: what the browser has of an earlier turn is forgotten.
    """
    key = f"storage-{name}"
    classes = {field: _css_class(widget_key) for field, widget_key in fields.items()}
    with st.container(key=f"kept-{name}"):
        _storage(
            name=name,
            draft=draft,
            empty=empty,
            fields=classes,
            turn=turn,
            key=key,
            default=None,
            on_change=lambda: restore(st.session_state.get(key)),
        )


def _css_class(widget_key: str) -> str:
    """Return the class that Streamlit gives the element of a widget's key."""
    return "st-key-" + re.sub(r"[^a-zA-Z0-9_-]", "-", widget_key.strip())
