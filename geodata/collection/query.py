"""Understanding of a typed query: its words, what they mean and which place they name.

A :class:`Lexicon` maps phrases to *keys*, the terms by which an index knows what an example is
rather than what its text says: ``service:fuel``, ``kind:on_wheels``, ``status:ended``,
``municipality:2321``, ``county:25``, ``place:sälen`` and ``near:2023``. A key without a colon is a
word that means the same. The phrases are the vocabulary's spellings, the everyday words of
``data/synonyms.csv``, and the names of municipalities, counties, provinces and places. A phrase is
looked up by the stems of its words, so that any inflected form will do.

Examples
--------
>>> [concept.keys for concept in parse("Tanka på natten i Åre", lexicon())]
[('service:fuel',), ('service:unstaffed',), ('municipality:2321', 'place:åre', 'name:åre')]
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path

import snowballstemmer

from geodata.collection.vocabulary import KINDS, SERVICES, STATUSES
from geodata.geography import gazetteer, municipalities, provinces
from geodata.text import fold

_DATA = Path(__file__).parents[1] / "data"
PLACE_KEY = re.compile(r"(municipality|county|place|near|name):")
Phrases = Iterator[tuple[str, tuple[str, ...]]]
LONG_COMPOUND = 7
"""The letters of a word that may be a compound of a known one."""
MAX_PHRASE = 4
"""The words of the longest phrase that is looked up, stop words not counted."""

STOP_WORDS = frozenset((_DATA / "stop_words.txt").read_text(encoding="utf-8").split())
"""Words that say nothing of what is searched for; they count only in a query of nothing else."""


def words(text: str) -> list[str]:
    """Return the words of a text in lower case and NFC; without any, a search asks for all."""
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text).lower())


_stemmer = snowballstemmer.stemmer("swedish")
_DEFINITE = re.compile(r"(el|er|or|[yåöou])ns?$")
"""Definite forms that Snowball leaves: handeln, doktorn, byn, sjöns."""


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Return the Swedish stem of a word, å, ä and ö kept.

    >>> stem("butikerna"), stem("lanthandeln"), stem("byns")
    ('butik', 'lanthandel', 'by')
    """
    return str(_stemmer.stemWord(_DEFINITE.sub(r"\1", word)))


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that a query asks for: the typed words, and the keys that they stand for."""

    words: tuple[str, ...]
    keys: tuple[str, ...] = ()

    @property
    def is_place(self) -> bool:
        """Whether it names a place, which hits must then lie in."""
        return bool(self.keys) and all(map(PLACE_KEY.match, self.keys))

    @property
    def is_area(self) -> bool:
        """Whether it names a municipality, county or province, and nothing else."""
        return self.is_place and not any(key.startswith("near:") for key in self.keys)


Lexicon = Mapping[str, tuple[str, ...]]
"""Phrases to keys: names as :func:`name_key` spells them, all others as :func:`phrase_key`."""


def phrase_key(phrase: Iterable[str]) -> str:
    """Return how a phrase of words is looked up: its stems, with a space between."""
    return " ".join(map(stem, phrase))


def name_key(name: Iterable[str]) -> str:
    """Return how a name is looked up: by its very words, for Kosta is not what it costs."""
    return f"={' '.join(name)}"


def meaning(phrase: tuple[str, ...], lexicon: Lexicon) -> tuple[str, ...]:
    """Return the keys of a phrase, empty if it is not known."""
    return lexicon.get(name_key(phrase)) or lexicon.get(phrase_key(phrase)) or ()


def compound_meaning(word: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Return the keys of a compound's longest known last part and first part.

    >>> compound_meaning("läkarbesök", {"läkar": ("service:care",)})
    ('service:care',)
    """
    if len(word) < LONG_COMPOUND:
        return ()
    lasts = (word[at:] for at in range(1, len(word) - 3))
    firsts = (word[:end] for end in range(len(word) - 1, 4, -1))
    known = [
        next((keys for part in parts if (keys := lexicon.get(stem(part)) or lexicon.get(part))), ())
        for parts in (lasts, firsts)
    ]
    return tuple(dict.fromkeys(chain.from_iterable(known)))


