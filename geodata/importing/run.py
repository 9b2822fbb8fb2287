"""Runs and undoes planned imports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from geodata.bank import Bank
from geodata.collection.idea import Idea
from geodata.database.models import Import, Revision, Submission, now
from geodata.database.store import Store, bump
from geodata.importing.plan import Plan, PlannedRow, Progress, _latest_numbers
from geodata.moderation.submissions import (
    NotAllowedError,
    NotFoundError,
    OutdatedError,
    changing,
    record_decision,
)

BATCH = 500


# Doing it


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did: its id, and how many examples it added, changed and refused."""

    import_id: int
    added: int
    changed: int
    refused: int


def run_import(
    bank: Bank, plan: Plan, who: str, *, publish: bool, progress: Progress = float
) -> ImportReport:
    """Write everything that a plan would add or change, all of it or nothing.

    Parameters
    ----------
    bank, plan
        What :func:`plan` said of the file.
    who
        The editor.
    publish
        Whether it comes on the map at once, or waits in the queue.
    progress
        Told how much is done.

    Raises
    ------
    OutdatedError
        If an example of the plan has been changed since.
    """
    count: Counter[str] = Counter(row.action for row in plan.rows)
    with changing(bank.store) as session:
        _check_unchanged(plan, _latest_numbers(session))
        record = Import(who=who, file=plan.file, added=count["add"], changed=count["change"])
        record.refused = count["refuse"]
        session.add(record)
        session.flush()
        writer = _Writer(session, bank, record, plan, publish)
        written = [row for row in plan.rows if row.action in ("add", "change")]
        for start in range(0, len(written), BATCH):
            progress(start / len(written))
            writer.write(written[start : start + BATCH])
        record.before = writer.before
        record_decision(session, who, "import", plan.file, published=publish, rows=dict(count))
        bump(session, "ideas")
    return ImportReport(record.id, record.added, record.changed, record.refused)


def _check_unchanged(plan: Plan, numbers: Mapping[str, int]) -> None:
    ids = [row.idea.id for row in plan.rows if row.idea and row.action != "same"]
    changed = [each for each in ids if numbers.get(each) != plan.seen.get(each)]
    if changed:
        message = (
            f"Exemplet {changed[0]} har ändrats sedan förhandsvisningen. Inget importerades. "
            "Läs in filen igen."
        )
        raise OutdatedError(message)


class _Writer:
    """Writes rows in batches, and notes down what was there before."""

    def __init__(
        self, session: Session, bank: Bank, record: Import, plan: Plan, publish: bool
    ) -> None:
        self.session = session
        self.in_file = bank.in_file().by_id
        self.file = bank.path.name
        self.record = record
        self.seen = plan.seen
        self.publish = publish
        self.before: dict[str, Any] = {}

    def write(self, rows: Sequence[PlannedRow]) -> None:
        """Write one batch: submissions where there are none, then a new version of each."""
        ideas = {row.idea.id: row.idea for row in rows if row.idea}
        self._insert_submissions([idea for idea in ideas.values() if idea.id not in self.seen])
        query = select(Submission).where(Submission.idea_id.in_(ideas))
        stored = {each.idea_id: each for each in self.session.scalars(query)}
        revisions: list[dict[str, Any]] = []
        changes: list[dict[str, Any]] = []
        for row in rows:
            if row.idea:
                submission = stored[row.idea.id]
                revisions += self._versions(submission, row.idea, row.number)
                changes.append(self._change(submission, revisions[-1]["number"]))
        self.session.execute(insert(Revision), revisions)
        self.session.execute(update(Submission), changes)

    def _insert_submissions(self, ideas: Iterable[Idea]) -> None:
        made = [
            {"idea_id": idea.id, "origin": "collection", "state": "published"}
            if idea.id in self.in_file
            else {"idea_id": idea.id, "origin": "import", "state": "refused"}
            for idea in ideas
        ]
        if made:
            self.session.execute(insert(Submission), made)

    def _versions(
        self, submission: Submission, idea: Idea, row_number: int
    ) -> Iterator[dict[str, Any]]:
        """Yield the new version; before it the file's own words, if they are not there yet."""
        number = self.seen.get(idea.id, 0)
        same = {"submission_id": submission.id}
        if number == 0 and idea.id in self.in_file:
            number = 1
            original = self.in_file[idea.id].model_copy(update={"confirmed": None})
            first = {"number": 1, "feature": original.to_feature(), "author": self.file, "note": ""}
            yield {**same, **first}
        version = {"number": number + 1, "feature": idea.to_feature(), "author": self.record.who}
        yield {**same, **version, "note": f"{self.record.file}, rad {row_number}"}

    def _change(self, submission: Submission, number: int) -> dict[str, Any]:
        before = [number, submission.state, submission.published_number]
        self.before[submission.idea_id] = before
        published = {"state": "published", "published_number": number}
        waiting = {"state": "waiting"}
        return {
            "id": submission.id,
            "changed": now(),
            "import_id": self.record.id,
            **(published if self.publish else waiting),
        }


# Undoing it


@dataclass(frozen=True, slots=True)
class UndoReport:
    """How many examples an undone import took back, and how many were changed since and stay."""

    taken_back: int
    left: int


def list_imports(store: Store) -> tuple[Import, ...]:
    """Return every import, the latest first."""
    with store.read() as session:
        return tuple(session.scalars(select(Import).order_by(Import.id.desc())))


def undo_import(bank: Bank, import_id: int, who: str) -> UndoReport:
    """Take an import back: what it added is gone from the map, what it changed is as before.

    Whatever somebody has changed or withdrawn since stays as it is. Every version is kept.

    Raises
    ------
    UnknownError, NotAllowedError
        If there is no such import, or it has been undone already.
    """
    with changing(bank.store) as session:
        record = session.get(Import, import_id)
        if record is None:
            raise NotFoundError("Det finns ingen sådan import.")
        if record.undone:
            raise NotAllowedError("Importen är redan ångrad.")
        numbers = _latest_numbers(session)
        rows = session.scalars(select(Submission).where(Submission.import_id == import_id)).all()
        alike = [row for row in rows if _untouched(row, numbers, record.before)]
        changes = [_as_before(row, record.before) for row in alike]
        if changes:
            session.execute(update(Submission), changes)
        record.undone = now()
        result = UndoReport(len(changes), len(record.before) - len(changes))
        record_decision(
            session, who, "undo_import", record.file, taken_back=len(changes), left=result.left
        )
        bump(session, "ideas")
    return result


def _untouched(
    submission: Submission, numbers: Mapping[str, int], before: Mapping[str, Any]
) -> bool:
    number, *_ = before[submission.idea_id]
    closed = submission.state in ("withdrawn", "refused")
    return numbers[submission.idea_id] == number and not closed


def _as_before(submission: Submission, before: Mapping[str, Any]) -> dict[str, Any]:
    _, state, published = before[submission.idea_id]
    was = {"state": state, "published_number": published}
    return {"id": submission.id, "changed": now(), **was}
