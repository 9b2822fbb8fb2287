"""Query parser: the words of a typed query, their meanings and the place that they name.

The meanings are keys of the lexicon, see :mod:`geodata.collection.search.lexicon`.

Examples
--------
>>> [concept.keys for concept in parse("Tanka på natten i Åre", lexicon())]
[('service:fuel',), ('service:unstaffed',), ('municipality:2321', 'place:åre', 'name:åre')]
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from itertools import chain

from geodata.collection.search.lexicon import Lexicon, lexicon, meaning
from geodata.collection.search.stemming import content_words, stem

PLACE_KEY = re.compile(r"(municipality|county|place|near|name):")
LONG_COMPOUND = 7
"""Shortest word that may be a compound."""
MAX_PHRASE = 4
"""Number of words in the longest phrase that is looked up, without stop words."""


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept of a query: its typed words and their keys."""

    words: tuple[str, ...]
    keys: tuple[str, ...] = ()

    @property
    def is_place(self) -> bool:
        """Whether the concept is a place, to which hits are then restricted."""
        return bool(self.keys) and all(map(PLACE_KEY.match, self.keys))

    @property
    def is_area(self) -> bool:
        """Whether the concept is only a municipality, county or province."""
        return self.is_place and not any(key.startswith("near:") for key in self.keys)


def compound_meaning(word: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Return the keys of a compound's longest last part and first part in the lexicon.

    Examples
    --------
    >>> compound_meaning("läkarbesök", {"läkar": ("service:care",)})
    ('service:care',)
    """
    if len(word) < LONG_COMPOUND:
        return ()
    lasts = (word[at:] for at in range(1, len(word) - 3))
    firsts = (word[:end] for end in range(len(word) - 1, 4, -1))
    meanings = [
        next((keys for part in parts if (keys := lexicon.get(stem(part)) or lexicon.get(part))), ())
        for parts in (lasts, firsts)
    ]
    return tuple(dict.fromkeys(chain.from_iterable(meanings)))


def first_part(word: str, lexicon: Lexicon, terms: Container[str]) -> str:
    """Return a compound's longest first part that is a term, if its last part has a meaning.

    The -s- between them is left out; empty if there is no such part.

    Examples
    --------
    >>> first_part("skärgårdsbutik", {"butik": ("service:groceries",)}, {"skärgård"})
    'skärgård'
    """
    if len(word) < LONG_COMPOUND:
        return ""
    for at in range(len(word) - 4, 3, -1):
        first, last = word[:at].removesuffix("s"), word[at:]
        if (lexicon.get(stem(last)) or lexicon.get(last)) and first in terms:
            return first
    return ""


def parse(text: str, lexicon: Lexicon) -> list[Concept]:
    """Return the concepts of a query, each once; at every word the longest phrase is matched.

    Examples
    --------
    >>> parse("billig frukost", {})
    [Concept(words=('billig',), keys=()), Concept(words=('frukost',), keys=())]
    """
    rest = tuple(content_words(text))
    concepts = []
    while rest:
        lengths = range(min(MAX_PHRASE, len(rest)), 1, -1)
        length = next((n for n in lengths if meaning(rest[:n], lexicon)), 1)
        concepts.append(Concept(rest[:length], meaning(rest[:length], lexicon)))
        rest = rest[length:]
    return list(dict.fromkeys(concepts))


@dataclass(frozen=True, slots=True)
class Query:
    """Parsed query: its first place apart from the rest.

    Attributes
    ----------
    place
        Typed words of the place, empty if there is none; counties and provinces do not count.
    municipality_code
        Municipality of that place, empty if there is none.
    filters
        Meanings of the other words as values of a filter, such as ``{"service": ["fuel"]}``.
    """

    place: str = ""
    municipality_code: str = ""
    filters: Mapping[str, list[str]] = field(default_factory=dict)


def understand(text: str) -> Query:
    """Return a query's place and filters.

    Examples
    --------
    >>> understand("tanka i Åre")
    Query(place='åre', municipality_code='2321', filters={'service': ['fuel']})
    """
    concepts = parse(text, lexicon())
    places = [(concept, code) for concept in concepts for code in _municipality(concept)]
    rest = (key for concept in concepts if not concept.is_place for key in concept.keys)
    filters: dict[str, list[str]] = {}
    for name, _, value in (key.partition(":") for joined in rest for key in joined.split("&")):
        if name in ("kind", "service") and value not in filters.get(name, []):
            filters.setdefault(name, []).append(value)
    if not places:
        return Query(filters=filters)
    place, code = places[0]
    return Query(" ".join(place.words), code, filters)


def _municipality(concept: Concept) -> list[str]:
    """Return the code of the municipality that a place is or lies in, if there is just one."""
    matches = [re.fullmatch(r"(?:municipality|near):(\d{4})", key) for key in concept.keys]
    codes = list(dict.fromkeys(match[1] for match in matches if match))
    return codes if concept.is_place and len(codes) == 1 else []
