"""Dialogs in which a visitor answers "Stämmer det här?" about an example, or asks something."""

from __future__ import annotations

import logging
import time

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from geodata.bank import open_bank
from geodata.collection.idea import Idea
from geodata.moderation.reports import (
    ANSWERS,
    MAX_CONTACT,
    MAX_TEXT,
    QUESTIONS,
    send_report,
)
from geodata.moderation.submissions import SubmissionError, TooManyError
from pages.common.errors import error_text
from pages.common.i18n import _, language
from pages.widgets.markdown import plain

log = logging.getLogger(__name__)
MAX_PER_SESSION = 10
HOUR_S = 3600


def draw_button(idea: Idea) -> None:
    """Draw the button that opens the dialog about an example."""
    if st.button(_("Stämmer det här?"), icon=":material/fact_check:", key="report"):
        st.session_state.pop("report-sent", None)
        st.session_state.pop("report-problem", None)
        st.dialog(_("Stämmer det här?"))(_draw_dialog)(idea)


def draw_question_button(idea: Idea) -> None:
    """Draw the button that opens the dialog in which one asks those who run an example."""
    label = _("Fråga, eller ordna studiebesök")
    if st.button(label, icon=":material/contact_support:", key="question"):
        st.session_state.pop("report-sent", None)
        st.session_state.pop("report-problem", None)
        st.dialog(label)(_draw_question)(idea)


def _draw_question(idea: Idea) -> None:
    if st.session_state.get("report-sent") == idea.id:
        st.success(
            _("Tack! Din fråga är framme. Den som känner till exemplet svarar dig utanför kartan.")
        )
        return
    st.markdown(f"**{plain(idea.text('title', language()))}**")
    st.radio(
        _("Vad gäller det?"),
        list(QUESTIONS),
        index=None,
        format_func=lambda key: QUESTIONS[key].label(language()),
        key="report-answer",
    )
    st.text_area(
        _("Vad vill du veta? Vid besök: vilka ni är, hur många, och när"),
        key="report-text",
        max_chars=MAX_TEXT,
    )
    st.text_input(
        _("Din e-post eller telefon, för svaret"),
        key="report-contact",
        max_chars=MAX_CONTACT,
        help=_(
            "Redaktionen och den som har lämnat in exemplet ser frågan och hur de når dig, ingen "
            "annan. Det raderas när frågan är besvarad."
        ),
    )
    if problem := st.session_state.get("report-problem"):
        st.error(problem)
    st.button(_("Skicka"), type="primary", key="report-send", on_click=_send, args=(idea.id,))


def _draw_dialog(idea: Idea) -> None:
    if st.session_state.get("report-sent") == idea.id:
        st.success(_("Tack! Redaktionen läser ditt svar."))
        return
    st.markdown(f"**{plain(idea.text('title', language()))}**")
    st.radio(
        _("Vad vet du?"),
        list(ANSWERS),
        index=None,
        format_func=lambda key: ANSWERS[key].label(language()),
        key="report-answer",
    )
    st.text_area(_("Berätta gärna mer (frivilligt)"), key="report-text", max_chars=MAX_TEXT)
    st.text_input(
        _("E-post eller telefon, om vi får fråga (frivilligt)"),
        key="report-contact",
        max_chars=MAX_CONTACT,
        help=_("Bara redaktionen ser det. Det raderas när redaktionen är klar med ditt svar."),
    )
    if problem := st.session_state.get("report-problem"):
        st.error(problem)
    st.button(_("Skicka"), type="primary", key="report-send", on_click=_send, args=(idea.id,))


def _send(idea_id: str) -> None:
    st.session_state.pop("report-problem", None)
    answer = st.session_state.get("report-answer")
    if answer is None:
        st.session_state["report-problem"] = _("Välj ett av svaren först.")
        return
    try:
        _hand_in(idea_id, answer)
    except SubmissionError as error:
        st.session_state["report-problem"] = error_text(error)
    except SQLAlchemyError:
        log.exception("a report could not be stored")
        st.session_state["report-problem"] = _(
            "Det gick inte att spara just nu. Inget är borta: försök igen om en stund."
        )


def _hand_in(idea_id: str, answer: str) -> None:
    recent = [t for t in st.session_state.get("reports-sent", []) if t > time.time() - HOUR_S]
    if len(recent) >= MAX_PER_SESSION:
        raise TooManyError(_("Det har kommit många svar härifrån. Vänta en timme och försök igen."))
    text, contact = st.session_state["report-text"], st.session_state["report-contact"]
    send_report(open_bank(), idea_id, answer, text, contact, st.context.ip_address or "")
    st.session_state["reports-sent"] = [*recent, time.time()]
    st.session_state["report-sent"] = idea_id
