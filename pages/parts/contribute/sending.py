"""Callbacks that send the draft, and the operations of a receipt's code.

An error becomes a sentence in ``bidra-message``, which the page shows until the next attempt.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from geodata.bank import open_bank
from geodata.moderation.personal_data import erase_contact
from geodata.moderation.reports import close_question
from geodata.moderation.submissions import (
    Contact,
    SubmissionError,
    SubmissionState,
    TooManyError,
    confirm,
    correct,
    submit,
    withdraw,
)
from pages.common.errors import error_text
from pages.common.i18n import _
from pages.parts.contribute.draft import (
    Draft,
    current_draft,
    draft_to_feature,
    feature_to_draft,
    incomplete,
    put_draft,
)
from pages.widgets.markdown import plain
from pages.widgets.visitor_limits import RECEIPTS, may

log = logging.getLogger(__name__)

STEPS = ("what", "where", "who")
MAX_PER_SESSION = 5
HOUR_S = 3600


def go(step: str) -> None:
    """Show a step."""
    st.session_state.steg = step


def go_on(step: str, has_problems: bool) -> None:
    """Go to the next step, unless this one has problems."""
    st.session_state.setdefault("bidra-tried", set()).add(step)
    if not has_problems:
        go(STEPS[STEPS.index(step) + 1])


def send() -> None:
    """Submit the draft, and show its receipt."""
    st.session_state["bidra-tried"] = set(STEPS)
    draft = current_draft()
    if any(incomplete(draft).values()):
        return
    if st.session_state.get("bidra-website"):
        message = _(
            "Det här ser ut att vara ifyllt av ett program. Ladda om sidan och försök igen."
        )
        st.session_state["bidra-message"] = message
        return
    _try(lambda: _hand_in(draft))


def _hand_in(draft: Draft) -> None:
    recent = [t for t in st.session_state.get("bidra-sent", []) if t > time.time() - HOUR_S]
    if len(recent) >= MAX_PER_SESSION:
        message = _("Det har kommit många exempel härifrån. Vänta en timme och försök igen.")
        raise TooManyError(message)
    contact = Contact(name=draft.name, email=draft.email)
    address = st.context.ip_address or ""
    bank = open_bank()
    feature = draft_to_feature(draft, bank.current().gazetteer)
    code = submit(bank, feature, contact, address)
    st.session_state["bidra-sent"] = [*recent, time.time()]
    st.session_state["bidra-thanks"] = code
    _forget()
    st.session_state.kvitto = code


def send_correction(code: str, seen: int) -> None:
    """Submit the draft as a new version of the one that it corrects."""
    st.session_state["bidra-tried"] = set(STEPS)
    draft = current_draft()
    if any(incomplete(draft).values()):
        return
    bank = open_bank()
    feature = draft_to_feature(draft, bank.current().gazetteer)
    if _try(lambda: correct(bank, code, feature, seen)):
        _forget()


def begin_correction(code: str, case: SubmissionState) -> None:
    """Fill the form with the latest version."""
    _forget()
    put_draft(feature_to_draft(case.feature))
    st.session_state["bidra-correcting"] = code, case.number


def stop_correcting() -> None:
    """Discard the correction."""
    _forget()


def send_withdrawal(code: str) -> None:
    """Withdraw the example of a receipt's code."""
    _try(lambda: withdraw(open_bank(), code))


def send_erasure(code: str) -> None:
    """Erase the sender's name and e-mail."""
    _try(lambda: erase_contact(open_bank(), code))


def send_answered(code: str, number: int) -> None:
    """Mark a question to the sender as answered."""
    _try(lambda: close_question(open_bank(), code, number))


def send_confirmation(code: str) -> None:
    """Confirm that the public version is still right."""
    if _try(lambda: confirm(open_bank(), code)):
        st.session_state["bidra-thanks"] = "confirmed"


def _forget() -> None:
    """Clear the form."""
    put_draft(Draft())
    for name in ("tried", "correcting", "focus"):
        st.session_state.pop(f"bidra-{name}", None)
    st.session_state.steg = STEPS[0]


def _try(operation: Callable[[], object]) -> bool:
    """Run an operation; on an error keep its sentence and return False."""
    st.session_state.pop("bidra-message", None)
    if not may(RECEIPTS):
        return False
    try:
        operation()
    except SubmissionError as error:
        st.session_state["bidra-message"] = plain(error_text(error))
        return False
    except SQLAlchemyError:
        log.exception("a submission could not be stored")
        message = _("Det gick inte att spara just nu. Inget är borta: försök igen om en stund.")
        st.session_state["bidra-message"] = message
        return False
    return True
