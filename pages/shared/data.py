"""The collection as all visitors share it: read once, read again when the file changes."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import streamlit as st

from geodata.ideas import IdeaCollection, read
from geodata.nearby import NearbyIndex
from geodata.places import Gazetteer
from geodata.search import Catalogue

ROOT = Path(__file__).parents[2]
log = logging.getLogger(__name__)


def collection_path() -> Path:
    """Return the file of examples: ``SERVICEKARTAN_IDEAS`` or the one in the repository."""
    return Path(os.environ.get("SERVICEKARTAN_IDEAS", ROOT / "ideas.geojson"))


@st.cache_resource(show_spinner=False, max_entries=1)
def _load(path: Path, changed: float) -> tuple[IdeaCollection, Catalogue]:  # noqa: ARG001 - cache key
    collection = read(path)
    for problem in collection.problems:
        log.warning("%s", problem)
    return collection, Catalogue(collection.ideas)


def load() -> tuple[IdeaCollection, Catalogue]:
    """Return the collection and its catalogue; never raises for a bad or missing file."""
    return _load(*_version())


def _version() -> tuple[Path, float]:
    path = collection_path()
    return path, path.stat().st_mtime if path.exists() else 0.0


@st.cache_resource(show_spinner=False, max_entries=1)
def _load_near(path: Path, changed: float) -> tuple[Gazetteer, NearbyIndex]:
    collection, _ = _load(path, changed)
    return Gazetteer(collection.ideas), NearbyIndex(collection.ideas)


def load_near() -> tuple[Gazetteer, NearbyIndex]:
    """Return the places that can be found by name and the index of what is near, as `load` does."""
    return _load_near(*_version())
