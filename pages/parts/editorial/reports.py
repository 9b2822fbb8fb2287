"""Visitors' answers to "Stämmer det här?", as the editors' queue shows them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from geodata.bank import Bank
from geodata.moderation import reports as reports_module
from geodata.moderation.reports import ANSWERS, ReportState
from pages.common.i18n import _, language
from pages.parts.editorial import access
from pages.parts.editorial.labels import when
from pages.widgets.markdown import plain

Choose = Callable[[str], None]


def draw_reports(bank: Bank, reports: Sequence[ReportState], choose: Choose) -> None:
    """Draw the reports that wait; ``choose`` opens the example of one."""
    if reports:
        st.subheader(_("Svar på ”Stämmer det här?”"), anchor=False)
    for report in reports:
        with st.container(key=f"card-report-{report.number}", gap=None):
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
    number = report.number
    with st.container(horizontal=True, key=f"report-buttons-{number}"):
        if report.answer == "holds" and report.title:
            _draw_act(
                bank,
                number,
                _("Bekräfta exemplet"),
                reports_module.confirm_report,
                _("Bekräftat i dag."),
            )
        elif report.title:
            st.button(
                _("Ändra exemplet"),
                key=f"report-edit-{number}",
                icon=":material/edit:",
                on_click=_open_form,
                args=(report.idea_id, choose),
            )
        _draw_act(bank, number, _("Klart"), reports_module.close_report, _("Svaret är avklarat."))


def _draw_act(
    bank: Bank, number: int, label: str, operation: Callable[..., None], done: str
) -> None:
    confirms = operation is reports_module.confirm_report
    st.button(
        label,
        key=f"report-{'confirm' if confirms else 'close'}-{number}",
        icon=":material/verified:" if confirms else ":material/check:",
        on_click=access.act,
        args=(operation, number),
        kwargs={"on": bank, "done": done},
    )


def _open_form(idea_id: str, choose: Choose) -> None:
    st.session_state["open-form"] = idea_id
    choose(idea_id)
