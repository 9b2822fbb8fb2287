"""Visitors' answers to "Stämmer det här?" in the editors' queue."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from geodata.bank import Bank
from geodata.moderation.reports import ANSWERS, ReportState, close_report, confirm_report
from pages.common.i18n import _, language
from pages.parts.editorial import access
from pages.parts.editorial.labels import when
from pages.widgets.card import Choose, card
from pages.widgets.markdown import plain


def draw_reports(bank: Bank, reports: Sequence[ReportState], choose: Choose) -> None:
    """Draw the waiting reports as cards; ``choose`` opens the example of one."""
    if reports:
        st.subheader(_("Svar på ”Stämmer det här?”"), anchor=False)
    for report in reports:
        with card(f"report-{report.number}"):
            _draw_report(report)
            _draw_buttons(bank, report, choose)


def _draw_report(report: ReportState) -> None:
    answer = ANSWERS[report.answer].label(language())
    title = plain(report.title or report.idea_id)
    st.markdown(f"**{answer}** · {title} · {when(report.created)}")
    # st.text: people's text, letter by letter and with its line breaks.
    if report.text:
        st.text(report.text)
    if report.contact:
        st.text(_("Kontakt: {contact}").format(contact=report.contact))


def _draw_buttons(bank: Bank, report: ReportState, choose: Choose) -> None:
    with st.container(horizontal=True, key=f"report-buttons-{report.number}"):
        if report.title and report.answer == "holds":
            _draw_confirm(bank, report.number)
        elif report.title:
            _draw_edit(report, choose)
        _draw_close(bank, report.number)


def _draw_confirm(bank: Bank, number: int) -> None:
    st.button(
        _("Bekräfta exemplet"),
        key=f"report-confirm-{number}",
        icon=":material/verified:",
        on_click=access.act,
        args=(partial(confirm_report, bank, number),),
        kwargs={"done": _("Bekräftat i dag.")},
    )


def _draw_edit(report: ReportState, choose: Choose) -> None:
    st.button(
        _("Ändra exemplet"),
        key=f"report-edit-{report.number}",
        icon=":material/edit:",
        on_click=_open_form,
        args=(report.idea_id, choose),
    )


def _draw_close(bank: Bank, number: int) -> None:
    st.button(
        _("Klart"),
        key=f"report-close-{number}",
        icon=":material/check:",
        on_click=access.act,
        args=(partial(close_report, bank, number),),
        kwargs={"done": _("Svaret är avklarat.")},
    )


def _open_form(idea_id: str, choose: Choose) -> None:
    st.session_state["open-form"] = idea_id
    choose(idea_id)
