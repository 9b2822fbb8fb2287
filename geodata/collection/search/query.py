"""Query parser: the words of a typed query, their meanings and the place that they name.

A :class:`Lexicon` maps phrases to *keys*, index terms for facts about an example rather than words
of its text: ``service:fuel``, ``kind:on_wheels``, ``status:ended``, ``municipality:2321``,
``county:25``, ``place:sälen`` and ``near:2023``. A key without a colon is a synonym. The phrases
are the vocabulary's spellings, the everyday words of ``data/synonyms.csv``, and the names of
municipalities, counties, provinces and places. A phrase is looked up by the stems of its words, so
that inflected forms match.

Examples
--------
>>> [concept.keys for concept in parse("Tanka på natten i Åre", lexicon())]
[('service:fuel',), ('service:unstaffed',), ('municipality:2321', 'place:åre', 'name:åre')]
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import chain

import snowballstemmer

from geodata.collection.vocabulary import KINDS, SERVICES, STATUSES
from geodata.geography import gazetteer, municipalities, provinces
from geodata.geography.municipalities import DATA_FOLDER
from geodata.text import fold

PLACE_KEY = re.compile(r"(municipality|county|place|near|name):")
Phrases = Iterator[tuple[str, tuple[str, ...]]]
LONG_COMPOUND = 7
"""Shortest word that may be a compound."""
MAX_PHRASE = 4
"""Number of words in the longest phrase that is looked up, without stop words."""

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


Lexicon = Mapping[str, tuple[str, ...]]
"""Keys by phrase: names are spelled as by :func:`name_key`, others as by :func:`phrase_key`."""


def phrase_key(phrase: Iterable[str]) -> str:
    """Return the lookup key of a phrase: its stems, separated by spaces."""
    return " ".join(map(stem, phrase))


def name_key(name: Iterable[str]) -> str:
    """Return the lookup key of a name: its words unstemmed, as Kosta is not what it costs."""
    return f"={' '.join(name)}"


def meaning(phrase: tuple[str, ...], lexicon: Lexicon) -> tuple[str, ...]:
    """Return the keys of a phrase, empty if the lexicon lacks it."""
    return lexicon.get(name_key(phrase)) or lexicon.get(phrase_key(phrase)) or ()


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


def telling(typed: list[str]) -> list[str]:
    """Return the words that are not stop words, or all of them if there are no others."""
    return [word for word in typed if word not in STOP_WORDS] or typed


def parse(text: str, lexicon: Lexicon) -> list[Concept]:
    """Return the concepts of a query, each once; at every word the longest phrase is matched.

    Examples
    --------
    >>> parse("billig frukost", {})
    [Concept(words=('billig',), keys=()), Concept(words=('frukost',), keys=())]
    """
    rest = tuple(telling(words(text)))
    concepts = []
    while rest:
        lengths = range(min(MAX_PHRASE, len(rest)), 1, -1)
        length = next((n for n in lengths if meaning(rest[:n], lexicon)), 1)
        concepts.append(Concept(rest[:length], meaning(rest[:length], lexicon)))
        rest = rest[length:]
    return list(dict.fromkeys(concepts))


# The lexicon


@cache
def lexicon() -> Lexicon:
    """Return the lexicon of all phrases. Shared: do not modify.

    Names of municipalities, counties and provinces take precedence over everyday words, and these
    over names of smaller places.
    """
    everyday = _merged(chain(_spellings(), _everyday()))
    smaller = (
        (name, keys) for name, keys in _localities() if phrase_key(words(name)) not in everyday
    )
    names = _merged((key, keys) for name, keys in smaller for key in _name_keys(name))
    areas = _merged((key, keys) for name, keys in _areas() for key in _name_keys(name))
    undotted = {fold(key): keys for key, keys in {**names, **areas}.items()}
    return {
        key: keys for key, keys in (undotted | names | areas | everyday).items() if key.strip("=")
    }


def _merged(phrases: Phrases) -> dict[str, tuple[str, ...]]:
    merged: dict[str, tuple[str, ...]] = {}
    for phrase, keys in phrases:
        merged[phrase] = tuple(dict.fromkeys((*merged.get(phrase, ()), *keys)))
    return merged


def _phrase(text: str) -> str:
    return phrase_key(telling(words(text)))


def _name_keys(name: str) -> tuple[str, str]:
    """Return the keys of a name and of its genitive."""
    key = name_key(telling(words(name)))
    return key, f"{key}s"


def _everyday() -> Phrases:
    with (DATA_FOLDER / "synonyms.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield _phrase(row["word"]), tuple(row["meaning"].split("|"))


def _spellings() -> Phrases:
    for name, terms in (("kind", KINDS), ("status", STATUSES), ("service", SERVICES)):
        for term in terms.values():
            for spelling in (term.sv, term.en, *term.spellings):
                yield _phrase(spelling), (f"{name}:{term.key}",)


def _areas() -> Phrases:
    for code, name in municipalities.counties().items():
        short = name.removesuffix(" län").removesuffix("s")
        yield from ((spelling, (f"county:{code}",)) for spelling in (name, short))
    for area in provinces.provinces():
        counties = (f"county:{code}" for code in area.counties)
        codes = (f"municipality:{code}" for code in area.municipalities)
        yield area.name, (*counties, *codes, *mention(area.name))
    for code, municipality in municipalities.municipalities().items():
        own = f"place:{municipality.name.lower()}"
        yield municipality.name, (f"municipality:{code}", own, *mention(municipality.name))


def _localities() -> Phrases:
    for place in gazetteer.Gazetteer().places:
        if len(place.name) >= 3:
            yield place.name, place_keys(place.name, place.municipality_code)


def place_keys(name: str, municipality_code: str) -> tuple[str, ...]:
    """Return the keys of a place: in it, mentioning it, and elsewhere in its municipality."""
    return f"place:{name.lower()}", *mention(name), f"near:{municipality_code}"


def mention(name: str) -> tuple[str, ...]:
    """Return the key of texts that mention a name of one word."""
    return (f"name:{name.lower()}",) if " " not in name else ()


def mentions(text: str) -> Iterator[str]:
    """Yield the keys of the capitalised names of places in a text.

    Examples
    --------
    >>> list(mentions("Det kan vara svårt att nå Vara och Åres byar"))
    ['name:vara', 'name:åre']
    """
    for name in re.findall(r"[A-ZÅÄÖ][^\W_]+", unicodedata.normalize("NFC", text)):
        for keys in filter(None, (lexicon().get(f"={name.lower()}"),)):
            yield from (key for key in keys if key.startswith("name:"))


# Suggestions for a page


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
