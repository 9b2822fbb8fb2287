"""The audit log as a searchable table, with a download as CSV."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from geodata.database.audit_log import MAX_ENTRIES, entries
from geodata.database.models import Decision
from geodata.database.store import open_store
from pages.common.i18n import _
from pages.parts.editorial.labels import action_label, draw_csv, when


def draw_log() -> None:
    """Draw the log's filter, table and download button."""
    left, right = st.columns([2, 1])
    with left:
        text = st.text_input(
            _("Vem eller vad"),
            key="vem",
            bind="query-params",
            max_chars=100,
            icon=":material/search:",
        )
    matches = entries(open_store(), text)
    actions = sorted({entry.action for entry in matches}, key=action_label)
    with right:
        action = st.selectbox(
            _("Åtgärd"), actions, None, format_func=action_label, placeholder=_("Alla")
        )
    selected = [entry for entry in matches if action in (None, entry.action)]
    if not selected:
        st.info(_("Loggen har inget som passar."))
        return
    columns = [_("När"), _("Vem"), _("Åtgärd"), _("Vad"), _("Mer")]
    rows = [_row(entry) for entry in selected]
    st.dataframe(pd.DataFrame(rows, columns=columns), hide_index=True, width="stretch")
    if len(matches) == MAX_ENTRIES:
        st.caption(_("De senaste tusen visas. Sök för att hitta äldre."))
    draw_csv(_("Ladda ner som CSV"), columns, rows, _("Redaktionens logg"))


def _row(entry: Decision) -> list[str]:
    time, action = when(entry.created), action_label(entry.action)
    return [time, entry.who, action, entry.subject, _more(entry.detail)]


def _more(detail: Mapping[str, Any]) -> str:
    """Return the details of a log entry as text: version, counts, note and comment."""
    names = {
        "number": _("version"),
        "taken_back": _("tillbaka"),
        "left": _("kvar"),
        "add": _("tillagda"),
        "change": _("ändrade"),
        "refuse": _("nekade"),
    }
    counts = {**detail, **detail.get("rows", {})}
    parts = [f"{label} {counts[name]}" for name, label in names.items() if counts.get(name)]
    return ", ".join([*parts, *filter(None, (detail.get("note"), detail.get("comment")))])
