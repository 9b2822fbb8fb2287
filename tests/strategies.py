"""Hypothesis strategies that several test modules draw from."""

from hypothesis import strategies as st

from geodata.collection.filter import Filter
from geodata.collection.vocabulary import KINDS, SERVICES, STATUSES

filters = st.builds(
    Filter,
    kind=st.lists(st.sampled_from(list(KINDS)), unique=True, max_size=2).map(tuple),
    service=st.lists(st.sampled_from(list(SERVICES)), unique=True, max_size=3).map(tuple),
    county=st.lists(st.sampled_from(["25", "05", "01"]), unique=True).map(tuple),
    municipality=st.lists(st.sampled_from(["2505", "0583"]), unique=True).map(tuple),
    status=st.lists(st.sampled_from(list(STATUSES)), unique=True).map(tuple),
    started=st.none() | st.tuples(st.integers(1990, 2010), st.integers(2010, 2026)),
    bbox=st.none() | st.just((10.0, 55.0, 17.0, 60.0)),
)
"""Filters without words, over the places and years of `tests.factory`."""
