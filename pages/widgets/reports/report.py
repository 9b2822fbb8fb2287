"""A visitor's answer or question, as those who may read it see it."""

from __future__ import annotations

import streamlit as st

from geodata.moderation.reports import LABELS, ReportState
from geodata.swedish_time import local_date
from pages.common.i18n import _, date, language
from pages.widgets.markdown import plain


def draw_report(report: ReportState) -> None:
    """Draw a visitor's answer or question, and how to reach them."""
    answer = LABELS[report.answer].label(language())
    day = date(local_date(report.created).isoformat())
    title = plain(report.title or report.idea_id)
    st.markdown(f"**{answer}** · {title} · {day}")
    # st.text: people's text, letter by letter and with its line breaks.
    if report.text:
        st.text(report.text)
    if report.contact:
        st.text(_("Kontakt: {contact}").format(contact=report.contact))
