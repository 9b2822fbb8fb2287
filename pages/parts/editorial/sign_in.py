"""Sign-in and sign-out of editors, and instructions where neither is configured."""

from __future__ import annotations

import math
import time

import streamlit as st

from geodata.moderation.login_throttle import LoginThrottle
from geodata.moderation.sign_in import MAX_PASSWORD_LENGTH, EditorSession, is_hash
from pages.common.i18n import _, ngettext
from pages.parts.editorial.access import SIGNED_IN, has_provider, password_hash, say

MAX_NAME_LENGTH = 60


@st.cache_resource
def _throttle() -> LoginThrottle:
    """Return the login throttle shared by the whole process."""
    return LoginThrottle()


def draw_sign_in() -> None:
    """Draw the configured way to sign in, or instructions for setting one up."""
    st.markdown(_("Här granskar, rättar och publicerar redaktionen exempel. Logga in först."))
    if has_provider():
        _draw_provider()
    elif is_hash(password_hash()):
        _draw_password()
    else:
        _draw_how_to_set_up()


def _draw_provider() -> None:
    if st.user.is_logged_in:
        st.warning(
            _(
                "Kontot du har loggat in med hör inte till redaktionen, eller så är det för länge "
                "sedan du loggade in."
            )
        )
        st.button(_("Logga ut"), on_click=st.logout)
    else:
        st.button(_("Logga in"), type="primary", on_click=st.login)


def _draw_password() -> None:
    with st.form("sign-in", border=False, width=420):
        st.text_input(
            _("Ditt namn"),
            key="sign-in-name",
            max_chars=MAX_NAME_LENGTH,
            autocomplete="name",
            help=_("Loggen visar vem som gjorde vad. Bara redaktionen ser den."),
        )
        st.text_input(
            _("Redaktionens lösenord"),
            key="sign-in-password",
            type="password",
            max_chars=MAX_PASSWORD_LENGTH,
            autocomplete="current-password",
        )
        st.form_submit_button(_("Logga in"), type="primary", key="sign-in-go", on_click=_sign_in)


def _sign_in() -> None:
    name = " ".join(st.session_state["sign-in-name"].split())[:MAX_NAME_LENGTH]
    stored_hash = password_hash()
    if not name:
        say(_("Skriv ditt namn också. Loggen visar vem som gjorde vad."))
        return
    address = st.context.ip_address or ""
    attempt = _throttle().check(st.session_state["sign-in-password"], stored_hash, address)
    if attempt.accepted:
        now = time.time()
        st.session_state[SIGNED_IN] = EditorSession(name, stored_hash, now, now)
    elif attempt.wait_s:
        seconds = math.ceil(attempt.wait_s)
        say(
            ngettext(
                "Det gick inte. Vänta {n} sekund innan du prövar igen.",
                "Det gick inte. Vänta {n} sekunder innan du prövar igen.",
                seconds,
            )
        )
    else:
        say(_("Lösenordet stämmer inte."))


def _draw_how_to_set_up() -> None:
    if password_hash():
        st.warning(_("Lösenordet är fel inställt: det som står i inställningen är ingen hash."))
    st.markdown(
        _(
            "Ingen kan logga in än, för inget lösenord är valt. Den som driver Servicekartan gör "
            "så här:"
        )
    )
    st.markdown(_("1. Kör kommandot och skriv ett lösenord. Kommandot visar en hash av det."))
    st.code("python -m geodata password", language="sh")
    st.markdown(_("2. Lägg hashen i filen `.streamlit/secrets.toml`:"))
    st.code('[editors]\npassword_hash = "$argon2id$..."', language="toml")
    st.markdown(
        _(
            "Den kan också stå i miljövariabeln `SERVICEKARTAN_EDITORS_HASH`. Vill ni hellre logga "
            "in med era egna konton finns det i README, under Redaktion."
        )
    )


def draw_signed_in(editor: str) -> None:
    """Draw the editor's name and the button to sign out."""
    with st.container(horizontal=True, vertical_alignment="center", key="signed-in"):
        st.caption(_("Inloggad som"), width="content")
        st.text(editor, width="content")
        st.button(_("Logga ut"), key="sign-out", icon=":material/logout:", on_click=_sign_out)


def _sign_out() -> None:
    st.session_state.pop(SIGNED_IN, None)
    if has_provider():
        st.logout()
