"""The shipped collection and its index, read once for all the tests of a process."""

from functools import cache

from geodata.collection.geojson import read
from geodata.collection.search.search_index import SearchIndex
from geodata.settings import ROOT

SHIPPED = read(ROOT / "ideas.geojson")


@cache
def shipped_index() -> SearchIndex:
    return SearchIndex(SHIPPED.ideas)
