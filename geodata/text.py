r"""Text from people, made fit to be stored, compared and written in any format.

Examples
--------
>>> clean({"title": "a\x00b", "lessons": ["A\u030angbåt"]})
{'title': 'ab', 'lessons': ['Ångbåt']}
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

MAX_DEPTH = 30


_NEVER_TEXT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
"""Characters that XML, PostgreSQL or UTF-8 cannot hold; none of them can be seen."""


def clean(value: Any, depth: int = 0) -> Any:
    """Return text, or lists and dicts of it, in one spelling and without invisible controls.

    "å" typed as two characters becomes the one that it must compare equal to (NFC).

    Raises
    ------
    ValueError
        If lists and dicts are nested more than ``MAX_DEPTH`` deep; the message is in Swedish.
    """
    if isinstance(value, str):
        return unicodedata.normalize("NFC", _NEVER_TEXT.sub("", value))
    if not isinstance(value, dict | list | tuple):
        return value
    if depth > MAX_DEPTH:
        message = f"värdet är nästlat i fler än {MAX_DEPTH} nivåer"
        raise ValueError(message)
    if isinstance(value, dict):
        return {clean(key): clean(part, depth + 1) for key, part in value.items()}
    return [clean(part, depth + 1) for part in value]


def fold(text: str) -> str:
    """Return text in lower case without accents, so that "Östersund" equals "ostersund"."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def slips_allowed(word: str) -> int:
    """Return how many edits a typed word may be from the word it means.

    Fewer than 4 letters allow none, fewer than 8 allow one, longer words two (Damerau-Levenshtein).

    Examples
    --------
    >>> [slips_allowed(word) for word in ("buss", "bokbuss", "bokbussen", "by")]
    [1, 1, 2, 0]
    """
    return 0 if len(word) < 4 else 1 if len(word) < 8 else 2
