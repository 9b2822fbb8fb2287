"""Statistics of the collection: counts by facet and year, rates, gaps in the data.

A :class:`Figure` carries the filter that selects exactly the examples it counts:
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
from geodata.collection.search.search_index import SearchIndex
from geodata.geography.municipalities import Municipality
from geodata.geography.municipalities import counties as all_counties
from geodata.geography.municipalities import municipalities as all_municipalities

PER = 10_000
"""Number of inhabitants that a rate is given per."""
THIN = 5
"""Number of examples below which a county is sparsely covered."""
FIRST_YEARS = (1000, 1999)
"""Span of years that is counted as one, because few examples began so early."""
YEARS_EACH = 5
"""Number of years in each later span."""


@dataclass(frozen=True, slots=True)
class Figure:
    """Number of examples with a key, and the filter that selects them."""

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


def facet_counts(search_index: SearchIndex, filter: Filter) -> dict[str, Counter[str]]:
    """Count, for each facet, the hits of each key if it alone were chosen there.

    The rest of the filter stays as it is. A key without hits counts 0.

    Examples
    --------
    >>> facet_counts(SearchIndex([]), Filter(kind=("digital",)))["kind"]["fixed"]
    0
    """
    facet_rows, hits = search_index.facet_rows, search_index.matches(filter.q)
    without = {name: filter.with_values(name, ()) for name in FACETS}
    return {
        name: facet_rows.counts(name, hits & facet_rows.admitted(rest))
        for name, rest in without.items()
    }


def count_years(search_index: SearchIndex, filter: Filter) -> tuple[Figure, ...]:
    """Count the examples with a known start by spans of years, with keys such as ``2015-2019``."""
    starts = [idea.started for idea in search_index.select(filter) if idea.started]
    if not starts:
        return ()
    first, last = filter.started or (min(starts), max(starts))
    spans = [(first, FIRST_YEARS[1])] if first <= FIRST_YEARS[1] else []
    begins = range(FIRST_YEARS[1] + 1, last + 1, YEARS_EACH)
    spans += [(max(begin, first), begin + YEARS_EACH - 1) for begin in begins]
    clipped = [(begin, min(end, last)) for begin, end in spans]
    return tuple(
        Figure(
            f"{begin}-{end}",
            sum(begin <= year <= end for year in starts),
            replace(filter, started=(begin, end)),
        )
        for begin, end in clipped
        if begin <= end
    )


# Municipalities


def municipalities_in(filter: Filter) -> tuple[Municipality, ...]:
    """Return the municipalities that the counties and municipalities of a filter admit."""
    return tuple(
        municipality
        for municipality in all_municipalities().values()
        if (not filter.county or municipality.county_code in filter.county)
        and (not filter.municipality or municipality.code in filter.municipality)
    )


def white_spots(ideas: Iterable[Idea], filter: Filter) -> dict[str, tuple[Municipality, ...]]:
    """Return the municipalities in a filter's area without any of the examples, by county code.

    The most populous come first; counties without such municipalities are left out.
    """
    covered = {idea.municipality_code for idea in ideas}
    white = [m for m in municipalities_in(filter) if m.code not in covered]
    white.sort(key=lambda m: -m.population)
    return {
        code: in_county
        for code in all_counties()
        if (in_county := tuple(m for m in white if m.county_code == code))
    }


def inhabitants(municipalities: Iterable[Municipality]) -> int:
    """Return the total population of the municipalities."""
    return sum(municipality.population for municipality in municipalities)


def rate(count: int, code: str) -> float:
    """Return a count per 10,000 inhabitants of the municipality with a code.

    Examples
    --------
    >>> round(rate(5, "2505"), 1)  # Arvidsjaur
    8.2
    """
    return count * PER / all_municipalities()[code].population


# Gaps in the data


@dataclass(frozen=True, slots=True)
class DataGaps:
    """Counts of unknown values.

    Attributes
    ----------
    total
        Number of examples.
    unknown_status, undated, area_only, unknown_start
        Number of examples with unknown status, without a date of the status, with a position that
        is only an area, and without a known start.
    middle_year
        Median year of the dated statuses (the lower of two); None if none is dated.
    """

    total: int
    unknown_status: int
    undated: int
    area_only: int
    unknown_start: int
    middle_year: int | None


def data_gaps(ideas: Sequence[Idea]) -> DataGaps:
    """Count the unknown values of the examples."""
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
