"""The bank: the published collection, merged from the file and the store.

A :class:`Bank` caches the result as a :class:`Snapshot` and reads again when the file or one of the
store's ``COUNTERS`` has changed, in any process.

Examples
--------
>>> from geodata.database.store import Store
>>> bank = Bank(Path("ideas.geojson"), Store("sqlite://"))
>>> bank.current() is bank.current()
True
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from operator import is_
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from geodata.collection.geojson import IdeaCollection, Problem, collect
from geodata.collection.idea import Idea
from geodata.collection.search.search_index import SearchIndex
from geodata.database.models import Revision, Submission
from geodata.database.store import Store, open_store
from geodata.geography.crs import DEGREES_CRS
from geodata.geography.gazetteer import Gazetteer, Place
from geodata.guides.guides import Edits, Guides, read_guides
from geodata.guides.revisions import read_edits
from geodata.kept_readings import paused_collector, read_kept
from geodata.pictures.store import stored_pictures
from geodata.proximity.nearest import NearbyIndex
from geodata.settings import settings
from geodata.swedish_time import local_date

if TYPE_CHECKING:
    import geopandas as gpd

log = logging.getLogger(__name__)
BATCH = 500
"""Revisions read by one query."""
MAX_LOGGED = 50
"""Problems logged at each reading: a clock that is behind gives one for each example."""
LAST_GOOD = "kartan visar samlingen som den var innan filen ändrades"


_OF_COLLECTION = frozenset({"search_index", "gazetteer", "nearest_index", "frame", "pictures"})
"""The cached attributes of a snapshot that its collection alone decides."""
COUNTERS = ("ideas", "guides")
"""The counters of the store whose change calls for a new snapshot."""


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The published collection at one moment, with its indexes, each built on first use.

    Equal only to itself, so that it can be a cache key. ``guide_edits`` are the editors' guides,
    ``withdrawn`` the ids of the examples that were published once.
    """

    collection: IdeaCollection
    guide_edits: Edits = field(default_factory=dict)
    withdrawn: frozenset[str] = frozenset()
    moments: Mapping[str, dt.datetime] = field(default_factory=dict)
    """When the published version of each example in the store was written."""

    @cached_property
    def search_index(self) -> SearchIndex:
        """Full-text index and filters of the collection."""
        return SearchIndex(self.collection.ideas, self.collection.digest)

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """Places by name, those of the examples included."""
        first = {(i.place, i.municipality_code): i for i in reversed(self.collection.ideas)}
        return Gazetteer(
            Place(idea.place, *idea.lonlat, 0, idea.municipality_code)
            for idea in reversed(first.values())
        )

    @cached_property
    def nearest_index(self) -> NearbyIndex:
        """Spatial index of the examples, in EPSG:3006."""
        return NearbyIndex(self.collection.ideas)

    @cached_property
    def pictures(self) -> frozenset[str]:
        """The ids of the pictures that the examples have: those that anyone may see."""
        ideas = self.collection.ideas
        return frozenset(picture.id for idea in ideas for picture in idea.pictures or ())

    @cached_property
    def frame(self) -> gpd.GeoDataFrame:
        """The examples as a GeoDataFrame (EPSG:4326), for exports, spatial joins and notebooks.

        The index is the id; the columns are the properties of :meth:`Idea.to_feature`, None where
        an example lacks one (lists and dicts stay as they are), and ``geometry``. The frame is
        shared: copy it before changing it.

        Examples
        --------
        >>> from geodata.collection.geojson import read
        >>> frame = Snapshot(read("ideas.geojson")).frame
        >>> frame.loc["moskosel-navet", ["place", "municipality_code", "kind"]].tolist()
        ['Moskosel', '2505', 'fixed']
        >>> frame.crs.to_epsg()
        4326
        """
        # Half a second to import, and the map does without.
        import geopandas as gpd
        import pandas as pd

        columns = [name for name in Idea.model_fields if name not in ("id", "geometry")]
        ideas = self.collection.ideas
        properties = pd.DataFrame(
            [idea.to_feature()["properties"] for idea in ideas],
            index=pd.Index([idea.id for idea in ideas], name="id"),
            columns=columns,
            dtype=object,
        )
        shapes = [idea.shape for idea in ideas]
        complete = properties.where(properties.notna(), None)
        return gpd.GeoDataFrame(complete, geometry=shapes, crs=DEGREES_CRS)

    @cached_property
    def guides(self) -> Guides:
        """The guides "Så gör ni" whose examples are all published, the editors' among them."""
        return read_guides(self.collection.by_id.keys(), self.guide_edits, self.withdrawn)

    def with_guide_edits(self, edits: Edits) -> Snapshot:
        """Return a snapshot of the same collection with other guides; its indexes are kept."""
        snapshot = replace(self, guide_edits=edits)
        indexes = {name: value for name, value in vars(self).items() if name in _OF_COLLECTION}
        vars(snapshot).update(indexes)
        return snapshot

    def build_indexes(self) -> None:
        """Build the indexes of every page now, so that the first visitor need not wait."""
        with paused_collector():
            for name in ("search_index", "gazetteer", "nearest_index", "guides"):
                getattr(self, name)


