"""Labels of times, states, origins and actions on the editors' page, and its CSV button."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import streamlit as st
from babel.dates import format_datetime

from geodata.opendata.file_name import file_name
from geodata.opendata.formula_guard import csv_text
from geodata.swedish_time import TIME_ZONE
from pages.common.i18n import _, language


def when(moment: dt.datetime) -> str:
    """Return a moment in Swedish local time: ``24 nov. 2026 07:10``."""
    return str(format_datetime(moment, "d MMM y HH:mm", tzinfo=TIME_ZONE, locale=language()))


def origin_label(origin: str) -> str:
    """Return the label of a submission's origin, "" if unknown."""
    words = {
        "visitor": _("från en besökare"),
        "editor": _("från redaktionen"),
        "import": _("från en import"),
        "room": _("från en workshop"),
        "collection": _("ur samlingen"),
    }
    return words.get(origin, "")


def state_label(state: str) -> str:
    """Return the label of a submission's state, "" if unknown."""
    words = {
        "waiting": _("Väntar"),
        "returned": _("Tillbaka hos insändaren"),
        "published": _("På kartan"),
        "withdrawn": _("Tillbakadraget"),
        "refused": _("Nekat"),
    }
    return words.get(state, "")


def action_label(action: str) -> str:
    """Return the label of an action in the log, a verb in the past tense."""
    words = {
        "edit": _("ändrade"),
        "publish": _("publicerade"),
        "give_back": _("skickade tillbaka"),
        "withdraw": _("drog tillbaka"),
        "refuse": _("nekade"),
        "restore": _("återställde"),
        "confirm": _("bekräftade"),
        "erase_contact": _("raderade insändarens uppgifter till"),
        "erase_picture": _("raderade en bild för gott"),
        "erase_person": _("raderade allt om en person"),
        "close_report": _("klarade av ett svar om"),
        "import": _("importerade"),
        "undo_import": _("ångrade importen"),
        "save_post": _("publicerade inlägget"),
        "remove_post": _("tog bort inlägget"),
        "save_guide": _("publicerade guiden"),
        "remove_guide": _("tog tillbaka guiden"),
    }
    return words.get(action, action)


def draw_csv(
    label: str, columns: Sequence[str], rows: Iterable[Sequence[object]], title: str
) -> None:
    """Draw a button that downloads a table as CSV; the file is named by title and date."""
    st.download_button(
        label,
        csv_text(columns, rows),
        file_name(title, "csv"),
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
    )
