"""The bank as all visitors share it, in the shapes that the pages use."""

from __future__ import annotations

from geodata.bank import open_bank
from geodata.ideas import IdeaCollection
from geodata.nearby import NearbyIndex
from geodata.places import Gazetteer
from geodata.search import Catalogue


def load() -> tuple[IdeaCollection, Catalogue]:
    """Return the collection and its catalogue; never raises for a bad or missing file."""
    now = open_bank().current()
    return now.collection, now.catalogue


def load_near() -> tuple[Gazetteer, NearbyIndex]:
    """Return the places that can be found by name and the index of what is near, as `load` does."""
    now = open_bank().current()
    return now.gazetteer, now.nearby
