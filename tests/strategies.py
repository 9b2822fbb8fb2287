"""Hypothesis strategies that several test modules draw from."""

from hypothesis import strategies as st

from geodata.collection.facets import FACETS
from geodata.collection.filter import Filter

# Of the many areas, those that have an example or are neighbours of one.
COMMON_KEYS = {"county": ["25", "05", "01"], "municipality": ["2505", "0583"]}

filters = st.builds(
    Filter,
    **{
        name: st.lists(
            st.sampled_from(COMMON_KEYS.get(name) or list(facet.terms())), unique=True, max_size=3
        ).map(tuple)
        for name, facet in FACETS.items()
    },
    started=st.none() | st.tuples(st.integers(1990, 2010), st.integers(2010, 2026)),
    bbox=st.none() | st.just((10.0, 55.0, 17.0, 60.0)),
)
"""Filters without words, over the places and years of `tests.factory`."""
