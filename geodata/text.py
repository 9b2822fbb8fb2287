r"""Text from people: normalise, compare, fold, shorten to slugs, and read partial dates.

Å, ä and ö are letters of their own. :func:`caseless` is for comparing; :func:`fold` is for what
somebody types to search, and :class:`Spellings` for names that may come without the dots.

Examples
--------
>>> clean({"title": "a\x00b", "lessons": ["A\u030angbåt"]})
{'title': 'ab', 'lessons': ['Ångbåt']}
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable
from itertools import count
from typing import Any, Generic, TypeVar

T = TypeVar("T")

MAX_DEPTH = 30
SLUG, MAX_SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$", 80


_NEVER_TEXT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    "\u00ad\u200b\u2060\ufeff]"
)
"""Invisible characters: those that XML, PostgreSQL or UTF-8 cannot hold, and those without a
meaning that make two words of one, such as the soft hyphen of a text copied from a PDF."""


def clean(value: Any, depth: int = 0) -> Any:
    """Normalise text to NFC and drop control characters, recursively in lists and dicts.

    Tuples become lists; values of other types are returned unchanged.

    Raises
    ------
    ValueError
        If lists and dicts are nested more than ``MAX_DEPTH`` deep; the message is in Swedish.
    """
    if isinstance(value, str):
        # Nearly every text: a fifth of the time. What is never text is not printable.
        if value.isprintable() and unicodedata.is_normalized("NFC", value):
            return value
        return unicodedata.normalize("NFC", _NEVER_TEXT.sub("", value))
    if not isinstance(value, dict | list | tuple):
        return value
    if depth > MAX_DEPTH:
        message = f"värdet är nästlat i fler än {MAX_DEPTH} nivåer"
        raise ValueError(message)
    if isinstance(value, dict):
        return {clean(key): clean(part, depth + 1) for key, part in value.items()}
    return [clean(part, depth + 1) for part in value]


def caseless(text: str) -> str:
    """Return text for comparing: NFC, case folded, with single spaces; å stays å.

    Examples
    --------
    >>> caseless(" A\u030aNGE  kommun"), caseless("Ånge") == caseless("Ange")
    ('ånge kommun', False)
    """
    return unicodedata.normalize("NFC", " ".join(text.split()).casefold())


def fold(text: str) -> str:
    """Return text in lower case without accents, so that "Östersund" equals "ostersund"."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


class Spellings(Generic[T]):
    """Lookup by name, in any letter case; å, ä and ö may be left out of an ASCII name.

    That is so only if the name as written is none, and no two names differ in the dots alone.
    Of names that are equal the first counts.

    Examples
    --------
    >>> names = Spellings([("Håbo", 1), ("Habo", 2), ("Åsele", 3), ("Ås", 4)])
    >>> [names.get(name) for name in ("HÅBO", "Habo", "Asele", "Åsele", "Aselë", "Äs")]
    [1, 2, 3, 3, None, None]
    """

    def __init__(self, names: Iterable[tuple[str, T]]) -> None:
        self._exact: dict[str, T] = {}
        self._undotted: dict[str, set[str]] = {}
        for name, value in names:
            key = caseless(name)
            self._exact.setdefault(key, value)
            self._undotted.setdefault(fold(key), set()).add(key)

    def get(self, name: str) -> T | None:
        """Return the value of a name, None if there is none."""
        key = caseless(name)
        if key in self._exact or not key.isascii():
            return self._exact.get(key)
        keys = self._undotted.get(key, ())
        return self._exact[next(iter(keys))] if len(keys) == 1 else None


_TRANSLITERATED = str.maketrans({"å": "aa", "ä": "ae", "æ": "ae", "ö": "oe", "ø": "oe"})
"""As in passports (ICAO Doc 9303), so that Håbo and Habo differ in addresses too."""


def slugify(text: str) -> str:
    """Return a text's letters a-z and digits, with a hyphen for all between them.

    Examples
    --------
    >>> slugify("Träff i Åsele!"), slugify("Café Ré"), slugify("?")
    ('traeff-i-aasele', 'cafe-re', '')
    """
    return re.sub(r"[^a-z0-9]+", "-", fold(caseless(text).translate(_TRANSLITERATED))).strip("-")


def is_slug(text: str) -> bool:
    """Return whether a text is a slug: words of a-z and digits with single hyphens between."""
    return re.fullmatch(SLUG, text) is not None and len(text) <= MAX_SLUG


def free_name(name: str, names: Container[str]) -> str:
    """Return a name that ``names`` lacks: the name itself, else with the first free number from 2.

    Examples
    --------
    >>> free_name("mack", []), free_name("mack", ["mack", "mack-2"])
    ('mack', 'mack-3')
    """
    numbered = (f"{name}-{number}" for number in count(2))
    return name if name not in names else next(other for other in numbered if other not in names)


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