def telling(typed: list[str]) -> list[str]:
    """Return the words that are not stop words, or all of them if there are no others."""
    return [word for word in typed if word not in STOP_WORDS] or typed


def parse(text: str, lexicon: Lexicon) -> list[Concept]:
    """Return what a query asks for, each concept once: the longest known phrases first.

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


# What the words mean


@cache
def lexicon() -> Lexicon:
    """Return every phrase that is known. Shared: do not change it.

    Names of municipalities, counties and provinces go before everyday words, and these before the
    names of smaller places.
    """
    meant = _merged(chain(_spellings(), _everyday()))
    smaller = ((name, keys) for name, keys in _localities() if phrase_key(words(name)) not in meant)
    names = _merged((key, keys) for name, keys in smaller for key in _name_keys(name))
    areas = _merged((key, keys) for name, keys in _areas() for key in _name_keys(name))
    undotted = {fold(key): keys for key, keys in {**names, **areas}.items()}
    return {key: keys for key, keys in (undotted | names | areas | meant).items() if key.strip("=")}


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
    with (_DATA / "synonyms.csv").open(encoding="utf-8", newline="") as file:
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
    """Return the keys of a place: what lies there or names it, and its municipality's others."""
    return f"place:{name.lower()}", *mention(name), f"near:{municipality_code}"


def mention(name: str) -> tuple[str, ...]:
    """Return the key of texts that mention a name of one word."""
    return (f"name:{name.lower()}",) if " " not in name else ()


def mentions(text: str) -> Iterator[str]:
    """Yield the keys of the places that a text mentions, each with its capital.

    >>> list(mentions("Det kan vara svårt att nå Vara och Åres byar"))
    ['name:vara', 'name:åre']
    """
    for name in re.findall(r"[A-ZÅÄÖ][^\W_]+", unicodedata.normalize("NFC", text)):
        for keys in filter(None, (lexicon().get(f"={name.lower()}"),)):
            yield from (key for key in keys if key.startswith("name:"))


# What a page may offer


@dataclass(frozen=True, slots=True)
class Query:
    """A query with the first place that it names apart from the rest.

    Attributes
    ----------
    place
        The typed words of the place, empty if there is none; counties and provinces are none.
    municipality_code
        The municipality of that place, empty if there is none.
    filters
        What the other words mean as values of a filter, such as ``{"service": ["fuel"]}``.
    """

    place: str = ""
    municipality_code: str = ""
    filters: Mapping[str, list[str]] = field(default_factory=dict)


def understand(text: str) -> Query:
    """Return a query's place and what is asked for there.

    >>> understand("tanka i Åre")
    Query(place='åre', municipality_code='2321', filters={'service': ['fuel']})
    """
    concepts = parse(text, lexicon())
    places = [(concept, code) for concept in concepts for code in _municipality(concept)]
    if not places:
        return Query()
    place, code = places[0]
    rest = (key for concept in concepts if not concept.is_place for key in concept.keys)
    filters: dict[str, list[str]] = {}
    for name, _, value in (key.partition(":") for joined in rest for key in joined.split("&")):
        if name in ("kind", "service") and value not in filters.get(name, []):
            filters.setdefault(name, []).append(value)
    return Query(" ".join(place.words), code, filters)


def _municipality(concept: Concept) -> list[str]:
    """Return the code of the municipality that a place is or lies in, if that is one."""
    codes = [re.fullmatch(r"(?:municipality|near):(\d{4})", key) for key in concept.keys]
    found = list(dict.fromkeys(code[1] for code in codes if code))
    return found if concept.is_place and len(found) == 1 else []
