"""Places by name, offline: towns, villages, municipalities and the places of the collection.

Where the built-in places come from and on what terms stands in ``geodata/data/README.md``
(GeoNames, CC BY 4.0, is to be named where they are shown). An operator can add SCB's localities
with ``python -m geodata places``, see :mod:`geodata.geography.install_localities`.
Coordinates are WGS84 lon/lat.

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
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from geodata import errors
from geodata.collection.idea import Idea
from geodata.geography import boundaries, municipalities
from geodata.text import fold

_DATA = Path(__file__).parents[1] / "data"


@dataclass(frozen=True, slots=True)
class Place:
    """A named place: a point in WGS84 lon/lat degrees, and how many live there (0 if unknown).

    ``other_names`` are what else people call it, for searching only.
    """

    name: str
    lon: float
    lat: float
    population: int
    municipality_code: str
    other_names: tuple[str, ...] = ()

    @property
    def municipality(self) -> str:
        """The name of the municipality that it lies in."""
        return municipalities.municipalities()[self.municipality_code].name


# Sources


@cache
def towns() -> tuple[Place, ...]:
    """Return the 1,323 places that come with the package, the most populous first."""
    return _read(_DATA / "places.csv")


def localities_file() -> Path:
    """Return where SCB's localities are installed, whether they are or not."""
    return boundaries.installed_file().with_name("places.csv")


def localities() -> tuple[Place, ...]:
    """Return SCB's localities, the most populous first; none unless an operator installed them.

    Cached; a file installed meanwhile, also by another process, is noticed.

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
    """Yield every municipality's name at its largest town, for names that no town has."""
    largest = {town.municipality_code: town for town in reversed(towns())}
    for code, municipality in municipalities.municipalities().items():
        town = largest[code]
        yield Place(municipality.name, town.lon, town.lat, municipality.population, code)


# Search


class Gazetteer:
    """All places that can be found by name; safe to share between threads.

    A name stands at most once for each municipality. The names of the municipalities are among
    them: one that no place has, such as Gotland or Tanum, stands at the municipality's largest
    town, with the population of the whole municipality.

    Parameters
    ----------
    ideas
        The collection; its places can be found even where no list of places has them.

    Attributes
    ----------
    places
        Every place, the most populous first.
    """

    def __init__(self, ideas: Iterable[Idea] = ()) -> None:
        known: dict[tuple[str, str], Place] = {}
        collected = (Place(i.place, *i.lonlat, 0, i.municipality_code) for i in ideas)
        hand_kept = _read(_DATA / "more_places.csv")
        for place in chain(localities(), towns(), hand_kept, _municipalities(), collected):
            same = known.setdefault((_key(place.name), place.municipality_code), place)
            if place.other_names and not same.other_names:
                known[_key(same.name), same.municipality_code] = replace(
                    same, other_names=place.other_names
                )
        self._known = known
        self.places = tuple(sorted(known.values(), key=lambda p: (-p.population, p.name)))
        self._namesakes = Counter(_key(place.name) for place in self.places)
        self._names = [
            (_key(name), name.lower() if name == place.name else "", row)
            for row, place in enumerate(self.places)
            for name in (place.name, *place.other_names)
        ]

    def find(self, text: str, limit: int = 8) -> tuple[Place, ...]:
        """Return the places that a typed text may mean, the likeliest first.

        First the very name, then the same without its accents, then names that begin so, then
        names with a later word that does; of each the most populous first. If there are none,
        names at one slip of the finger, or two for long names.

        Parameters
        ----------
        text
            A name or its beginning, in any letter case; after a comma may follow the beginning of
            the municipality's name, as :meth:`label` writes it.
        limit
            How many to return at most.

        Examples
        --------
        >>> [place.municipality_code for place in Gazetteer().find("Berg, Lin")]
        ['0580']
        """
        name, _, municipality = text.partition(",")
        typed = _key(name)
        if not typed:
            return ()
        ranks = self._matches(typed, _written(name)) or self._slips(typed)
        rows = sorted(ranks, key=lambda row: (ranks[row], row))
        found = (self.places[row] for row in rows)
        within = _key(municipality)
        return tuple(p for p in found if _key(p.municipality).startswith(within))[:limit]

    def named(self, text: str) -> Place | None:
        """Return the place that a text names in full, None if that is none or several.

        Examples
        --------
        >>> Gazetteer().named("Berg") is None
        True
        >>> Gazetteer().named("berg, linköping").municipality_code
        '0580'
        """
        typed, name = _key(text), _key(text.partition(",")[0])
        found = self.find(text, limit=len(self.places))
        meanings = (
            [place for place in found if self.label(place) == text.strip()],
            [place for place in found if _key(self.label(place)) == typed],
            [place for place in found if _key(place.name) == name],
            [place for place in found if name in map(_key, place.other_names)],
        )
        likeliest = next(filter(None, meanings), [])
        return likeliest[0] if len(likeliest) == 1 else None

    def within(self, name: str, municipality_code: str) -> Place | None:
        """Return the place of a name in a municipality, None if there is none.

        Examples
        --------
        >>> Gazetteer().within("berg", "0580").municipality
        'Linköping'
        """
        return self._known.get((_key(name), municipality_code))

    def label(self, place: Place) -> str:
        """Return the name, with the municipality's where several places share it."""
        several = self._namesakes[_key(place.name)] > 1
        return f"{place.name}, {place.municipality}" if several else place.name

    def _matches(self, typed: str, written: str) -> dict[int, int]:
        """Return the rank of each row with a name that is, or begins as, the typed one."""
        ranks: dict[int, int] = {}
        for key, name, row in self._names:
            if typed in key and (rank := _rank(typed, key)) is not None:
                ranks[row] = min(rank - (name == written), ranks.get(row, rank))
        return ranks

    def _slips(self, typed: str) -> dict[int, int]:
        """Return the number of slips for each row with a name that is almost the typed one."""
        most = 0 if len(typed) < 4 else 1 if len(typed) < 8 else 2
        keys = [key for key, _, _ in self._names]
        near = process.extract(
            typed, keys, scorer=DamerauLevenshtein.distance, score_cutoff=most, limit=None
        )
        return {self._names[at][2]: slips for _, slips, at in reversed(near)}


def _rank(typed: str, key: str) -> int | None:
    if key == typed:
        return 1
    if key.startswith(typed):
        return 2
    return 3 if f" {typed}" in key else None


def _key(name: str) -> str:
    """Return a name as it is compared: folded, and with a space for whatever is no letter."""
    return " ".join(re.findall(r"\w+", fold(name)))


def _written(name: str) -> str:
    return unicodedata.normalize("NFC", name.strip().lower())
