r"""Text from people: normalise, fold, shorten to slugs, and read partial dates.

Examples
--------
>>> clean({"title": "a\x00b", "lessons": ["A\u030angbåt"]})
{'title': 'ab', 'lessons': ['Ångbåt']}
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from itertools import count
from typing import Any

MAX_DEPTH = 30


_NEVER_TEXT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
"""Invisible characters that XML, PostgreSQL or UTF-8 cannot hold."""


def clean(value: Any, depth: int = 0) -> Any:
    """Normalise text to NFC and drop control characters, recursively in lists and dicts.

    Tuples become lists; values of other types are returned unchanged.

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


def slugify(text: str) -> str:
    """Return a text's folded letters a-z and digits, with a hyphen for all between them.

    Examples
    --------
    >>> slugify("Träff i Åsele!"), slugify("?")
    ('traff-i-asele', '')
    """
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")


def free_name(name: str, taken: Container[str]) -> str:
    """Return a name that is not taken: the name itself, else with the first free number from 2.

    Examples
    --------
    >>> free_name("mack", []), free_name("mack", ["mack", "mack-2"])
    ('mack', 'mack-3')
    """
    numbered = (f"{name}-{number}" for number in count(2))
    return name if name not in taken else next(other for other in numbered if other not in taken)


def first_day(date: str) -> str:
    """Return the first day of a partial date: a year, a month or a day (ISO 8601).

    Examples
    --------
    >>> [first_day(date) for date in ("2016", "2016-05", "2016-05-31")]
    ['2016-01-01', '2016-05-01', '2016-05-31']
    """
    return f"{date}-01-01"[:10]


def slips_allowed(word: str) -> int:
    """Return how many edits a typed word may be from the word it means.

    Fewer than 4 letters allow none, fewer than 8 allow one, longer words two (Damerau-Levenshtein).

    Examples
    --------
    >>> [slips_allowed(word) for word in ("buss", "bokbuss", "bokbussen", "by")]
    [1, 1, 2, 0]
    """
    return 0 if len(word) < 4 else 1 if len(word) < 8 else 2
