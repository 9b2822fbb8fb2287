"""Access control of the editors' page: who is signed in, and :func:`act` for every change.

Hiding buttons is not enough: a browser may send forged input, and a session may have ended since
the page was drawn. So :func:`act` checks on the server, at that moment, who is signed in.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeVar

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError
from streamlit.errors import StreamlitSecretNotFoundError

from geodata.database.store import open_store
from geodata.errors import GeodataError
from geodata.moderation import sign_in_cookie
from geodata.moderation.sign_in import SIGNED_IN_S, EditorSession, editor_by_claims
from geodata.moderation.submissions import SubmissionError
from geodata.settings import settings
from pages.common.errors import error_text
from pages.common.i18n import _
from pages.widgets.markdown import plain

T = TypeVar("T")
log = logging.getLogger(__name__)
SIGNED_IN = "editor"
ENDED = "editor-ended"
MESSAGES = "editorial-messages"
"""Keys of ``st.session_state``: the :class:`EditorSession`, whether one has ended by itself, and
the queued messages."""


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
    before, session = st.session_state.get(SIGNED_IN), _resume(now)
    st.session_state[SIGNED_IN] = session
    if before and not session:
        st.session_state[ENDED] = True
    return session.name if session else None


def _resume(now: float) -> EditorSession | None:
    """Return the sign-in of this session or, after a reload or a restart, of the cookie."""
    stored = password_hash()
    if not stored:
        return None
    session = st.session_state.get(SIGNED_IN)
    # Nothing that a browser sends becomes an object of this class.
    if isinstance(session, EditorSession) and session.is_valid(stored, now):
        return sign_in_cookie.resume(open_store(), session.id, stored, now)
    cookie = st.context.cookies.get(sign_in_cookie.COOKIE, "")
    identifier = sign_in_cookie.read_cookie(open_store(), cookie) if cookie else None
    return sign_in_cookie.resume(open_store(), identifier, stored, now) if identifier else None


def has_ended() -> bool:
    """Return whether a sign-in of this browser has ended without the editor's doing."""
    has_cookie = bool(st.context.cookies.get(sign_in_cookie.COOKIE))
    return bool(st.session_state.get(ENDED, has_cookie))


def end_of_sign_in() -> float | None:
    """Return the Unix time when the sign-in ends unless the editor acts; None without one."""
    if has_provider():
        issued = st.user.to_dict().get("iat") if st.user.is_logged_in else None
        return issued + SIGNED_IN_S if isinstance(issued, int | float) else None
    session = st.session_state.get(SIGNED_IN)
    if not isinstance(session, EditorSession):
        return None
    # Another tab of the same browser may have been used since.
    latest = sign_in_cookie.find(open_store(), session.id, password_hash())
    return max(session.end, latest.end) if latest else None


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
    try:
        editor = editor_name()
        if editor is None:
            say(
                _(
                    "Du är inte inloggad längre, så inget ändrades. Det du skrev finns kvar i den "
                    "här fliken: logga in och spara igen."
                )
            )
            return None
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
