"""Visitors' answers to "Stämmer det här?" and their questions, in the editors' queue."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from geodata.bank import Bank
from geodata.moderation.reports import (
    QUESTIONS,
    ReportState,
    close_report,
    confirm_report,
)
from pages.common.i18n import _
from pages.parts.editorial import access
from pages.widgets.card import Choose, card
from pages.widgets.reports.report import draw_report


def draw_reports(bank: Bank, reports: Sequence[ReportState], choose: Choose) -> None:
    """Draw the waiting reports as cards; ``choose`` opens the example of one."""
    questions = [report for report in reports if report.answer in QUESTIONS]
    answers = [report for report in reports if report.answer not in QUESTIONS]
    for heading, part in (
        (_("Frågor till dem som driver exemplen"), questions),
        (_("Svar på ”Stämmer det här?”"), answers),
    ):
        if part:
            st.subheader(heading, anchor=False)
        for report in part:
            with card(f"report-{report.number}"):
                draw_report(report)
                _draw_buttons(bank, report, choose)


def _draw_buttons(bank: Bank, report: ReportState, choose: Choose) -> None:
    with st.container(horizontal=True, key=f"report-buttons-{report.number}"):
        if report.title and report.answer == "holds":
            _draw_confirm(bank, report.number)
        elif report.title and report.answer not in QUESTIONS:
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
