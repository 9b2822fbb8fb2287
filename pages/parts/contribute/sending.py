"""Sending the draft, and doing what a receipt's code gives the right to.

What goes wrong is kept as a sentence in ``bidra-said`` and shown until the next try.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from geodata.bank import open_bank
from geodata.moderation.submissions import (
    Contact,
    NotAllowedError,
    NotFoundError,
    OutdatedError,
    RefusedError,
    SubmissionError,
    SubmissionState,
    TooManyError,
    confirm,
    correct,
    submit,
    withdraw,
)
from pages.common.i18n import _
from pages.parts.contribute import draft as drafts
from pages.widgets.markdown import plain

log = logging.getLogger(__name__)

STEPS = ("what", "where", "who")
MAX_PER_SESSION = 5
HOUR_S = 3600


def why(error: SubmissionError) -> str:
    """Say in the visitor's language what went wrong and what to do."""
    if isinstance(error, RefusedError):
        return " ".join(plain(str(problem).lstrip(", ")) for problem in error.problems)
    sentences = {
        TooManyError: _("Det har kommit många exempel härifrån. Vänta en timme och försök igen."),
        NotFoundError: _("Det finns inget kvitto med den koden. Är den rätt skriven?"),
        OutdatedError: _("Exemplet har ändrats under tiden. Läs det nya och rätta sedan."),
        NotAllowedError: _("Det går inte: exemplet är tillbakadraget eller inte publicerat."),
    }
    return sentences[type(error)]


def go(step: str) -> None:
    """Show a step."""
    st.session_state.steg = step


def go_on(step: str, has_problems: bool) -> None:
    """Leave a step for the next, unless something is missing in it."""
    st.session_state.setdefault("bidra-tried", set()).add(step)
    if not has_problems:
        go(STEPS[STEPS.index(step) + 1])


def send() -> None:
    """Hand in the draft, and show its receipt."""
    st.session_state["bidra-tried"] = set(STEPS)
    draft = drafts.current()
    if any(drafts.missing(draft).values()):
        return
    if st.session_state.get("bidra-website"):
        said = _("Det här ser ut att vara ifyllt av ett program. Ladda om sidan och försök igen.")
        st.session_state["bidra-said"] = said
        return
    _try(lambda: _hand_in(draft))


def _hand_in(draft: drafts.Draft) -> None:
    recent = [t for t in st.session_state.get("bidra-sent", []) if t > time.time() - HOUR_S]
    if len(recent) >= MAX_PER_SESSION:
        raise TooManyError
    contact = Contact(name=draft.name, email=draft.email)
    address = st.context.ip_address or ""
    code = submit(open_bank(), drafts.feature(draft), contact, address)
    st.session_state["bidra-sent"] = [*recent, time.time()]
    st.session_state["bidra-thanks"] = code
    _forget()
    st.session_state.kvitto = code


def send_correction(code: str, seen: int) -> None:
    """Hand in the draft as a new version of what it corrects."""
    st.session_state["bidra-tried"] = set(STEPS)
    draft = drafts.current()
    if any(drafts.missing(draft).values()):
        return
    if _try(lambda: correct(open_bank(), code, drafts.feature(draft), seen)):
        _forget()


def begin_correction(code: str, case: SubmissionState) -> None:
    """Fill the form with the latest version."""
    _forget()
    drafts.put(drafts.from_feature(case.feature))
    st.session_state["bidra-correcting"] = code, case.number


def stop_correcting() -> None:
    """Leave the correction without sending it."""
    _forget()


def send_withdrawal(code: str) -> None:
    """Withdraw the example."""
    _try(lambda: withdraw(open_bank(), code))


def send_confirmation(code: str) -> None:
    """Confirm that what the map says still holds."""
    if _try(lambda: confirm(open_bank(), code)):
        st.session_state["bidra-thanks"] = "confirmed"


def _forget() -> None:
    """Empty the form."""
    drafts.put(drafts.Draft())
    for name in ("tried", "correcting", "focus"):
        st.session_state.pop(f"bidra-{name}", None)
    st.session_state.steg = STEPS[0]


def _try(act: Callable[[], object]) -> bool:
    st.session_state.pop("bidra-said", None)
    try:
        act()
    except SubmissionError as error:
        st.session_state["bidra-said"] = why(error)
        return False
    except SQLAlchemyError:
        log.exception("a submission could not be stored")
        said = _("Det gick inte att spara just nu. Inget är borta: försök igen om en stund.")
        st.session_state["bidra-said"] = said
        return False
    return True
