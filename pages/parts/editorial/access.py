"""Access control of the editors' page: who is signed in, and :func:`act` for every change.

Hiding buttons is not enough: a browser may send forged input, and a session may have ended since
the page was drawn. So :func:`act` checks on the server, at that moment, who is signed in.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Literal, TypeVar

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError
from streamlit.errors import StreamlitSecretNotFoundError

from geodata.errors import GeodataError
from geodata.moderation.sign_in import EditorSession, editor_by_claims
from geodata.moderation.submissions import SubmissionError
from geodata.settings import settings
from pages.common.errors import error_text
from pages.common.i18n import _
from pages.widgets.markdown import plain

T = TypeVar("T")
log = logging.getLogger(__name__)
SIGNED_IN = "editor"
MESSAGES = "editorial-said"
"""Keys of ``st.session_state``: the :class:`EditorSession`, and the queued messages."""


def secrets(section: str) -> Mapping[str, Any]:
    """Return a section of ``.streamlit/secrets.toml``, empty if it or the file is missing."""
    try:
        values = st.secrets.get(section, {})
    except StreamlitSecretNotFoundError:
        return {}
    return values if isinstance(values, Mapping) else {}


def password_hash() -> str:
    """Return the hash of the editors' password, "" where none is configured."""
    from_file = secrets("editors").get("password_hash", "")
    return settings().editors_hash or str(from_file)


def has_provider() -> bool:
    """Return whether editors sign in with an identity provider instead of the password."""
    return bool(secrets("auth"))


def editor_name() -> str | None:
    """Return the name of the editor who is signed in at this moment, None if nobody is."""
    now = time.time()
    if has_provider():
        claims = st.user.to_dict() if st.user.is_logged_in else {}
        editors = secrets("editors")
        return editor_by_claims(claims, editors.get("emails", []), now, editors.get("tenants", []))
    session = st.session_state.get(SIGNED_IN)
    # Nothing that a browser sends becomes an object of this class.
    if not isinstance(session, EditorSession) or not session.is_valid(password_hash(), now):
        return None
    st.session_state[SIGNED_IN] = replace(session, seen=now)
    return session.name


def act(operation: Callable[[str], T], done: str = "") -> T | None:
    """Call an operation with the name of the editor who is signed in; without one, do nothing.

    Parameters
    ----------
    operation
        The change; receives the editor's name.
    done
        Markdown to show when it has been carried out.

    Returns
    -------
    T or None
        What the operation returns, None if it was not carried out; the page then shows why.
    """
    editor = editor_name()
    if editor is None:
        say(_("Du är inte inloggad längre, så inget ändrades. Logga in och gör om det."))
        return None
    try:
        result = operation(editor)
    except (GeodataError, SubmissionError) as error:
        say(plain(error_text(error)))
        return None
    except SQLAlchemyError:
        log.exception("an editor's change could not be written")
        say(_("Databasen svarar inte just nu, så inget ändrades. Vänta en stund och gör om det."))
        return None
    if done:
        say(done, "success")
    return result


def say(message: str, kind: Literal["error", "success"] = "error") -> None:
    """Queue a message (Markdown) for the top of the page's next run."""
    st.session_state.setdefault(MESSAGES, []).append((kind, message))


def draw_messages() -> None:
    """Draw the queued messages and empty the queue."""
    for kind, message in st.session_state.pop(MESSAGES, []):
        (st.success if kind == "success" else st.error)(message)
