"""Full-text index for Swedish: SQLite FTS5 over stemmed and folded words.

Words are stemmed, å/ä/ö may be typed as a/a/o, the beginning or the last part of a compound is
enough ("buss" finds "bokbuss"), and misspelt words match (Damerau-Levenshtein).

Examples
--------
>>> index = TextIndex({"title": 1.0}, [("Bokbussen i Motala",), ("Butiken i byn",)])
>>> index.search("buss"), index.search("motla"), index.search("xyzzy")
([0], [0], [])
"""

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
    """Return the words of a text in lower case."""
    return re.findall(r"\w+", text.lower().replace("_", " "))


class TextIndex:
    """Index of rows of texts; safe to share between threads.

    Parameters
    ----------
    weights
        Weight of a hit by column name (BM25).
    rows
        The texts of each row, one for each column.
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
        """Return the numbers of the rows that contain every word, best first."""
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
        """Return FTS5 phrases for a word: terms that begin or end with it, else near misses."""
        typed, stem = fold(word), fold(self._stem(word))
        starts = [
            f'"{beginning}"*'
            for beginning in dict.fromkeys((typed, stem))
            if any(term.startswith(beginning) for term in self._terms)
        ]
        if len(stem) >= 4:
            # The last part of a Swedish compound is its head: a bokbuss is a buss.
            starts += [f'"{term}"' for term in self._terms if term.endswith(stem)]
        return starts or [f'"{term}"' for term in self._near(typed)]

    def _near(self, typed: str) -> list[str]:
        slips = slips_allowed(typed)
        hits = process.extract(
            typed, self._terms, scorer=DamerauLevenshtein.distance, score_cutoff=slips, limit=12
        )
        return [term for term, distance, _ in hits if 0 < distance <= slips]
