"""Lexicon of the search: phrases and what they mean, as keys.

*Keys* are index terms for facts about an example rather than words of its text: ``service:fuel``,
``kind:on_wheels``, ``status:ended``, ``municipality:2321``, ``county:25``, ``place:sälen`` and
``near:2023``. A key without a colon is a synonym. The phrases are the vocabulary's spellings, the
everyday words of ``data/synonyms.csv``, and the names of municipalities, counties, provinces and
places. A phrase is looked up by the stems of its words, so that inflected forms match.

Examples
--------
>>> meaning(("tanka",), lexicon())
('service:fuel',)
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import chain

from geodata.collection.search.stemming import content_words, stem, words
from geodata.collection.vocabulary import KINDS, SERVICES, STATUSES
from geodata.geography import gazetteer, municipalities, provinces
from geodata.geography.municipalities import DATA_FOLDER
from geodata.text import fold

Phrases = Iterator[tuple[str, tuple[str, ...]]]
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
    return phrase_key(content_words(text))


def _name_keys(name: str) -> tuple[str, str]:
    """Return the keys of a name and of its genitive."""
    key = name_key(content_words(name))
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
    names = _mentioned()
    for name in re.findall(r"[A-ZÅÄÖ][^\W_]+", unicodedata.normalize("NFC", text)):
        yield from names.get(name.lower(), ())


@cache
def _mentioned() -> dict[str, tuple[str, ...]]:
    """Return the keys of texts that mention a name, by the name in lower case."""
    return {
        phrase.removeprefix("="): tuple(key for key in keys if key.startswith("name:"))
        for phrase, keys in lexicon().items()
        if phrase.startswith("=")
    }
