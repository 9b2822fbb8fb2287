"""Keeps the draft in the browser's own session, so that a reload loses nothing.

What has been written of the example stays in the visitor's tab (``sessionStorage``) and is gone
when the tab is closed or the draft has been sent. Name and e-mail are not kept there: the next at
a shared computer may open the same tab.
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

_keeper = components.declare_component("keeper", path=str(Path(__file__).with_name("keeper_page")))
_reader = TypeAdapter(Draft)


def register() -> None:
    """Have the keeper's frame served before any visitor's page has run."""
    ComponentRegistry.instance().register_component(_keeper)


def to_text(draft: Draft) -> str:
    """Return what is kept of a draft, "" of an empty one."""
    kept = replace(draft, name="", email="", consent=False, base=None)
    return "" if kept == Draft() else json.dumps(asdict(kept))


def from_text(text: object) -> Draft | None:
    """Read what a browser has kept; None if it is no such thing."""
    try:
        found = _reader.validate_json(text if isinstance(text, str) else "")
    except ValidationError:
        return None
    code = found.municipality if found.municipality in municipalities.municipalities() else None
    return replace(found, municipality=code, name="", email="", consent=False, base=None)


def keep(draft: Draft) -> None:
    """Have the browser keep the draft, or give back what it has kept if there is none yet."""
    text = to_text(draft)
    begun = st.session_state.setdefault("bidra-begun", False) or bool(text)
    st.session_state["bidra-begun"] = begun
    _keeper(draft=text if begun else None, key="bidra-keeper", default=None, on_change=_restore)


def _restore() -> None:
    found = from_text(st.session_state.get("bidra-keeper"))
    if found and not st.session_state.get("bidra-begun"):
        put_draft(found)
