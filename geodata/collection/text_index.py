"""Full-text index for Swedish: SQLite FTS5 over stemmed and folded words."""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Iterable, Mapping
from itertools import chain

import snowballstemmer
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from geodata.text import fold, slips_allowed


def words(text: str) -> list[str]:
    """Return the words of a text in lower case; without any, a search asks for everything."""
    return re.findall(r"\w+", text.lower().replace("_", " "))


class TextIndex:
    """SQLite's FTS5 over stemmed and folded words, with the expansions Swedish needs.

    Safe to share between threads.

    Parameters
    ----------
    weights
        The columns and how much a word found in each of them counts.
    rows
        The texts, one for each column.
    """

    def __init__(self, weights: Mapping[str, float], rows: Iterable[tuple[str, ...]]) -> None:
        self._weights = ", ".join(map(str, weights.values()))
        self._stem = snowballstemmer.stemmer("swedish").stemWord
        self._lock = threading.Lock()
        self._db = sqlite3.connect(":memory:", check_same_thread=False)
        self._db.execute(f"CREATE VIRTUAL TABLE texts USING fts5({', '.join(weights)})")
        self._db.execute("CREATE VIRTUAL TABLE vocabulary USING fts5vocab(texts, row)")
        insert = f"INSERT INTO texts VALUES ({', '.join('?' * len(weights))})"
        self._db.executemany(insert, (tuple(map(self._tokens, row)) for row in rows))
        self._terms = [term for (term,) in self._db.execute("SELECT term FROM vocabulary")]

    def search(self, query: str) -> list[int]:
        """Return the numbers of the rows that have every word, best first."""
        groups = [self._expand(word) for word in dict.fromkeys(words(query))]
        if not all(groups):
            return []
        match = " AND ".join(f"({' OR '.join(group)})" for group in groups)
        ranked = (
            "SELECT rowid - 1 FROM texts WHERE texts MATCH ? "
            f"ORDER BY bm25(texts, {self._weights}), rowid"
        )
        with self._lock:
            return [row for (row,) in self._db.execute(ranked, (match,))]

    def _tokens(self, text: str) -> str:
        return fold(" ".join(chain.from_iterable((w, self._stem(w)) for w in words(text))))

    def _expand(self, word: str) -> list[str]:
        """What a typed word may mean, as FTS5 phrases: its beginnings, else near misses."""
        typed, stem = fold(word), fold(self._stem(word))
        starts = [
            f'"{beginning}"*'
            for beginning in dict.fromkeys((typed, stem))
            if any(term.startswith(beginning) for term in self._terms)
        ]
        if len(stem) >= 4:
            # The last part of a Swedish compound says what the thing is: a bokbuss is a buss.
            starts += [f'"{term}"' for term in self._terms if term.endswith(stem)]
        return starts or [f'"{term}"' for term in self._near(typed)]

    def _near(self, typed: str) -> list[str]:
        slips = slips_allowed(typed)
        close = process.extract(
            typed, self._terms, scorer=DamerauLevenshtein.distance, score_cutoff=slips, limit=12
        )
        return [term for term, distance, _ in close if 0 < distance <= slips]
