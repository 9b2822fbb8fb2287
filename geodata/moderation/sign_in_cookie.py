"""Editors' sign-ins in the store, and the signed cookie by which a browser comes back to its own.

A sign-in outlives a reload, a restart and the choice of process, and ends when its row is gone. The
cookie cannot be set over Streamlit's websocket: the page gets a ticket, good once and for a minute,
which the browser exchanges for the cookie.

Examples
--------
>>> store = Store("sqlite://")
>>> session = begin(store, "Ada", "hash", 1000.0)
>>> resume(store, session.id, "hash", 1060.0).name
'Ada'
>>> end(store, session.id)
>>> resume(store, session.id, "hash", 1060.0) is None
True
"""

from __future__ import annotations

import datetime as dt
import secrets
from functools import lru_cache

from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from geodata.database.models import SignIn, SigningKey
from geodata.database.store import Store, digest
from geodata.moderation.sign_in import SIGNED_IN_S, EditorSession

COOKIE = "servicekartan-redaktion"
TICKET_S = 60
"""Seconds in which a ticket can be exchanged."""
SEEN_S = 60
"""Seconds between two writes of an editor's last action."""


def begin(store: Store, name: str, stored: str, now: float) -> EditorSession:
    """Store a new sign-in and return it; expired ones are deleted.

    Parameters
    ----------
    name
        The editor's name.
    stored
        The argon2 hash that the password matched.
    now
        Unix time.
    """
    moment = _moment(now)
    row = SignIn(id=secrets.token_urlsafe(24), name=name, password_digest=digest(stored))
    row.since = row.seen = moment
    with store.write() as session:
        expired = SignIn.since < moment - dt.timedelta(seconds=SIGNED_IN_S)
        session.execute(delete(SignIn).where(expired))
        session.add(row)
    return EditorSession(name, stored, now, now, row.id)


def resume(store: Store, identifier: str, stored: str, now: float) -> EditorSession | None:
    """Return a sign-in that is still valid, and note that its editor is active; else None.

    ``stored`` is the hash of the present password: a sign-in by an earlier one has ended.
    """
    session = find(store, identifier, stored)
    if session is None or not session.is_valid(stored, now):
        return None
    if now - session.seen >= SEEN_S:
        with store.write() as transaction:
            row = transaction.get(SignIn, identifier)
            if row is None:
                return None
            row.seen = _moment(now)
    return EditorSession(session.name, stored, session.since, now, identifier)


def find(store: Store, identifier: str, stored: str) -> EditorSession | None:
    """Return a sign-in as it is stored, None if it has been ended or is of another password."""
    with store.read() as session:
        row = session.get(SignIn, identifier)
    if row is None or row.password_digest != digest(stored):
        return None
    return EditorSession(row.name, stored, row.since.timestamp(), row.seen.timestamp(), row.id)


def end(store: Store, identifier: str) -> None:
    """End one sign-in."""
    with store.write() as session:
        session.execute(delete(SignIn).where(SignIn.id == identifier))


def end_all(store: Store, name: str) -> None:
    """End every sign-in of an editor's name, on all computers."""
    with store.write() as session:
        session.execute(delete(SignIn).where(SignIn.name == name))


# Ticket and cookie


def ticket(store: Store, identifier: str) -> str:
    """Return a ticket for the cookie of a sign-in."""
    return str(_serializer(store, "ticket").dumps(identifier))


def exchange(store: Store, text: str) -> str | None:
    """Return the cookie's value for a ticket, None if it is invalid, too old or used."""
    identifier = _identifier(store, "ticket", text, TICKET_S)
    if identifier is None:
        return None
    with store.write() as session:
        row = session.get(SignIn, identifier)
        if row is None or row.claimed:
            return None
        row.claimed = True
    return str(_serializer(store, "cookie").dumps(identifier))


def is_claimed(store: Store, identifier: str) -> bool:
    """Return whether the browser has its cookie, or the sign-in has ended."""
    with store.read() as session:
        row = session.get(SignIn, identifier)
    return row is None or row.claimed


def read_cookie(store: Store, text: str) -> str | None:
    """Return the id of the sign-in in a cookie, None if it is not ours or has expired."""
    return _identifier(store, "cookie", text, SIGNED_IN_S)


def _identifier(store: Store, purpose: str, text: str, max_age: int) -> str | None:
    try:
        value = _serializer(store, purpose).loads(text, max_age=max_age)
    except BadData:
        return None
    return value if isinstance(value, str) else None


@lru_cache(maxsize=8)
def _serializer(store: Store, purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(_key(store), salt=f"servicekartan-{purpose}")


def _key(store: Store) -> str:
    """Return the signing key, made by the first process that asks."""
    with store.write() as session:
        return _stored_key(session) or _new_key(session)


def _stored_key(session: Session) -> str | None:
    return session.scalar(select(SigningKey.key).where(SigningKey.name == COOKIE))


def _new_key(session: Session) -> str:
    row = SigningKey(name=COOKIE, key=secrets.token_hex(32))
    session.add(row)
    return row.key


def _moment(now: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(now, dt.UTC)