class Bank:
    """The file and the store, merged and cached; safe to share between threads.

    Parameters
    ----------
    path
        The curated collection, GeoJSON as :func:`read` reads it.
    store
        The database of submissions.
    """

    def __init__(self, path: Path, store: Store) -> None:
        self.path = path
        self.store = store
        self._lock = threading.Lock()
        self._file: tuple[tuple[int, ...], IdeaCollection] | None = None
        self._version: tuple[IdeaCollection, dict[str, int]] | None = None
        self._snapshot = Snapshot(IdeaCollection())
        self._revisions = ValidatedRevisions()
        self._failing = False

    def current(self) -> Snapshot:
        """Return the snapshot of the present collection.

        Never raises for a bad file or an unreachable database. A bad file is reported in
        :attr:`IdeaCollection.problems`; without the database, which is logged, the last snapshot
        is returned or, if there is none, the file alone.
        """
        with self._lock:
            try:
                self._refresh()
                self._failing = False
            except SQLAlchemyError:
                # Once in an outage: it is asked at every visitor's every click.
                log.log(
                    logging.DEBUG if self._failing else logging.ERROR,
                    "the database cannot be read",
                    exc_info=True,
                )
                self._failing = True
                if self._version is None:
                    return Snapshot(self.file_collection())
            return self._snapshot

    def file_collection(self) -> IdeaCollection:
        """Return the collection in the file, without the store; read again when the file changes.

        A file that cannot be read, is half-written or gone leaves the last good examples as they
        are, with the file's problems beside them.
        """
        version = _file_version(self.path)
        if self._file is None or self._file[0] != version:
            collection = read_kept(self.path)
            if collection.unreadable and self._file and self._file[1].ideas:
                note = Problem(self.path.name, "", "", LAST_GOOD, "", "note")
                problems = (*collection.problems, note)
                collection = replace(self._file[1], problems=problems)
            self._file = version, collection
        return self._file[1]

    def _refresh(self) -> None:
        version = self.file_collection(), self.store.versions(COUNTERS)
        if version == self._version:
            return
        with self.store.read() as session:
            edits = read_edits(session)
            if self._only_guides_changed(version):
                self._snapshot, self._version = self._snapshot.with_guide_edits(edits), version
                return
            collection = merge(version[0], session, self._revisions)
            withdrawn = select(Submission.idea_id).where(Submission.state == "withdrawn")
            ids = frozenset(session.scalars(withdrawn))
            snapshot = Snapshot(collection, edits, ids, load_moments(session))
        _log_problems(collection.problems)
        self._snapshot, self._version = snapshot, version

    def _only_guides_changed(self, version: tuple[IdeaCollection, dict[str, int]]) -> bool:
        if self._version is None or self._version[0] is not version[0]:
            return False
        return self._version[1].get("ideas") == version[1].get("ideas")


def _file_version(path: Path) -> tuple[int, ...]:
    """Return what differs when a file has been changed or replaced; empty if it cannot be seen."""
    try:
        facts = path.stat()
    except OSError:
        return ()
    return facts.st_mtime_ns, facts.st_size, facts.st_ino


def _log_problems(problems: Sequence[Problem]) -> None:
    for problem in problems[:MAX_LOGGED]:
        log.warning("%s", problem)
    if len(problems) > MAX_LOGGED:
        log.warning("%d more problems: python -m geodata check", len(problems) - MAX_LOGGED)


