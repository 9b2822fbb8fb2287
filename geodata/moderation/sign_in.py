"""Sign-in of editors: a shared password (argon2 hash) or an identity provider's claims.

The hash is in the operator's configuration. There is none at first, and without one nobody can
sign in. :mod:`geodata.moderation.login_throttle` slows down guessing.

Examples
--------
>>> password_matches("fel", hash_password("en lång fras med ord"))
False
"""

from __future__ import annotations

import string
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import InvalidHashError, VerificationError

MIN_PASSWORD_LENGTH = 12
MAX_PASSWORD_LENGTH = 200
"""Longer passwords are refused unhashed: the cost of hashing grows with length."""
SIGNED_IN_S = 12 * 3600
"""Longest duration of a sign-in, in seconds."""
IDLE_S = 3600
"""Longest time between two actions, in seconds."""
CLOCK_SKEW_S = 300
"""How far the provider's clock may be ahead of ours, in seconds."""
_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """Return the argon2 hash of a password, for the configuration.

    Raises
    ------
    ValueError
        If the password is too short or too long; the message is in Swedish.
    """
    if not MIN_PASSWORD_LENGTH <= len(password) <= MAX_PASSWORD_LENGTH:
        message = (
            f"Lösenordet ska ha {MIN_PASSWORD_LENGTH}–{MAX_PASSWORD_LENGTH} tecken. "
            "Några ord efter varandra är lätt att minnas och svårt att gissa."
        )
        raise ValueError(message)
    return _hasher.hash(password)


def is_hash(text: str) -> bool:
    """Return whether a text is an argon2 hash, to detect a mistake in the configuration."""
    try:
        extract_parameters(text)
    except InvalidHashError:
        return False
    return True


def password_matches(password: str, stored: str) -> bool:
    """Return whether a password is that of an argon2 hash; False for an invalid hash."""
    if len(password) > MAX_PASSWORD_LENGTH:
        return False
    try:
        return _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


@dataclass(frozen=True, slots=True)
class EditorSession:
    """An editor signed in by password; ``since`` and ``seen`` (last action) are Unix times.

    ``stored`` is the hash that the password matched, ``id`` the sign-in's in the store.
    """

    name: str
    stored: str
    since: float
    seen: float
    id: str = ""

    def is_valid(self, stored: str, now: float) -> bool:
        """Return whether the session is neither expired nor for an earlier password."""
        return self.stored == stored and now - self.since < SIGNED_IN_S and now - self.seen < IDLE_S

    @property
    def end(self) -> float:
        """The Unix time when it ends unless the editor does something."""
        return min(self.since + SIGNED_IN_S, self.seen + IDLE_S)


def editor_by_claims(
    claims: Mapping[str, Any],
    emails: Collection[object],
    now: float,
    tenants: Collection[object] = (),
) -> str | None:
    """Return the editor's e-mail address from an identity provider's claims, None if no editor.

    Parameters
    ----------
    claims
        OpenID Connect claims; ``email``, ``email_verified``, ``tid`` and ``iat`` are used.
    emails
        The editors' addresses; ASCII letter case does not matter.
    now
        Unix time; a sign-in older than 12 hours, or later than now, does not count.
    tenants
        Ids of the tenants (Entra ID) whose administrators answer for their addresses. With any
        here, others are refused. Without, the provider itself must say that it has verified the
        address: a tenant may otherwise write any address into a token.

    Examples
    --------
    >>> claims = {"email": "Ada@example.org", "email_verified": True, "iat": 100}
    >>> editor_by_claims(claims, ["ada@example.org"], 200)
    'ada@example.org'
    """
    email = _lower(claims.get("email"))
    issued = claims.get("iat")
    is_time = isinstance(issued, int | float) and not isinstance(issued, bool)
    fresh = is_time and -CLOCK_SKEW_S <= now - float(issued or 0) < SIGNED_IN_S
    verified = claims.get("email_verified") in (True, "true")
    trusted = str(claims.get("tid")) in set(map(str, tenants)) if tenants else verified
    is_editor = email and email in set(map(_lower, emails))
    return email if is_editor and trusted and fresh else None


def _lower(text: object) -> str:
    """Return a text with its ASCII letters in lower case, "" for anything else.

    ``str.lower`` would make the Kelvin sign a k, and so another's address an editor's.
    """
    return text.translate(_ASCII_LOWER) if isinstance(text, str) else ""


_ASCII_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
