"""Codes of rooms: four letters to type, and twelve in the QR code that cannot be guessed.

Examples
--------
>>> split_code(" ab-cd")
('ABCD', '')
>>> code = long_code("BCDF", "the digest of the leader's key")
>>> code[:4], split_code(code)[1] == code[4:], len(code)
('BCDF', True, 12)
"""

from __future__ import annotations

import hashlib
import hmac

LETTERS = "BCDFGHJKLMNPRSTVWXZ"
"""Letters of a code: without vowels, so that it never spells a word."""
CODE_LENGTH = 4
TOKEN_LENGTH = 8
"""Letters that the long code has beside the short one: 34 bits."""


def normal_code(text: str) -> str:
    """Normalise a typed code: ``" ab-cd"`` becomes ``ABCD``."""
    letters = "".join(character for character in text.upper() if character.isalnum())
    return letters[: CODE_LENGTH + TOKEN_LENGTH]


def split_code(text: str) -> tuple[str, str]:
    """Return a room's short code and what follows it in a long one, "" in a short one."""
    code = normal_code(text)
    return code[:CODE_LENGTH], code[CODE_LENGTH:]


def long_code(code: str, key_hash: str) -> str:
    """Return a room's long code, which only who has seen it can know.

    ``key_hash`` is the digest of the leader's key; nobody can compute it from the code.
    """
    seed = hmac.digest(key_hash.encode(), code.encode(), hashlib.sha256)
    number, letters = int.from_bytes(seed), ""
    for _ in range(TOKEN_LENGTH):
        number, rest = divmod(number, len(LETTERS))
        letters += LETTERS[rest]
    return code + letters
