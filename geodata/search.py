"""Finding examples: the one filter that map, list, counts, exports and API all share.

A :class:`Filter` says what is asked for and translates to and from query parameters. A
:class:`Catalogue` answers with the examples that match, best first. Text search is Swedish: words
are stemmed, å/ä/ö may be typed as a/a/o, the beginning or the last part of a compound is enough
("buss" finds "bokbuss") and a slip of the finger is forgiven.

Examples
--------
>>> Filter.from_params({"kind": ["on_wheels", "nonsense"], "q": [" bok "]})
Filter(q='bok', kind=('on_wheels',), service=(), county=(), municipality=(), status=(), \
started=None, bbox=None)
"""

from __future__ import annotations

import math
import re
import sqlite3
import threading
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import shapely
import snowballstemmer
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein
from shapely.geometry.base import BaseGeometry

from geodata import boundaries
from geodata.ideas import Idea
from geodata.vocabulary import KINDS, SERVICES, STATUSES

MAX_QUERY_LENGTH = 200
Bbox = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked for. Within one property any value will do; the properties must all hold.

    ``started`` is the first and the last year, both included; with it, examples whose start is
    unknown are left out. ``bbox`` is west, south, east, north in WGS84 degrees; west may be greater
    than east, for a box across the antimeridian.
    """

    q: str = ""
    kind: tuple[str, ...] = ()
    service: tuple[str, ...] = ()
    county: tuple[str, ...] = ()
    municipality: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    started: tuple[int, int] | None = None
    bbox: Bbox | None = None

    @classmethod
    def from_params(cls, params: Mapping[str, Sequence[str]]) -> Filter:
        """Read a filter from query parameters; whatever makes no sense is left out.

        Parameters
        ----------
        params
            Name to values, such as ``urllib.parse.parse_qs`` gives. A value may itself be a list
            separated by commas.
        """
        values = {
            name: tuple(dict.fromkeys(chain.from_iterable(v.split(",") for v in params[name])))
            for name in _VALUES
            if name in params
        }
        return cls(
            q=" ".join((params.get("q") or [""])[-1].split())[:MAX_QUERY_LENGTH],
            **{
                name: tuple(v for v in found if v in _VALUES[name]())
                for name, found in values.items()
            },
            started=_years(params.get("started", [])),
            bbox=_bbox(params.get("bbox", [])),
        )

    def to_params(self) -> dict[str, list[str]]:
        """Return the query parameters that :meth:`from_params` reads as an equal filter."""
        values = {
            "q": [self.q],
            **{name: list(getattr(self, name)) for name in _VALUES},
            "started": [str(year) for year in self.started or ()],
            "bbox": [",".join(map(str, self.bbox or ()))],
        }
        return {name: found for name, found in values.items() if any(found)}

    def admits(self, idea: Idea) -> bool:
        """Say whether an example passes everything but the text search."""
        return (
            (not self.kind or idea.kind in self.kind)
            and (not self.service or not set(self.service).isdisjoint(idea.services))
            and (not self.county or idea.county_code in self.county)
            and (not self.municipality or idea.municipality_code in self.municipality)
            and (not self.status or idea.status in self.status)
            and self._admits_year(idea.started)
            and (self.bbox is None or area(self.bbox).intersects(idea.shape))
        )

    def _admits_year(self, year: int | None) -> bool:
        if self.started is None:
            return True
        return year is not None and self.started[0] <= year <= self.started[1]


_VALUES: dict[str, Callable[[], Mapping[str, object]]] = {
    "kind": lambda: KINDS,
    "service": lambda: SERVICES,
    "county": boundaries.counties,
    "municipality": boundaries.municipalities,
    "status": lambda: STATUSES,
}


def _years(values: Sequence[str]) -> tuple[int, int] | None:
    years = [part for value in values for part in value.split(",")]
    if len(years) != 2 or not all(re.fullmatch(r"[12]\d{3}", year, re.ASCII) for year in years):
        return None
    first, last = sorted(map(int, years))
    return first, last


def _bbox(values: Sequence[str]) -> Bbox | None:
    """Read two opposite corners; of six numbers the third and the last are heights."""
    try:
        numbers = [float(part) for part in values[-1].split(",")]
    except (IndexError, ValueError):
        return None
    if len(numbers) not in (4, 6) or not all(map(math.isfinite, numbers)):
        return None
    half = len(numbers) // 2
    south, north = sorted((numbers[1], numbers[half + 1]))
    return numbers[0], south, numbers[half], north


@lru_cache(maxsize=64)
def area(bbox: Bbox) -> BaseGeometry:
    """Return the box as a geometry in WGS84 degrees: two of them across the antimeridian."""
    west, south, east, north = bbox
    spans = [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]
    # The envelope of two corners is a line or a point where the box has no width or height.
    corners = [shapely.MultiPoint([(left, south), (right, north)]) for left, right in spans]
    found = shapely.union_all(shapely.envelope(corners))
    shapely.prepare(found)
    return found


class Catalogue:
    """A collection made ready for searching; safe to share between threads.

    Parameters
    ----------
    ideas
        The examples; without a search text they come back in this order.
    """

    def __init__(self, ideas: Iterable[Idea]) -> None:
        self.ideas = tuple(ideas)
        self._index = TextIndex(_COLUMNS, (_indexed_text(idea) for idea in self.ideas))

    def select(self, filter: Filter) -> tuple[Idea, ...]:
        """Return the examples that the filter admits, the most relevant first."""
        if not words(filter.q):
            return tuple(idea for idea in self.ideas if filter.admits(idea))
        found = (self.ideas[row] for row in self._index.search(filter.q))
        return tuple(idea for idea in found if filter.admits(idea))

    def similar(self, idea: Idea, limit: int = 4) -> tuple[Idea, ...]:
        """Return the examples most like another: same kind, and services that few others have."""
        common = Counter(chain.from_iterable(other.services for other in self.ideas))

        def likeness(other: Idea) -> float:
            shared = set(idea.services) & set(other.services)
            rarity = sum(1 / math.sqrt(common[service]) for service in shared)
            return rarity * (1.5 if other.kind == idea.kind else 1.0)

        others = [other for other in self.ideas if other.id != idea.id and likeness(other) > 0]
        return tuple(sorted(others, key=likeness, reverse=True)[:limit])


def fold(text: str) -> str:
    """Return text in lower case without accents, so that "Östersund" equals "ostersund"."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


_COLUMNS = {
    "title": 8.0,
    "place": 6.0,
    "services": 4.0,
    "summary": 3.0,
    "operator": 2.0,
    "rest": 1.0,
}


def _indexed_text(idea: Idea) -> tuple[str, ...]:
    """The example's words, a string for each of ``_COLUMNS``, in both languages."""
    terms = [KINDS[idea.kind], STATUSES[idea.status], *idea.terms()]
    services = chain.from_iterable((term.sv, term.en, *term.spellings) for term in terms)
    stops = (stop.name for stop in idea.stops)
    lessons = (*idea.lessons, *(idea.lessons_en or ()))
    return (
        f"{idea.title} {idea.title_en or ''}",
        " ".join((idea.place, idea.municipality, idea.county, *stops)),
        " ".join(services),
        f"{idea.summary} {idea.summary_en or ''}",
        idea.operator or "",
        " ".join((idea.description, idea.description_en or "", *lessons)),
    )


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
        slips = 0 if len(typed) < 4 else 1 if len(typed) < 8 else 2
        close = process.extract(
            typed, self._terms, scorer=DamerauLevenshtein.distance, score_cutoff=slips, limit=12
        )
        return [term for term, distance, _ in close if 0 < distance <= slips]
