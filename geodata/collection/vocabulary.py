"""Vocabulary: kinds, services, statuses, accuracies, licences, kinds of posts.

The words are data: ``geodata/data/vocabulary.toml``. Each has a stable English key, which is stored
in ``ideas.geojson`` and used in URLs, and a label in Swedish and English, which people see.
Services also have other Swedish spellings, by which search finds an example and imports recognise a
service.

Examples
--------
>>> KINDS["on_wheels"].label("sv")
'På hjul'
>>> service_keys("Apoteksombud; okänt")
(('pharmacy_agent',), ('okänt',))
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, TypeVar

from geodata.geography.municipalities import DATA_FOLDER
from geodata.text import caseless


@dataclass(frozen=True, slots=True)
class Term:
    """One word of the vocabulary.

    ``icon`` is the name of a Material symbol, a font that comes with Streamlit.
    """

    key: str
    sv: str
    en: str
    icon: str = ""
    spellings: tuple[str, ...] = ()

    def label(self, language: str) -> str:
        """Return the word in ``language``: English for ``"en"``, else Swedish."""
        return self.en if language == "en" else self.sv


@dataclass(frozen=True, slots=True)
class Kind(Term):
    """Kind of example, with its colour and shape on the map."""

    colour: str = ""
    shape: Literal["square", "diamond", "circle", "star"] = "circle"
    explanation_sv: str = ""
    explanation_en: str = ""

    def explanation(self, language: str) -> str:
        """Return one sentence in ``language`` that defines the kind."""
        return self.explanation_en if language == "en" else self.explanation_sv


@dataclass(frozen=True, slots=True)
class Licence(Term):
    """Licence of a picture; ``url`` is where its text stands, "" if it has none."""

    url: str = ""


T = TypeVar("T", bound=Term)


@cache
def _data() -> dict[str, dict[str, dict[str, Any]]]:
    text = (DATA_FOLDER / "vocabulary.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _read(section: str, term_type: type[T]) -> dict[str, T]:
    return {
        key: term_type(**{**values, "key": key, "spellings": tuple(values.get("spellings", ()))})
        for key, values in _data()[section].items()
    }


KINDS = _read("kinds", Kind)
SERVICES = _read("services", Term)
STATUSES = _read("statuses", Term)
ACCURACIES = _read("accuracies", Term)
LICENCES = _read("licences", Licence)
POST_KINDS = _read("post_kinds", Term)

VOCABULARIES: dict[str, Mapping[str, Term]] = {
    "kind": KINDS,
    "services": SERVICES,
    "status": STATUSES,
    "place_accuracy": ACCURACIES,
    "accuracy": ACCURACIES,
}
"""The vocabulary of each property of an example; a row calls the last one ``accuracy``."""


def _spelling_index() -> dict[str, tuple[str, ...]]:
    index: dict[str, tuple[str, ...]] = {}
    for service in SERVICES.values():
        for spelling in (service.key, service.sv, service.en, *service.spellings):
            keys = index.get(caseless(spelling), ())
            index[caseless(spelling)] = (*keys, service.key)
    return index


_SPELLINGS = _spelling_index()


def service_keys(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Translate a written list of services into vocabulary keys.

    Parameters
    ----------
    text
        Services separated by ``;``, ``,`` or ``|``, in any known spelling, in any letter case.

    Returns
    -------
    keys, unknown
        The keys, each once and in order, and the words that are not in the vocabulary, so that
        nothing is lost silently.

    Examples
    --------
    >>> service_keys("Bad, motion och friluftsliv; Paket, Trolleri")
    (('recreation', 'parcels'), ('Trolleri',))
    """
    parts = (part.strip() for part in re.split(r"[;|]", text))
    # A label may have a comma of its own.
    lists = ([part] if keys_of_word(part) else part.split(",") for part in parts)
    words = [word.strip() for words in lists for word in words if word.strip()]
    keys = (key for word in words for key in keys_of_word(word))
    unknown = tuple(word for word in words if not keys_of_word(word))
    return tuple(dict.fromkeys(keys)), unknown


def keys_of_word(word: str) -> tuple[str, ...]:
    """Return the services that one word, in any spelling, means; empty if it is unknown."""
    return _SPELLINGS.get(caseless(word), ())


def key_of(vocabulary: Mapping[str, Term], word: str) -> str | None:
    """Return the key of a word, in any known spelling and letter case, None if there is none.

    Examples
    --------
    >>> key_of(KINDS, "Rullande"), key_of(STATUSES, "nedlagd"), key_of(KINDS, "magisk")
    ('on_wheels', 'ended', None)
    """
    spelling = caseless(word)
    for key, term in vocabulary.items():
        if spelling in map(caseless, (key, term.sv, term.en, *term.spellings)):
            return key
    return None
