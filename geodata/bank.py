"""The bank as everybody sees it now: the collection's file and what has been published since.

A :class:`Bank` reads both once, shares the answer between all who ask, and reads again when the
file or the store's counter ``ideas`` has changed, in whichever process the change was made.

Examples
--------
>>> from geodata.database.store import Store
>>> bank = Bank(Path("ideas.geojson"), Store("sqlite://"))
>>> bank.current() is bank.current()
True
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from geodata.collection.geojson import IdeaCollection, collect, read
from geodata.collection.idea import Idea
from geodata.collection.search_index import SearchIndex
from geodata.database.models import Revision, Submission
from geodata.database.store import Store, open_store
from geodata.geography.gazetteer import Gazetteer, Place
from geodata.proximity.nearest import NearbyIndex
from geodata.settings import settings

log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Snapshot:
    """All that is public at one moment, and what has been made of it to answer questions with.

    It is equal only to itself, so that what is made of it can be kept in a cache.
    """

    collection: IdeaCollection

    @cached_property
    def search_index(self) -> SearchIndex:
        """The collection made ready for searching."""
        return SearchIndex(self.collection.ideas)

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """The places that can be found by name."""
        return Gazetteer(
            Place(idea.place, *idea.lonlat, 0, idea.municipality_code)
            for idea in self.collection.ideas
        )

    @cached_property
    def nearest_index(self) -> NearbyIndex:
        """The examples made ready for asking what lies near."""
        return NearbyIndex(self.collection.ideas)

    def build_indexes(self) -> None:
        """Build every index now, so that the first visitor need not wait for them."""
        for name in ("search_index", "gazetteer", "nearest_index"):
            getattr(self, name)


class Bank:
    """The file and the store, read together; safe to share between threads.

    Parameters
    ----------
    path
        The curated collection, see :func:`read`.
    store
        Where submissions are published.
    """

    def __init__(self, path: Path, store: Store) -> None:
        self.path = path
        self.store = store
        self._lock = threading.Lock()
        self._file: tuple[float, IdeaCollection] | None = None
        self._version: tuple[IdeaCollection, int] | None = None
        self._snapshot = Snapshot(IdeaCollection())

    def current(self) -> Snapshot:
        """Return what is public now.

        Never raises for a bad file or a database out of reach: the first is told of in
        :attr:`IdeaCollection.problems`, the second is logged and what was last known is returned.
        """
        with self._lock:
            try:
                self._refresh()
            except SQLAlchemyError:
                log.exception("the database cannot be read")
                if self._version is None:
                    return Snapshot(self.in_file())
            return self._snapshot

    def in_file(self) -> IdeaCollection:
        """Return the file as it is now, without what is in the store."""
        changed = self.path.stat().st_mtime if self.path.exists() else 0.0
        if self._file is None or self._file[0] != changed:
            self._file = changed, read(self.path)
        return self._file[1]

    def _refresh(self) -> None:
        version = self.in_file(), self.store.version("ideas")
        if version == self._version:
            return
        with self.store.read() as session:
            collection = merged(version[0], session)
        for problem in collection.problems:
            log.warning("%s", problem)
        self._snapshot, self._version = Snapshot(collection), version


def merged(collection: IdeaCollection, session: Session) -> IdeaCollection:
    """Return a collection with what is published in place of, or after, its own examples.

    Each says when it was last confirmed, in the file or since. Whatever is withdrawn is left out.
    A published feature that breaks a rule, because the rules have changed since, is a problem like
    any other.
    """
    query = select(
        Submission.idea_id, Submission.state, Submission.confirmed, Revision.feature
    ).outerjoin(
        Revision,
        (Revision.submission_id == Submission.id)
        & (Revision.number == Submission.published_number),
    )
    rows = session.execute(query.order_by(Submission.id)).all()
    withdrawn = {row.idea_id for row in rows if row.state == "withdrawn"}
    features = [row.feature for row in rows if row.feature and row.state != "withdrawn"]
    published = collect(features, "databasen")
    ideas = {idea.id: idea for idea in collection.ideas if idea.id not in withdrawn}
    confirmed = {idea.id: idea.confirmed for idea in collection.ideas}
    confirmed |= {row.idea_id: row.confirmed.date().isoformat() for row in rows if row.confirmed}
    ideas |= published.by_id
    dated = (_confirmed(idea, confirmed.get(idea.id)) for idea in ideas.values())
    return replace(
        collection, ideas=tuple(dated), problems=collection.problems + published.problems
    )


def _confirmed(idea: Idea, date: str | None) -> Idea:
    same = idea.confirmed == date
    return idea if same else idea.model_copy(update={"confirmed": date})


@cache
def _bank(path: Path, store: Store) -> Bank:
    return Bank(path, store)


def open_bank() -> Bank:
    """Return the bank of this process: ``SERVICEKARTAN_IDEAS``, or the file in the project."""
    return _bank(settings().ideas_path, open_store())
