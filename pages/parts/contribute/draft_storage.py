"""Storage of the draft in the browser (``sessionStorage``), so that a reload loses nothing.

The browser forgets the draft when the tab is closed or the draft has been sent. Name and e-mail
are not stored: the next person at a shared computer may open the same tab.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import streamlit as st
import streamlit.components.v1 as components
from pydantic import TypeAdapter, ValidationError
from streamlit.components.v1.component_registry import ComponentRegistry

from geodata.geography import municipalities
from pages.parts.contribute.draft import Draft, put_draft

KEY = "bidra-storage"
# A v1 component in a frame: Streamlit imports the script of a v2 component from a blob: address,
# which the pages' Content-Security-Policy refuses (measured with Streamlit 1.67.0).
_storage = components.declare_component(
    "draft_storage", path=str(Path(__file__).with_name("draft_storage_page"))
)
_reader = TypeAdapter(Draft)


def register() -> None:
    """Register the component's frame, so that it is served before a page has run."""
    ComponentRegistry.instance().register_component(_storage)


def to_text(draft: Draft) -> str:
    """Return a draft without its sender as JSON, "" for an empty one."""
    anonymous = replace(draft, name="", email="", consent=False, base=None)
    return "" if anonymous == Draft() else json.dumps(asdict(anonymous))


def from_text(text: object) -> Draft | None:
    """Read a draft that a browser has stored; None if it is not valid."""
    try:
        draft = _reader.validate_json(text if isinstance(text, str) else "")
    except ValidationError:
        return None
    code = draft.municipality if draft.municipality in municipalities.municipalities() else None
    return replace(draft, municipality=code, name="", email="", consent=False, base=None)


def keep(draft: Draft) -> None:
    """Store the draft in the browser, or restore the stored one if this session has none yet."""
    text = to_text(draft)
    begun = st.session_state.setdefault("bidra-begun", False) or bool(text)
    st.session_state["bidra-begun"] = begun
    _storage(draft=text if begun else None, key=KEY, default=None, on_change=_restore)


def _restore() -> None:
    draft = from_text(st.session_state.get(KEY))
    if draft and not st.session_state.get("bidra-begun"):
        put_draft(draft)
