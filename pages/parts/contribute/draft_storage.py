"""The visitor's draft as the browser stores it, so that a reload loses nothing.

Name and e-mail are not stored: the next person at a shared computer may open the same tab.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import streamlit as st
from pydantic import TypeAdapter, ValidationError

from geodata.collection.copying import COPYING
from geodata.geography import municipalities
from pages.parts.contribute.draft import Draft, put_draft
from pages.widgets.browser import storage

NAME = "servicekartan-draft"
TEXTS = ("title", "summary", "lessons", "link", "place", *COPYING)
"""Fields that the browser stores letter by letter."""
_reader = TypeAdapter(Draft)


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
    fields = {name: f"bidra-{name}" for name in TEXTS}
    storage.keep(NAME, text if begun else None, fields, _restore)


def _restore(text: object) -> None:
    draft = from_text(text)
    if draft and not st.session_state.get("bidra-begun"):
        put_draft(draft)
