"""Sign-in and sign-out of editors, and instructions where neither is configured."""

from __future__ import annotations

import datetime as dt
import math
import time

import streamlit as st

from geodata.database.store import open_store
from geodata.moderation import sign_in_cookie
from geodata.moderation.login_throttle import LoginThrottle
from geodata.moderation.sign_in import MAX_PASSWORD_LENGTH, EditorSession, is_hash
from geodata.swedish_time import TIME_ZONE
from pages.common.i18n import _, ngettext
from pages.parts.editorial import access, sign_in_ticket
from pages.parts.editorial.access import has_provider, password_hash, say

MAX_NAME_LENGTH = 60
TICKET = "editor-ticket"
"""Key of ``st.session_state``: the ticket that the browser exchanges for its cookie."""
NOTICE_S = 600
"""How long before its end a sign-in's end is announced, in seconds."""
CHECK_S = 30
"""Seconds between two looks at the clock."""


@st.cache_resource
def _throttle() -> LoginThrottle:
    """Return the login throttle shared by the whole process."""
    return LoginThrottle()


def draw_sign_in() -> None:
    """Draw the configured way to sign in, or instructions for setting one up."""
    st.markdown(_("Här granskar, rättar och publicerar redaktionen exempel. Logga in först."))
    if access.has_ended():
        st.info(
            _(
                "Din inloggning har tagit slut. Det du har skrivit finns kvar i den här fliken "
                "när du har loggat in igen."
            )
        )
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
        session = sign_in_cookie.begin(open_store(), name, stored_hash, now)
        st.session_state[access.SIGNED_IN] = session
        st.session_state[access.ENDED] = False
        st.session_state[TICKET] = sign_in_cookie.ticket(open_store(), session.id)
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
    st.code("python -m geodata password", language=None)
    st.markdown(_("2. Lägg hashen i filen `.streamlit/secrets.toml`:"))
    st.code('[editors]\npassword_hash = "$argon2id$..."', language=None)
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
        if not has_provider():
            st.button(
                _("Logga ut överallt"),
                key="sign-out-all",
                type="tertiary",
                help=_("Avslutar alla inloggningar med ditt namn, också på andra datorer."),
                on_click=_sign_out,
                kwargs={"everywhere": True},
            )


def draw_session() -> None:
    """Draw the cookie exchange that survives a reload, and the notice before the session's end."""
    _fetch_cookie()
    _draw_end()


def _stay() -> None:
    """Count as an action, which puts the end off."""
    access.editor_name()


def _sign_out(*, everywhere: bool = False) -> None:
    session = st.session_state.pop(access.SIGNED_IN, None)
    st.session_state[access.ENDED] = False
    st.session_state.pop(TICKET, None)
    if has_provider():
        st.logout()
    elif isinstance(session, EditorSession) and everywhere:
        sign_in_cookie.end_all(open_store(), session.name)
    elif isinstance(session, EditorSession):
        sign_in_cookie.end(open_store(), session.id)


def _fetch_cookie() -> None:
    """Let the browser exchange its ticket for the cookie, so that a reload does not sign it out."""
    ticket, session = st.session_state.get(TICKET), st.session_state.get(access.SIGNED_IN)
    if not ticket or not isinstance(session, EditorSession):
        return
    if sign_in_cookie.is_claimed(open_store(), session.id):
        del st.session_state[TICKET]
        return
    with st.container(key="fetch-cookie"):
        sign_in_ticket.draw_exchange(ticket)


@st.fragment(run_every=CHECK_S)
def _draw_end() -> None:
    """Draw a notice when the sign-in is about to end, and the sign-in form when it has."""
    end = access.end_of_sign_in()
    left_s = end - time.time() if end else 0
    if left_s <= 0:
        st.rerun()
    if left_s > NOTICE_S:
        return
    clock = dt.datetime.fromtimestamp(end or 0, TIME_ZONE).strftime("%H.%M")
    st.warning(
        _(
            "Din inloggning slutar klockan {time}. Spara det du skriver. Hinner du inte finns det "
            "kvar i den här fliken när du har loggat in igen."
        ).format(time=clock),
        icon=":material/schedule:",
    )
    st.button(_("Fortsätt vara inloggad"), key="stay", on_click=_stay)
