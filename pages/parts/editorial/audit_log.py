"""The audit log: who did what, to be searched and taken home as CSV."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from geodata.database.audit_log import MAX_ENTRIES, entries
from geodata.database.models import Decision
from geodata.database.store import open_store
from pages.common.i18n import _
from pages.parts.editorial.labels import action_word, draw_csv, when


def draw_log() -> None:
    """Draw the log with its filter."""
    left, right = st.columns([2, 1])
    with left:
        text = st.text_input(
            _("Vem eller vad"),
            key="vem",
            bind="query-params",
            max_chars=100,
            icon=":material/search:",
        )
    found = entries(open_store(), text)
    actions = sorted({entry.action for entry in found}, key=action_word)
    with right:
        action = st.selectbox(
            _("Åtgärd"), actions, None, format_func=action_word, placeholder=_("Alla")
        )
    shown = [entry for entry in found if action in (None, entry.action)]
    if not shown:
        st.info(_("Loggen har inget som passar."))
        return
    columns = [_("När"), _("Vem"), _("Åtgärd"), _("Vad"), _("Mer")]
    rows = [_row(entry) for entry in shown]
    st.dataframe(pd.DataFrame(rows, columns=columns), hide_index=True, width="stretch")
    if len(found) == MAX_ENTRIES:
        st.caption(_("De senaste tusen visas. Sök för att hitta äldre."))
    draw_csv(_("Ladda ner som CSV"), columns, rows, "redaktionens-logg.csv")


def _row(entry: Decision) -> list[str]:
    made, what = when(entry.created), action_word(entry.action)
    return [made, entry.who, what, entry.subject, _more(entry.detail)]


def _more(detail: Mapping[str, Any]) -> str:
    """Return what else the log knows: which version, the editor's words, and counts."""
    words = {
        "number": _("version"),
        "taken_back": _("tillbaka"),
        "left": _("kvar"),
        "add": _("tillagda"),
        "change": _("ändrade"),
        "refuse": _("nekade"),
    }
    counts = {**detail, **detail.get("rows", {})}
    parts = [f"{word} {counts[name]}" for name, word in words.items() if counts.get(name)]
    return ", ".join([*parts, *filter(None, (detail.get("note"), detail.get("comment")))])
