"""Full-text index for Swedish: an inverted index of words, stems and keys, ranked in integers.

:mod:`geodata.collection.query` says what a query asks for. Here each concept becomes *terms* with
a quality, and a row's score for it is the best of its keys plus the best of its words: quality
times the weights of the columns where the term stands, times how rare the concept is. Everything
is whole numbers, so that ``viewer/static/search.js`` comes to the same order in a browser.

All rows that fit every word are hits. Fewer than ``ENOUGH`` are filled up to that many with those
that fit the most of the words, and where no row fits every word, all that fit the most are hits. A
place is more than a word: as long as anything lies there, everything else is left out.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import chain
from typing import Any

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from geodata.collection.query import (
    STOP_WORDS,
    Concept,
    Lexicon,
    compound_meaning,
    meaning,
    parse,
    stem,
    words,
)
from geodata.text import fold, slips_allowed

__all__ = ["TextIndex", "words"]

ENOUGH = 10
"""How many hits a query of several words is filled up to."""
EXACT, UNDOTTED, PART, STEM_PART, SLIP = 8, 6, 3, 2, 4
"""The quality of a term: the very word or its stem; without its dots; the beginning or the last
part of a compound; a word that begins as the stem; a word at a slip of the finger."""
UNDERSTOOD = 3
LONG = 4
"""The letters of a word that is also looked for inside others: Åre is no part of butikägare."""
KEY, SLIPPED_KEY = 8, 6
KEYS_JOINED = 8
"""The weight of keys that ``&`` joins."""

Terms = dict[str, int]


@dataclass(frozen=True)
class Expansion:
    """A concept with the terms that it may be found by, and their quality."""

    concept: Concept
    keys: Terms
    words: Terms

    @property
    def words_meant(self) -> int:
        """How much fitting it counts: a word that is understood is more than one that is not."""
        return len(self.concept.words) * (UNDERSTOOD if self.keys else 1)


class TextIndex:
    """An inverted index with the expansions that Swedish needs; safe to share between threads.

    Parameters
    ----------
    weights
        The columns and how much a word in each of them counts.
    rows
        The texts, one for each column.
    keys
        What each row is, beside its texts: keys and their weights.
    lexicon
        What phrases mean, in keys. Only what some row has is kept.
    """

    def __init__(
        self,
        weights: Mapping[str, int],
        rows: Iterable[Sequence[str]],
        keys: Iterable[Mapping[str, int]] = (),
        lexicon: Lexicon | None = None,
    ) -> None:
        self.postings, self.size = _postings(list(weights.values()), rows, iter(keys))
        self.lexicon = self._within(lexicon or {})
        terms = [term for term in self.postings if ":" not in term]
        # Sorted, a beginning is a slice: at 100,000 terms 0.01 ms against 9 ms for reading all.
        self._beginnings = sorted((fold(term), term) for term in terms)
        self._endings = sorted((folded[::-1], term) for folded, term in self._beginnings)
        phrases = [phrase.lstrip("=") for phrase in self.lexicon if " " not in phrase]
        self._phrases = sorted((fold(phrase), phrase) for phrase in phrases)
        known = dict.fromkeys([*terms, *phrases])
        self._spelled = list(known)
        self._folded = [fold(term) for term in known]

    def _within(self, lexicon: Lexicon) -> Lexicon:
        for key in {key for keys in lexicon.values() for key in keys if "&" in key}:
            self._add_both(key)
        own = {
            phrase: tuple(
                key for key in keys if (key if ":" in key else stem(key)) in self.postings
            )
            for phrase, keys in lexicon.items()
        }
        return {phrase: keys for phrase, keys in own.items() if keys}

    def _add_both(self, key: str) -> None:
        """Add the rows that have all of the keys that ``&`` joins, if there are any."""
        parts = key.split("&")
        if not all(part in self.postings for part in parts):
            return
        rows = reduce(np.intersect1d, (self.postings[part][0] for part in parts))
        if len(rows):
            self.postings[key] = rows, np.full(len(rows), KEYS_JOINED, np.int32)

    def search(self, query: str) -> list[int]:
        """Return the numbers of the rows that fit the query, best first.

        With the collection copied to 10,000 examples a query took 0.3-2.3 ms, and what it costs
        grows with the rows: about 25 ms at 100,000.
        """
        fits, scores = np.zeros(self.size, np.int64), np.zeros(self.size, np.int64)
        inside = np.ones(self.size, bool)
        complete = 0
        for expansion in self.expand(query):
            score = self._best(expansion.keys) + self._best(expansion.words)
            hits = score > 0
            count = int(hits.sum())
            if not count:
                continue
            complete += expansion.words_meant
            fits += hits * expansion.words_meant
            scores += score * (self.size // count).bit_length()
            if expansion.concept.is_place:
                inside &= hits
        return _ranked(fits, scores, inside, complete)

    def to_data(self) -> dict[str, Any]:
        """Return the index as JSON, for ``viewer/static/search.js`` to search without a server."""
        return {
            "size": self.size,
            "stopWords": sorted(STOP_WORDS),
            "lexicon": self.lexicon,
            "postings": {
                term: [rows.tolist(), weights.tolist()]
                for term, (rows, weights) in self.postings.items()
            },
        }

    def expand(self, query: str) -> list[Expansion]:
        """Return the concepts of a query, each with the terms that it may be found by."""
        return [self._expand(concept) for concept in parse(query, self.lexicon)]

    def _best(self, terms: Terms) -> np.ndarray:
        best = np.zeros(self.size, np.int64)
        for term, quality in terms.items():
            rows, weights = self.postings[term]
            best[rows] = np.maximum(best[rows], quality * weights)
        return best

    # What a concept may be found by

    def _expand(self, concept: Concept) -> Expansion:
        keys = {key: KEY for key in concept.keys if ":" in key}
        same = {stem(key): EXACT for key in concept.keys if ":" not in key}
        if len(concept.words) > 1:
            return Expansion(concept, keys, same)
        word = concept.words[0]
        if concept.is_area:
            return Expansion(concept, keys, {})
        exact = self._exact(word)
        if concept.keys:
            return Expansion(concept, keys, self._compounds(stem(word)) | exact | same)
        keys = dict.fromkeys(compound_meaning(word, self.lexicon), SLIPPED_KEY)
        expansion = Expansion(concept, _only_keys(keys), self._parts(word, exact) | exact)
        return expansion if keys or EXACT in exact.values() else self._with_slips(expansion)

    def _exact(self, word: str) -> Terms:
        """The word and its stem, and those that are the same but for dots that are not typed."""
        exact = {term: EXACT for term in (word, stem(word)) if term in self.postings}
        if exact and not word.isascii():
            return exact
        undotted = chain.from_iterable(self._same(fold(form)) for form in (word, stem(word)))
        return dict.fromkeys(undotted, UNDOTTED) | exact

    def _same(self, folded: str) -> Iterator[str]:
        at = bisect_left(self._beginnings, (folded, ""))
        while at < len(self._beginnings) and self._beginnings[at][0] == folded:
            yield self._beginnings[at][1]
            at += 1

    def _parts(self, word: str, exact: Terms) -> Terms:
        """The words that begin as the word or its stem, and the compounds that end with it."""
        root = stem(word)
        parts: Terms = {}
        if len(root) >= LONG:
            parts |= dict.fromkeys(_starting(self._beginnings, fold(root), root), STEM_PART)
        parts |= self._compounds(root)
        if len(word) >= 3 or not exact:
            parts |= dict.fromkeys(_starting(self._beginnings, fold(word), word), PART)
        return parts

    def _compounds(self, root: str) -> Terms:
        # The last part of a Swedish compound says what the thing is: a bokbuss is a buss.
        if len(root) < LONG:
            return {}
        return dict.fromkeys(_starting(self._endings, fold(root)[::-1], root, at_end=True), PART)

    def _with_slips(self, expansion: Expansion) -> Expansion:
        word = expansion.concept.words[0]
        near = self._near(word)
        completions = _starting(self._phrases, fold(word), word) if len(word) >= LONG else ()
        phrases = [meaning((other,), self.lexicon) for other in chain(near, completions)]
        keys = _only_keys(dict.fromkeys(chain.from_iterable(phrases), SLIPPED_KEY))
        terms = dict.fromkeys((word for word in near if word in self.postings), SLIP)
        concept = replace(expansion.concept, keys=tuple(keys))
        return Expansion(concept, keys, expansion.words | terms)

    def _near(self, word: str) -> list[str]:
        """The known words at the fewest slips of the finger, if these are few."""
        most = slips_allowed(word)
        distances: dict[str, int] = {}
        for form in {fold(word), fold(stem(word))} if most else ():
            close = process.extract(
                form, self._folded, scorer=OSA.distance, score_cutoff=most, limit=None
            )
            for _, distance, at in close:
                term = self._spelled[at]
                distances[term] = min(int(distance), distances.get(term, most))
        fewest = min(distances.values(), default=0)
        return [term for term, distance in distances.items() if distance == fewest]


def _only_keys(terms: Terms) -> Terms:
    return {term: quality for term, quality in terms.items() if ":" in term}


def _starting(
    entries: list[tuple[str, str]], start: str, typed: str, *, at_end: bool = False
) -> Iterator[str]:
    """Yield the terms that start so; typed with å, ä or ö only those with the same letters."""
    at = bisect_left(entries, (start, ""))
    while at < len(entries) and entries[at][0].startswith(start):
        term = entries[at][1]
        if typed.isascii() or (term.endswith(typed) if at_end else term.startswith(typed)):
            yield term
        at += 1


Posting = tuple[np.ndarray, np.ndarray]


def _postings(
    weights: list[int], rows: Iterable[Sequence[str]], keys: Iterator[Mapping[str, int]]
) -> tuple[dict[str, Posting], int]:
    """Return for each term its rows and its weight in each, and the number of all rows."""
    found: dict[str, tuple[array[int], array[int]]] = defaultdict(lambda: (array("l"), array("l")))
    size = 0
    for texts in rows:
        for term, weight in {**_row_terms(weights, texts), **next(keys, {})}.items():
            at, weighs = found[term]
            at.append(size)
            weighs.append(weight)
        size += 1
    arrays = {
        term: (np.array(at, np.int32), np.array(weighs, np.int32))
        for term, (at, weighs) in found.items()
    }
    return arrays, size


def _row_terms(weights: list[int], texts: Sequence[str]) -> Terms:
    terms: Terms = defaultdict(int)
    for weight, text in zip(weights, texts, strict=True):
        for term in {form for word in words(text) for form in (word, stem(word))}:
            terms[term] += weight
    return terms


def _ranked(fits: np.ndarray, scores: np.ndarray, inside: np.ndarray, complete: int) -> list[int]:
    """Return the rows that are hits, best first, see the module's docstring."""
    if not complete:
        return []
    if inside.any():
        fits = fits * inside
    order = np.lexsort((-scores, -fits))
    most = int(fits[order[0]])
    hits = int((fits == most).sum())
    if hits < ENOUGH:
        hits = min(ENOUGH, int((fits > 0).sum()))
    return [int(row) for row in order[:hits]]
