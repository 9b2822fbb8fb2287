"""The one way to change something as an editor.

A page that hides its buttons is not enough: what a browser sends may be forged, and a session may
have ended since the page was drawn. So every change goes through :func:`act`, which asks here, on
the server, who is signed in at that moment.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Literal, TypeVar

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError
from streamlit.errors import StreamlitSecretNotFoundError

from geodata.database.store import open_store
from geodata.errors import GeodataError
from geodata.moderation.sign_in import EditorSession, editor_by_claims
from geodata.moderation.submissions import SubmissionError
from pages.common.errors import error_text
from pages.common.i18n import _
from pages.widgets.markdown import plain

T = TypeVar("T")
log = logging.getLogger(__name__)
SIGNED_IN = "editor"
SAID = "editorial-said"
"""Where the session keeps the sign-in, and what is to be said when the page is drawn next."""


def secrets(section: str) -> Mapping[str, Any]:
    """Return a section of ``.streamlit/secrets.toml``, empty if it or the file is missing."""
    try:
        found = st.secrets.get(section, {})
    except StreamlitSecretNotFoundError:
        return {}
    return found if isinstance(found, Mapping) else {}


def password_hash() -> str:
    """Return the hash of the editors' password, "" where none is configured."""
    from_file = secrets("editors").get("password_hash", "")
    return os.environ.get("SERVICEKARTAN_EDITORS_HASH") or str(from_file)


def has_provider() -> bool:
    """Say whether editors sign in with an identity provider instead of the password."""
    return bool(secrets("auth"))


def who() -> str | None:
    """Return the name of the editor who is signed in here and now, None if nobody is."""
    now = time.time()
    if has_provider():
        claims = st.user.to_dict() if st.user.is_logged_in else {}
        return editor_by_claims(claims, secrets("editors").get("emails", []), now)
    signed = st.session_state.get(SIGNED_IN)
    # Nothing that a browser sends becomes an object of this class.
    if not isinstance(signed, EditorSession) or not signed.is_valid(password_hash(), now):
        return None
    st.session_state[SIGNED_IN] = replace(signed, seen=now)
    return signed.name


def act(
    operation: Callable[..., T], *args: Any, on: Any = None, done: str = "", **more: Any
) -> T | None:
    """Carry out a change as the editor who is signed in; without one, nothing happens.

    Parameters
    ----------
    operation
        Called with the store, the arguments, and ``who=`` the editor's name.
    on
        What it is called with instead of the store, such as the bank.
    done
        What is said, in Markdown, when it has been carried out.

    Returns
    -------
    Any
        What the operation returns, None if it was not carried out; why is said on the page.
    """
    editor = who()
    if editor is None:
        say(_("Du är inte inloggad längre, så inget ändrades. Logga in och gör om det."))
        return None
    try:
        result = operation(on or open_store(), *args, **more, who=editor)
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
    """Have something said, in Markdown, at the top of the page when it is drawn next."""
    st.session_state.setdefault(SAID, []).append((kind, message))


def draw_said() -> None:
    """Draw what there is to say, once."""
    for kind, message in st.session_state.pop(SAID, []):
        (st.success if kind == "success" else st.error)(message)
