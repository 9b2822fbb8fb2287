"""Offline gazetteer: find towns, villages and municipalities by name.

The sources and licences of the built-in places are listed in ``geodata/data/README.md`` (GeoNames,
CC BY 4.0, must be credited where the places are shown). An operator can add SCB's localities with
``python -m geodata places``, see :mod:`geodata.geography.install_localities`. Coordinates are WGS84
lon/lat.

Examples
--------
>>> gazetteer = Gazetteer()
>>> [gazetteer.label(place) for place in gazetteer.find("berg", 2)]
['Berg, Berg', 'Berg, Linköping']
>>> gazetteer.find("Goteborg", 1)[0].municipality
'Göteborg'
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from geodata import errors
from geodata.geography import boundaries, municipalities
from geodata.geography.municipalities import DATA_FOLDER
from geodata.text import Spellings, caseless, fold, slips_allowed


@dataclass(frozen=True, slots=True)
class Place:
    """A named place: a point in WGS84 lon/lat degrees and its population (0 if unknown).

    ``other_names`` are alternative names, for searching only.
    """

    name: str
    lon: float
    lat: float
    population: int
    municipality_code: str
    other_names: tuple[str, ...] = ()

    @property
    def municipality(self) -> str:
        """Name of the municipality that the place lies in."""
        return municipalities.municipalities()[self.municipality_code].name


# Sources


@cache
def towns() -> tuple[Place, ...]:
    """Return the 1,323 built-in places, the most populous first."""
    return _read(DATA_FOLDER / "places.csv")


@cache
def _more_places() -> tuple[Place, ...]:
    return _read(DATA_FOLDER / "more_places.csv")


def localities_file() -> Path:
    """Return the path of SCB's installed localities; the file need not exist."""
    return boundaries.installed_file().with_name("places.csv")


