"""Words of a text and their Swedish stems, as queries and the index have them.

Examples
--------
>>> [stem(word) for word in content_words("Butikerna i byn")]
['butik', 'by']
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

from geodata.geography.municipalities import DATA_FOLDER

STOP_WORDS = frozenset((DATA_FOLDER / "stop_words.txt").read_text(encoding="utf-8").split())
"""Words without meaning for a search; they count only in a query of nothing else."""


def words(text: str) -> list[str]:
    """Return the words of a text in lower case and NFC."""
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text).lower())


_stemmer = snowballstemmer.stemmer("swedish")
_DEFINITE = re.compile(r"(el|er|or|[yåöou])ns?$")
"""Definite forms that Snowball leaves: handeln, doktorn, byn, sjöns."""
_SYNCOPE = re.compile(r"(?<=[^aeiouyåäö])el$")
"""Ending that loses its vowel in other forms: handel, handlare; cykel, cyklar."""
LONG_STEM = 5
"""Shortest stem that may lose a vowel: not del, spel."""


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Return the Swedish stem of a word; å, ä and ö are preserved.

    Examples
    --------
    >>> stem("butikerna"), stem("lanthandeln"), stem("lanthandlare"), stem("byns")
    ('butik', 'lanthandl', 'lanthandl', 'by')
    """
    root = str(_stemmer.stemWord(_DEFINITE.sub(r"\1", word)))
    return _SYNCOPE.sub("l", root) if len(root) >= LONG_STEM else root


def content_words(text: str) -> list[str]:
    """Return the words of a text that are no stop words, or all of them if there are no others."""
    all_words = words(text)
    return [word for word in all_words if word not in STOP_WORDS] or all_words
