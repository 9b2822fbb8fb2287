"""The bank as all visitors share it, in the shapes that the pages use."""

from __future__ import annotations

from geodata.bank import open_bank
from geodata.collection.geojson import IdeaCollection
from geodata.collection.search_index import Catalogue
from geodata.geography.gazetteer import Gazetteer
from geodata.proximity.nearest import NearbyIndex


def load() -> tuple[IdeaCollection, Catalogue]:
    """Return the collection and its catalogue; never raises for a bad or missing file."""
    now = open_bank().current()
    return now.collection, now.catalogue


def load_near() -> tuple[Gazetteer, NearbyIndex]:
    """Return the places that can be found by name and the index of what is near, as `load` does."""
    now = open_bank().current()
    return now.gazetteer, now.nearby