class ValidatedRevisions:
    """Validated published revisions by idea id and number: a stored revision never changes.

    So publishing or confirming one example among 20,000 validates one revision, not all. Holds
    the currently published revisions only. Not safe to share between threads: :class:`Bank` uses
    it under its lock.
    """

    def __init__(self) -> None:
        self._collections: dict[tuple[str, int], IdeaCollection] = {}

    def collect(self, session: Session, revisions: Mapping[tuple[str, int], int]) -> IdeaCollection:
        """Return the examples of the published revisions; read and validate only new ones.

        ``revisions`` has the primary key of each in the database.
        """
        new = {key: revisions[key] for key in revisions.keys() - self._collections.keys()}
        valid = dict(_validate(session, new))
        self._collections = {
            key: valid[key] if key in valid else self._collections[key] for key in revisions
        }
        return IdeaCollection(
            tuple(idea for part in self._collections.values() for idea in part.ideas),
            tuple(problem for part in self._collections.values() for problem in part.problems),
        )


def _validate(
    session: Session, revisions: dict[tuple[str, int], int]
) -> Iterator[tuple[tuple[str, int], IdeaCollection]]:
    """Yield each revision, given by its primary key, as a collection of one example or none."""
    features: dict[int, dict[str, Any]] = {}
    ids = list(revisions.values())
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        query = select(Revision.id, Revision.feature).where(Revision.id.in_(batch))
        features |= {row.id: row.feature for row in session.execute(query)}
    collection = collect([features[number] for number in ids], "databasen")
    problems: dict[str, list[Problem]] = defaultdict(list)
    for problem in collection.problems:
        problems[problem.feature.strip("”")].append(problem)
    for key in revisions:
        idea = collection.by_id.get(key[0])
        yield key, IdeaCollection((idea,) if idea else (), tuple(problems[key[0]]))


def merge(
    collection: IdeaCollection, session: Session, revisions: ValidatedRevisions
) -> IdeaCollection:
    """Return a collection with the published revisions in place of, or after, its own examples.

    ``Idea.confirmed`` is the date in the store, else that in the file. Withdrawn examples are left
    out, and so are pictures that the store does not have. A published revision that breaks a rule,
    after a change of the rules, is reported in ``problems``.
    """
    query = select(
        Submission.idea_id,
        Submission.state,
        Submission.confirmed,
        Submission.published_number,
        Revision.id.label("revision_id"),
    ).outerjoin(
        Revision,
        (Revision.submission_id == Submission.id)
        & (Revision.number == Submission.published_number),
    )
    rows = session.execute(query.order_by(Submission.id)).all()
    withdrawn = {row.idea_id for row in rows if row.state == "withdrawn"}
    public = {
        (row.idea_id, row.published_number): row.revision_id
        for row in rows
        if row.published_number and row.revision_id and row.state != "withdrawn"
    }
    published = revisions.collect(session, public)
    ideas = {idea.id: idea for idea in collection.ideas if idea.id not in withdrawn}
    confirmed = {idea.id: idea.confirmed for idea in collection.ideas}
    confirmed |= {
        row.idea_id: local_date(row.confirmed).isoformat() for row in rows if row.confirmed
    }
    ideas |= published.by_id
    pictures = stored_pictures(session)
    edited = (
        _with_stored_pictures(_with_confirmed(idea, confirmed.get(idea.id)), pictures)
        for idea in ideas.values()
    )
    merged = tuple(edited)
    is_same = len(merged) == len(collection.ideas) and all(map(is_, merged, collection.ideas))
    return replace(
        collection,
        ideas=merged,
        problems=collection.problems + published.problems,
        digest=collection.digest if is_same else "",
    )


def load_moments(session: Session) -> dict[str, dt.datetime]:
    """Return when the published version of each example in the store was written, by idea id."""
    query = select(Submission.idea_id, Revision.created).join(
        Revision,
        (Revision.submission_id == Submission.id)
        & (Revision.number == Submission.published_number),
    )
    return {row.idea_id: row.created for row in session.execute(query)}


def _with_confirmed(idea: Idea, date: str | None) -> Idea:
    unchanged = idea.confirmed == date
    return idea if unchanged else idea.model_copy(update={"confirmed": date})


def _with_stored_pictures(idea: Idea, stored: Collection[str]) -> Idea:
    if all(picture.id in stored for picture in idea.pictures or ()):
        return idea
    pictures = tuple(picture for picture in idea.pictures or () if picture.id in stored)
    return idea.model_copy(update={"pictures": pictures or None})


@cache
def _bank(path: Path, store: Store) -> Bank:
    return Bank(path, store)


def open_bank() -> Bank:
    """Return the process's bank of the file ``SERVICEKARTAN_IDEAS``, else ``ideas.geojson``."""
    return _bank(settings().ideas_path, open_store())
