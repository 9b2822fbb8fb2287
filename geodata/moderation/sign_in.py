"""Who is an editor: the shared password or an identity provider's word, and guessing slowed down.

Of the password only an argon2 hash is kept, in the operator's configuration. There is none from
the start, and without one nobody can sign in.

Examples
--------
>>> throttle = LoginThrottle()
>>> throttle.check("fel", hash_password("en lång fras med ord"), "192.0.2.1")
Answer(right=False, wait_s=0.0)
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import InvalidHashError, VerificationError

MIN_PASSWORD_LENGTH = 12
MAX_PASSWORD_LENGTH = 200
"""Longer ones are not tried: hashing costs more the longer the text is."""
SIGNED_IN_S = 12 * 3600
"""How long a sign-in lasts at most."""
IDLE_S = 3600
"""How long it lasts without anything being done."""
_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """Return the argon2 hash of a password, to be put in the configuration.

    Raises
    ------
    ValueError
        If it is too short or too long; the message is in Swedish.
    """
    if not MIN_PASSWORD_LENGTH <= len(password) <= MAX_PASSWORD_LENGTH:
        message = (
            f"Lösenordet ska ha {MIN_PASSWORD_LENGTH}–{MAX_PASSWORD_LENGTH} tecken. "
            "Några ord efter varandra är lätt att minnas och svårt att gissa."
        )
        raise ValueError(message)
    return _hasher.hash(password)


def is_hash(text: str) -> bool:
    """Say whether a text is an argon2 hash, so that a slip in the configuration is noticed."""
    try:
        extract_parameters(text)
    except InvalidHashError:
        return False
    return True


def _matches(password: str, stored: str) -> bool:
    if len(password) > MAX_PASSWORD_LENGTH:
        return False
    try:
        return _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


@dataclass(frozen=True, slots=True)
class EditorSession:
    """An editor who has given the password: since when and last seen, in seconds since 1970."""

    name: str
    stored: str
    since: float
    seen: float

    def holds(self, stored: str, now: float) -> bool:
        """Say whether it still counts: neither too old nor for another password."""
        return self.stored == stored and now - self.since < SIGNED_IN_S and now - self.seen < IDLE_S


def editor_by_claims(claims: Mapping[str, Any], emails: Collection[str], now: float) -> str | None:
    """Return the editor that an identity provider speaks of, None if it is no editor.

    Parameters
    ----------
    claims
        The OpenID Connect claims: ``email``, ``email_verified`` and ``iat`` are looked at.
    emails
        The editors' addresses, in any letter case.
    now
        Seconds since 1970; a sign-in older than 12 hours does not count.

    Examples
    --------
    >>> editor_by_claims({"email": "Ada@example.org", "iat": 100}, ["ada@example.org"], 200)
    'ada@example.org'
    """
    email = str(claims.get("email") or "").lower()
    issued = claims.get("iat")
    fresh = isinstance(issued, int | float) and now - issued < SIGNED_IN_S
    verified = claims.get("email_verified", True) in (True, "true")
    known = email and email in {address.lower() for address in emails}
    return email if known and verified and fresh else None
