"""Dialogs in which a visitor answers "Stämmer det här?" about an example, or asks something."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from typing import NamedTuple

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from geodata.bank import open_bank
from geodata.collection.idea import Idea
from geodata.collection.vocabulary import Term
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


class _Texts(NamedTuple):
    """The words of a dialog: its thanks, its labels and what becomes of the contact."""

    thanks: str
    choice: str
    text: str
    contact: str
    contact_help: str


def draw_button(idea: Idea) -> None:
    """Draw the button that opens the dialog about an example."""
    label = _("Stämmer det här?")
    if st.button(label, icon=":material/fact_check:", key="report"):
        _open_dialog(label, idea, ANSWERS, _report_texts())


def draw_question_button(idea: Idea) -> None:
    """Draw the button that opens the dialog in which one asks those who run an example."""
    label = _("Fråga, eller ordna studiebesök")
    if st.button(label, icon=":material/contact_support:", key="question"):
        _open_dialog(label, idea, QUESTIONS, _question_texts())


def _report_texts() -> _Texts:
    return _Texts(
        _("Tack! Redaktionen läser ditt svar."),
        _("Vad vet du?"),
        _("Berätta gärna mer (frivilligt)"),
        _("E-post eller telefon, om vi får fråga (frivilligt)"),
        _("Bara redaktionen ser det. Det raderas när redaktionen är klar med ditt svar."),
    )


def _question_texts() -> _Texts:
    return _Texts(
        _("Tack! Din fråga är framme. Den som känner till exemplet svarar dig utanför kartan."),
        _("Vad gäller det?"),
        _("Vad vill du veta? Vid besök: vilka ni är, hur många, och när"),
        _("Din e-post eller telefon, för svaret"),
        _(
            "Redaktionen och den som har lämnat in exemplet ser frågan och hur de når dig, ingen "
            "annan. Det raderas när frågan är besvarad."
        ),
    )


def _open_dialog(title: str, idea: Idea, choices: Mapping[str, Term], texts: _Texts) -> None:
    st.session_state.pop("report-sent", None)
    st.session_state.pop("report-problem", None)
    st.dialog(title)(_draw_form)(idea, choices, texts)


def _draw_form(idea: Idea, choices: Mapping[str, Term], texts: _Texts) -> None:
    if st.session_state.get("report-sent") == idea.id:
        st.success(texts.thanks)
        return
    st.markdown(f"**{plain(idea.text('title', language()))}**")
    st.radio(
        texts.choice,
        list(choices),
        index=None,
        format_func=lambda key: choices[key].label(language()),
        key="report-answer",
    )
    st.text_area(texts.text, key="report-text", max_chars=MAX_TEXT)
    st.text_input(
        texts.contact, key="report-contact", max_chars=MAX_CONTACT, help=texts.contact_help
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
