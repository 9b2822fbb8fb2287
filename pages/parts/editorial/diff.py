"""Diff of two versions of an example, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from geodata.collection.form_row import FIELDS
from geodata.collection.vocabulary import VOCABULARIES
from geodata.geography import municipalities
from geodata.moderation.revision_diff import Change, changed_fields, text_diff
from pages.common.i18n import _, language
from pages.widgets.markdown import plain


def draw_difference(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> None:
    """Draw the changed fields of a feature; all of its fields if there is none before it."""
    changes = changed_fields(before, after)
    if not changes:
        st.caption(_("Texten är densamma som på kartan."))
    for change in changes:
        st.markdown(f"**{field_label(change.field)}**  \n{_change_text(change)}")


def field_label(name: str) -> str:
    """Return a field's name in the visitor's language."""
    own = {"note": _("Vad du har ändrat och varför"), "pictures": _("Bilder")}
    if name in own:
        return own[name]
    return FIELDS[name].label(language()) if name in FIELDS else _("Form på kartan")


def draw_value(name: str, value: object) -> None:
    """Draw the value that a field of the form has, a text or keys."""
    text = "; ".join(map(str, value)) if isinstance(value, list) else str(value or "")
    draw_text(readable(name, text))


def draw_text(text: str) -> None:
    """Draw a text from people as it stands, line by line."""
    st.markdown(_lines(text) or "–")


def _change_text(change: Change) -> str:
    before, after = (readable(change.field, text) for text in (change.before, change.after))
    if not before:
        return _lines(after)
    marks = {"same": "{}", "gone": ":red-background[~~{}~~]", "new": ":green-background[**{}**]"}
    parts = (
        "  \n".join(
            marks[part.how].format(plain(line)) if line.strip() else ""
            for line in part.text.split("\n")
        )
        for part in text_diff(before, after)
    )
    return " ".join(parts)


def _lines(text: str) -> str:
    return "  \n".join(plain(line) for line in text.split("\n"))


def readable(name: str, text: str) -> str:
    """Return a field's text with labels instead of keys and municipality codes."""
    if name in VOCABULARIES:
        terms = (VOCABULARIES[name].get(key) for key in text.split("; "))
        return " · ".join(term.label(language()) for term in terms if term)
    municipality = municipalities.municipalities().get(text) if name == "municipality" else None
    return municipality.name if municipality else text
