"""Postings of an inverted index: the rows of each term with their weights, as arrays.

Examples
--------
>>> index = Postings.of([8, 1], [("Bokbuss", "En buss")], iter([{"kind:on_wheels": 8}]))
>>> {term: weights.tolist() for term, (_, weights) in index.by_term().items() if term != "en"}
{'bokbuss': [8], 'buss': [1], 'kind:on_wheels': [8]}
>>> Postings.from_bytes(index.to_bytes()).by_term().keys() == index.by_term().keys()
True
"""

from __future__ import annotations

import json
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from geodata.collection.search.stemming import stem, words

Posting = tuple[np.ndarray, np.ndarray]
"""The rows of a term, ascending, and their weights."""


@dataclass(frozen=True, eq=False)
class Postings:
    """The postings of all terms behind one another.

    Attributes
    ----------
    size
        Number of rows of the index.
    terms
        The terms.
    rows, weights
        The rows (int32) and weights (uint16) of the first term, then of the second, and so on.
    ends
        Where each term's end (int64).
    """

    size: int
    terms: Sequence[str]
    rows: np.ndarray
    weights: np.ndarray
    ends: np.ndarray

    @classmethod
    def of(
        cls, weights: list[int], rows: Iterable[Sequence[str]], keys: Iterator[Mapping[str, int]]
    ) -> Postings:
        """Index the texts of rows, one for each of the weights, and their keys."""
        numbers = _Numbers()
        forms = _Forms(numbers)
        terms, weighs, lengths = array("i"), array("H"), array("i")
        for texts in rows:
            row_terms = _row_terms(weights, texts, forms)
            row_terms |= {numbers[key]: weight for key, weight in next(keys, {}).items()}
            terms.extend(row_terms.keys())
            weighs.extend(row_terms.values())
            lengths.append(len(row_terms))
        columns = (np.frombuffer(column, column.typecode) for column in (terms, weighs, lengths))
        return cls(len(lengths), list(numbers), *_by_term(*columns))

    def by_term(self) -> dict[str, Posting]:
        """Return the posting of each term."""
        # What is split at the end of the last term is empty.
        parts = zip(np.split(self.rows, self.ends), np.split(self.weights, self.ends), strict=True)
        return dict(zip(self.terms, parts, strict=False))

    def to_bytes(self) -> bytes:
        """Return the postings as :meth:`from_bytes` reads them: a line of JSON and three arrays."""
        header = json.dumps({"size": self.size, "terms": self.terms, "all": len(self.rows)})
        padded = header.encode() + b" " * (-len(header) % 8) + b"\n" * 8
        arrays = (self.ends.astype(np.int64), self.rows, self.weights)
        return b"".join([padded, *(part.tobytes() for part in arrays)])

    @classmethod
    def from_bytes(cls, content: bytes) -> Postings:
        """Read what :meth:`to_bytes` wrote; raises ``ValueError`` or ``KeyError`` for else."""
        at = content.index(b"\n") + 8
        header = json.loads(content[: at - 8])
        terms, count = header["terms"], header["all"]
        ends = np.frombuffer(content, np.int64, len(terms), at)
        rows = np.frombuffer(content, np.int32, count, at + ends.nbytes)
        weights = np.frombuffer(content, np.uint16, count, at + ends.nbytes + rows.nbytes)
        return cls(header["size"], terms, rows, weights, ends)


class _Numbers(dict[str, int]):
    """The number of each term, given when it is first asked for."""

    def __missing__(self, term: str) -> int:
        self[term] = number = len(self)
        return number


class _Forms(dict[str, tuple[int, ...]]):
    """The numbers of the terms that a word is found by: itself and its stem."""

    def __init__(self, numbers: _Numbers) -> None:
        self._numbers = numbers

    def __missing__(self, word: str) -> tuple[int, ...]:
        self[word] = forms = tuple({self._numbers[word], self._numbers[stem(word)]})
        return forms


def _row_terms(weights: list[int], texts: Sequence[str], forms: _Forms) -> dict[int, int]:
    terms: dict[int, int] = defaultdict(int)
    for weight, text in zip(weights, texts, strict=True):
        for term in set(chain.from_iterable([forms[word] for word in set(words(text))])):
            terms[term] += weight
    return terms


def _by_term(
    terms: np.ndarray, weights: np.ndarray, lengths: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sort what is in the order of rows by term; returns rows, weights and where terms end.

    All three in one integer sort five times as fast as by an index, in a third of the memory.
    """
    packed = terms.astype(np.int64) << 40
    packed |= np.repeat(np.arange(len(lengths), dtype=np.int64) << 16, lengths)
    packed |= weights
    packed.sort()
    rows = ((packed >> 16) & 0xFFFFFF).astype(np.int32)
    counts = np.bincount(terms) if len(terms) else np.zeros(0, np.intp)
    return rows, (packed & 0xFFFF).astype(np.uint16), np.cumsum(counts, dtype=np.int64)
