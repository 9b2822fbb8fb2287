"""What the collection holds and what it lacks, in numbers that all lead to the examples behind.

A :class:`Figure` carries the filter that finds exactly the examples it counts:
``figure.count == len(search_index.select(figure.filter))``.

Examples
--------
>>> search_index = SearchIndex([])
>>> [figure.count for figure in count(search_index, Filter(), "kind")]
[0, 0, 0, 0]
>>> len(white_spots(search_index.ideas, Filter(county=("25",)))["25"])
14
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from statistics import median_low

from geodata.collection.facets import FACETS
from geodata.collection.filter import Filter
from geodata.collection.idea import Idea
from geodata.collection.search_index import SearchIndex
from geodata.geography import municipalities as municipalities_module
from geodata.geography.municipalities import Municipality

PER = 10_000
"""How many inhabitants a rate is counted per."""
THIN = 5
"""A county with fewer examples than this says little."""
FIRST_YEARS = (1000, 1999)
YEARS_EACH = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """How many examples there are of something: a key, their number, and what finds them."""

    key: str
    count: int
    filter: Filter


def count(search_index: SearchIndex, filter: Filter, name: str) -> tuple[Figure, ...]:
    """Count the examples that a filter admits by one facet.

    Parameters
    ----------
    search_index, filter
        The examples, and which of them are counted.
    name
        Name of the facet, one of :data:`~geodata.collection.facets.FACETS`.

    Returns
    -------
    tuple of Figure
        One for each key that the filter admits, in the facet's order, including keys without
        examples. An example with several services counts in each of them.

    Raises
    ------
    KeyError
        If there is no facet with that name.
    """
    facet = FACETS[name]
    ideas = search_index.select(filter)
    counts = Counter(chain.from_iterable(facet.keys_of(idea) for idea in ideas))
    keys = getattr(filter, name) or facet.terms()
    return tuple(Figure(key, counts[key], filter.with_values(name, (key,))) for key in keys)


def count_years(search_index: SearchIndex, wanted: Filter) -> tuple[Figure, ...]:
    """Count the examples whose start is known by spans of years, such as ``2015-2019``."""
    starts = [idea.started for idea in search_index.select(wanted) if idea.started]
    if not starts:
        return ()
    first, last = wanted.started or (min(starts), max(starts))
    spans = [(first, FIRST_YEARS[1])] if first <= FIRST_YEARS[1] else []
    begins = range(FIRST_YEARS[1] + 1, last + 1, YEARS_EACH)
    spans += [(max(begin, first), begin + YEARS_EACH - 1) for begin in begins]
    clipped = [(begin, min(end, last)) for begin, end in spans]
    return tuple(
        Figure(
            f"{begin}-{end}",
            sum(begin <= year <= end for year in starts),
            replace(wanted, started=(begin, end)),
        )
        for begin, end in clipped
        if begin <= end
    )


# Municipalities


def municipalities_in(wanted: Filter) -> tuple[Municipality, ...]:
    """Return the municipalities that a filter's county and municipality admit."""
    return tuple(
        each
        for each in municipalities_module.municipalities().values()
        if (not wanted.county or each.county_code in wanted.county)
        and (not wanted.municipality or each.code in wanted.municipality)
    )


def white_spots(ideas: Iterable[Idea], wanted: Filter) -> dict[str, tuple[Municipality, ...]]:
    """Return the municipalities in a filter's area that have none of the examples, by county.

    The most populous stand first; a county where none is white is left out.
    """
    covered = {idea.municipality_code for idea in ideas}
    white = [each for each in municipalities_in(wanted) if each.code not in covered]
    white.sort(key=lambda each: -each.population)
    return {
        code: found
        for code in municipalities_module.counties()
        if (found := tuple(each for each in white if each.county_code == code))
    }


def inhabitants(municipalities: Iterable[Municipality]) -> int:
    """Return how many people live in the municipalities together."""
    return sum(each.population for each in municipalities)


def rate(count: int, code: str) -> float:
    """Return how many that is per 10,000 inhabitants of a municipality.

    Examples
    --------
    >>> round(rate(5, "2505"), 1)  # Arvidsjaur
    8.2
    """
    return count * PER / municipalities_module.municipalities()[code].population


# What the numbers do not say


@dataclass(frozen=True, slots=True)
class DataGaps:
    """How much is not known of some examples.

    Attributes
    ----------
    total
        How many examples there are.
    unknown_status, undated, area_only, unknown_start
        How many of them have a status that no source tells, a source without a date, a pin that
        shows only the area, and no known start.
    middle_year
        The year that half of the dated ones are from, or older; None if none is dated.
    """

    total: int
    unknown_status: int
    undated: int
    area_only: int
    unknown_start: int
    middle_year: int | None


def data_gaps(ideas: Sequence[Idea]) -> DataGaps:
    """Count what is not known of the examples."""
    years = [int(idea.status_as_of[:4]) for idea in ideas if idea.status_as_of]
    return DataGaps(
        total=len(ideas),
        unknown_status=sum(idea.status == "unknown" for idea in ideas),
        undated=len(ideas) - len(years),
        area_only=sum(idea.place_accuracy == "area" for idea in ideas),
        unknown_start=sum(idea.started is None for idea in ideas),
        middle_year=median_low(years) if years else None,
    )


def sparse(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    """Return the figures with fewer than ``THIN`` examples, the fewest first."""
    return tuple(sorted((f for f in figures if f.count < THIN), key=lambda f: f.count))