def localities() -> tuple[Place, ...]:
    """Return SCB's localities, the most populous first; empty unless an operator installed them.

    Cached by modification time, so a file that another process installs is noticed.

    Raises
    ------
    GeodataError
        If the installed file cannot be read.
    """
    path = localities_file()
    try:
        return _installed(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        return ()


@lru_cache(maxsize=1)
def _installed(path: Path, _changed: int) -> tuple[Place, ...]:
    try:
        return _read(path)
    except (KeyError, TypeError, ValueError) as error:
        message = f"{path} är skadad. Installera orterna på nytt."
        raise errors.GeodataError(message) from error


def _read(path: Path) -> tuple[Place, ...]:
    with path.open(encoding="utf-8", newline="") as file:
        places = [
            Place(
                row["name"],
                float(row["lon"]),
                float(row["lat"]),
                int(row["population"]),
                row["municipality_code"],
                tuple(filter(None, row.get("alternative_names", "").split(";"))),
            )
            for row in csv.DictReader(file)
        ]
    return tuple(sorted(places, key=lambda place: -place.population))


def _municipalities() -> Iterator[Place]:
    """Yield each municipality as a place at its largest town, for names that no town has."""
    largest = {town.municipality_code: town for town in reversed(towns())}
    for code, municipality in municipalities.municipalities().items():
        town = largest[code]
        yield Place(municipality.name, town.lon, town.lat, municipality.population, code)


# Search


class Gazetteer:
    """Name index of all places; safe to share between threads.

    A name occurs at most once in each municipality. The names of the municipalities are included:
    one that no place has, such as Gotland or Tanum, is placed at the municipality's largest town,
    with the population of the whole municipality.

    Parameters
    ----------
    extra_places
        Further places, such as those of the collection; each counts only where no list has the
        same name in the same municipality.

    Attributes
    ----------
    places
        Every place, the most populous first.
    """

    def __init__(self, extra_places: Iterable[Place] = ()) -> None:
        index: dict[tuple[str, str], Place] = {}
        lists = (localities(), towns(), _more_places(), _municipalities(), extra_places)
        for place in chain.from_iterable(lists):
            key = _keys(place.name)[0], place.municipality_code
            first = index.setdefault(key, place)
            if place.other_names and not first.other_names:
                index[key] = replace(first, other_names=place.other_names)
        self._in_municipality = defaultdict(list)
        for (name, code), place in index.items():
            self._in_municipality[code].append((name, place))
        self._spellings: dict[str, Spellings[Place]] = {}
        self.places = tuple(sorted(index.values(), key=lambda p: (-p.population, p.name)))
        self._namesakes = Counter(_keys(place.name)[0] for place in self.places)
        self._names = [
            _Name(*_keys(name), name == place.name, row)
            for row, place in enumerate(self.places)
            for name in (place.name, *place.other_names)
        ]

    def find(self, text: str, limit: int = 8) -> tuple[Place, ...]:
        """Return the places that a typed text may mean, the likeliest first.

        The order is: the exact name, the name without its accents, names that begin with the text,
        names with a later word that begins with it; within each group the most populous first. If
        there are no such names, those within :func:`~geodata.text.slips_allowed` edits. Accents may
        be left out, but one that is typed counts: Håbo is not Habo.

        Parameters
        ----------
        text
            A name or its beginning, in any letter case; optionally a comma and the beginning of
            the municipality's name, as :meth:`label` writes it.
        limit
            Largest number of places to return.

        Examples
        --------
        >>> [place.municipality_code for place in Gazetteer().find("Berg, Lin")]
        ['0580']
        """
        name, _, municipality = text.partition(",")
        typed = _key(name)
        if not typed:
            return ()
        ranks = self._matches(typed) or self._near_misses(typed)
        rows = sorted(ranks, key=lambda row: (ranks[row], row))
        places = (self.places[row] for row in rows)
        beginning = _key(municipality)
        return tuple(p for p in places if _begins(_key(p.municipality), beginning))[:limit]

    def named(self, text: str) -> Place | None:
        """Return the one place that a text names in full, None if it names none or several.

        Examples
        --------
        >>> Gazetteer().named("Berg") is None
        True
        >>> Gazetteer().named("berg, linköping").municipality_code
        '0580'
        """
        typed, name = _key(text), _key(text.partition(",")[0])
        places = self.find(text, limit=len(self.places))
        meanings = (
            [place for place in places if caseless(self.label(place)) == caseless(text)],
            [place for place in places if _key(self.label(place)) == typed],
            [place for place in places if _key(place.name) == name],
            [place for place in places if fold(_key(self.label(place))) == typed],
            [place for place in places if fold(_key(place.name)) == name],
            [place for place in places if name in map(_key, place.other_names)],
        )
        likeliest = next(filter(None, meanings), [])
        return likeliest[0] if len(likeliest) == 1 else None

    def begins_others(self, text: str, place: Place) -> bool:
        """Return whether other places' names begin with what names ``place`` in full.

        Examples
        --------
        >>> gazetteer = Gazetteer()
        >>> gazetteer.begins_others("Bor", gazetteer.named("Bor"))
        True
        """
        typed = _key(text)
        return any(other != place and _begins(_key(other.name), typed) for other in self.places)

    def within(self, name: str, municipality_code: str) -> Place | None:
        """Return the place with a name in a municipality, None if there is none.

        Examples
        --------
        >>> Gazetteer().within("berg", "0580").municipality
        'Linköping'
        """
        if municipality_code not in self._in_municipality:
            return None
        if municipality_code not in self._spellings:
            pairs = self._in_municipality[municipality_code]
            self._spellings[municipality_code] = Spellings(pairs)
        return self._spellings[municipality_code].get(_key(name))

    def label(self, place: Place) -> str:
        """Return the place's name, followed by its municipality's if the name is ambiguous."""
        ambiguous = self._namesakes[_key(place.name)] > 1
        return f"{place.name}, {place.municipality}" if ambiguous else place.name

    def _matches(self, typed: str) -> dict[int, int]:
        """Return the rank of each row whose name equals, or begins with, the typed text."""
        ranks: dict[int, int] = {}
        for name in self._names:
            key = name.spelling(typed)
            if typed in key and (rank := _rank(typed, key)) is not None:
                exact = name.is_own and name.key == typed
                ranks[name.row] = min(rank - exact, ranks.get(name.row, rank))
        return ranks

    def _near_misses(self, typed: str) -> dict[int, int]:
        """Return the edit distance of each row whose name is almost the typed text."""
        hits = process.extract(
            typed,
            [name.spelling(typed) for name in self._names],
            scorer=DamerauLevenshtein.distance,
            score_cutoff=slips_allowed(typed),
            limit=None,
        )
        return {self._names[at].row: distance for _, distance, at in reversed(hits)}


@dataclass(frozen=True, slots=True)
class _Name:
    """A name in the index: its key, the key without accents, whether it is the place's own."""

    key: str
    folded: str
    is_own: bool
    row: int

    def spelling(self, typed: str) -> str:
        """Return the spelling to compare a typed key with: without accents if that has none."""
        return self.folded if typed.isascii() else self.key


def _rank(typed: str, key: str) -> int | None:
    if key == typed:
        return 1
    if key.startswith(typed):
        return 2
    return 3 if f" {typed}" in key else None


def _begins(key: str, typed: str) -> bool:
    return (fold(key) if typed.isascii() else key).startswith(typed)


# Nearly all names are those of the snapshot before: to work out their keys anew took 0.1 s.
@lru_cache(maxsize=32_768)
def _keys(name: str) -> tuple[str, str]:
    """Return the key of a place's name, and the key without accents."""
    key = _key(name)
    return key, fold(key)


def _key(name: str) -> str:
    """Return the caseless words of a name with single spaces between, for comparison."""
    return " ".join(re.findall(r"\w+", caseless(name)))
