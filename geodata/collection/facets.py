"""Facets: the properties by which examples are filtered and counted.

The filter, the statistics, the API's parameters, the filter widgets and the words in addresses all
iterate over :data:`FACETS`. A new facet takes its row in the table and the field of the same name
in :class:`~geodata.collection.filter.Filter`.

Examples
--------
>>> FACETS["county"].terms()["25"].label("en")
'Norrbottens län'
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from geodata.collection.idea import Idea
from geodata.collection.vocabulary import KINDS, SERVICES, STATUSES, Term
from geodata.geography import municipalities


@dataclass(frozen=True, slots=True)
class Facet:
    """One property by which examples are filtered and counted.

    Attributes
    ----------
    label
        Name of the facet as people see it. Its key is the query parameter and the field of
        :class:`~geodata.collection.filter.Filter`.
    terms
        Returns every key that the facet may take, with its label, in the usual order.
    keys_of
        Returns the keys of an example, usually one.
    alphabetical
        Whether a list of choices is easier to read in order of label than in the usual order.
    is_place
        Whether the keys are places, by which a heading says where and not what.
    note
        What the keys are, in English, for the API's description; "" if their names say it.
    """

    label: Term
    terms: Callable[[], Mapping[str, Term]]
    keys_of: Callable[[Idea], tuple[str, ...]]
    alphabetical: bool = False
    is_place: bool = False
    note: str = ""

    @property
    def name(self) -> str:
        """Query parameter and field of the filter."""
        return self.label.key

    def valid(self, keys: Iterable[str]) -> tuple[str, ...]:
        """Return the keys that the facet may take, each once and in the order given."""
        terms = self.terms()
        return tuple(key for key in dict.fromkeys(keys) if key in terms)


def _same_in_both(names: Mapping[str, str]) -> dict[str, Term]:
    return {code: Term(code, name, name) for code, name in names.items()}


@cache
def _county_terms() -> dict[str, Term]:
    return _same_in_both(municipalities.counties())


@cache
def _municipality_terms() -> dict[str, Term]:
    facts = municipalities.municipalities()
    return _same_in_both({code: municipality.name for code, municipality in facts.items()})


FACETS: dict[str, Facet] = {
    facet.name: facet
    for facet in (
        Facet(
            label=Term("kind", "Slag", "Kind"),
            terms=lambda: KINDS,
            keys_of=lambda idea: (idea.kind,),
            note="Kinds of example.",
        ),
        Facet(
            label=Term("service", "Service", "Service"),
            terms=lambda: SERVICES,
            keys_of=lambda idea: idea.services,
            alphabetical=True,
            note="Services offered.",
        ),
        Facet(
            label=Term("county", "Län", "County"),
            terms=_county_terms,
            keys_of=lambda idea: (idea.county_code,),
            is_place=True,
            note="County codes.",
        ),
        Facet(
            label=Term("municipality", "Kommun", "Municipality"),
            terms=_municipality_terms,
            keys_of=lambda idea: (idea.municipality_code,),
            alphabetical=True,
            is_place=True,
            note="Municipality codes.",
        ),
        Facet(
            label=Term("status", "Läge", "Status"),
            terms=lambda: STATUSES,
            keys_of=lambda idea: (idea.status,),
            note="Operating statuses.",
        ),
    )
}
"""Every facet by its name, in the order of the filter widgets."""
