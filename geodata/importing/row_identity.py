"""Identity of imported rows: the existing example that a row is about, if any.

A row with an id is about the example of that id; a row without one is about the example of the
same title and place. Each example may have one row in a file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geodata.collection.idea import Idea
from geodata.database.models import Revision, Submission
from geodata.database.store import Store
from geodata.errors import Message

Feature = dict[str, Any]


@dataclass
class RowIdentities:
    """The examples that rows may be about, and the rows assigned so far.

    ``features`` has the current feature of each example by id: the public one, else the latest
    in the store. ``withdrawn`` has the ids of withdrawn examples, which no row may change.
    """

    features: Mapping[str, Feature]
    withdrawn: Collection[str]
    _row_numbers: dict[str, int] = field(default_factory=dict)

    def conflict(self, idea_id: str) -> tuple[str, str] | None:
        """Return why no row may be assigned to an example, and the remedy; None if one may."""
        if idea_id in self._row_numbers:
            what = Message("samma exempel står på rad {row}", row=self._row_numbers[idea_id])
            return what, Message("Ta bort den ena raden")
        if idea_id in self.withdrawn:
            return Message("exemplet är tillbakadraget"), Message("Återställ det först")
        return None

    def assign(self, idea_id: str, row_number: int) -> None:
        """Record the row of an example."""
        self._row_numbers[idea_id] = row_number

    def action(self, idea: Idea) -> Literal["add", "change", "same"]:
        """Return what importing an example would do to the collection."""
        before = self.features.get(idea.id)
        if before is None:
            return "add"
        return "same" if _content(before) == _content(idea.to_feature()) else "change"


def _content(feature: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return the properties and geometry to compare, without the dates of writing."""
    dates = ("updated", "confirmed")
    properties = {name: v for name, v in feature["properties"].items() if name not in dates}
    return properties, feature["geometry"]


def load_identities(store: Store, public: Iterable[Idea]) -> tuple[RowIdentities, dict[str, int]]:
    """Return the identities and :func:`latest_numbers`; ``public`` are the published examples."""
    with store.read() as session:
        features = _latest_features(session)
        query = select(Submission.idea_id).where(Submission.state == "withdrawn")
        withdrawn = set(session.scalars(query))
        numbers = latest_numbers(session)
    features |= {idea.id: idea.to_feature() for idea in public}
    return RowIdentities(features, withdrawn), numbers


def _latest_features(session: Session) -> dict[str, Feature]:
    query = select(Submission.idea_id, Revision.feature).join(Revision.submission)
    open_ones = query.where(Submission.state.not_in(("withdrawn", "refused")))
    rows = session.execute(open_ones.order_by(Revision.number))
    return {row.idea_id: row.feature for row in rows}


def latest_numbers(session: Session) -> dict[str, int]:
    """Return the latest version's number of every submission by idea id, 0 without versions."""
    query = select(Submission.idea_id, func.max(Revision.number)).outerjoin(Submission.revisions)
    rows = session.execute(query.group_by(Submission.idea_id)).all()
    return {idea_id: number or 0 for idea_id, number in rows}
