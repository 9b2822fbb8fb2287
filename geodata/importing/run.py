"""Run a planned import in one transaction, and undo it in another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from geodata.bank import Bank
from geodata.collection.idea import Idea
from geodata.database.models import Import, Revision, Submission, now
from geodata.database.store import Store, bump
from geodata.errors import Message
from geodata.importing.plan import Plan, PlannedRow, Progress, no_progress
from geodata.importing.row_identity import latest_numbers
from geodata.moderation.submissions import (
    NotAllowedError,
    NotFoundError,
    OutdatedError,
    record_decision,
    submission_transaction,
)

BATCH = 500
"""Rows in one INSERT or UPDATE."""


# Running


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Result of an import: its id, and the numbers of added, changed and refused examples."""

    import_id: int
    added: int
    changed: int
    refused: int


def run_import(
    bank: Bank, plan: Plan, who: str, *, publish: bool, progress: Progress = no_progress
) -> ImportReport:
    """Write all added and changed examples of a plan in one transaction.

    Parameters
    ----------
    bank, plan
        The plan of :func:`make_plan` for the same bank.
    who
        The editor's name.
    publish
        Whether the examples are published at once, or wait in the queue.
    progress
        Called before each batch.

    Raises
    ------
    OutdatedError
        If an example of the plan has been changed since; nothing is written then.
    """
    count: Counter[str] = Counter(row.action for row in plan.rows)
    with submission_transaction(bank.store) as session:
        _check_unchanged(plan, latest_numbers(session))
        record = Import(who=who, file=plan.file, added=count["add"], changed=count["change"])
        record.refused = count["refuse"]
        session.add(record)
        session.flush()
        writer = _Writer(session, bank, record, plan, publish)
        rows = [row for row in plan.rows if row.action in ("add", "change")]
        for start in range(0, len(rows), BATCH):
            progress(start / len(rows))
            writer.write(rows[start : start + BATCH])
        record.before = writer.before
        record_decision(session, who, "import", plan.file, published=publish, rows=dict(count))
        bump(session, "ideas")
    return ImportReport(record.id, record.added, record.changed, record.refused)


def _check_unchanged(plan: Plan, numbers: Mapping[str, int]) -> None:
    ids = [row.idea.id for row in plan.rows if row.idea and row.action != "same"]
    changed = [idea_id for idea_id in ids if numbers.get(idea_id) != plan.seen.get(idea_id)]
    if changed:
        message = Message(
            "Exemplet {id} har ändrats sedan förhandsvisningen. Inget importerades. Läs in filen "
            "igen.",
            id=changed[0],
        )
        raise OutdatedError(message)


class _Writer:
    """Write rows in batches, and record the state before, for undoing."""

    def __init__(
        self, session: Session, bank: Bank, record: Import, plan: Plan, publish: bool
    ) -> None:
        self.session = session
        self.in_file = bank.file_collection().by_id
        self.file = bank.path.name
        self.record = record
        self.seen = plan.seen
        self.publish = publish
        self.before: dict[str, Any] = {}

    def write(self, rows: Sequence[PlannedRow]) -> None:
        """Write one batch: the missing submissions, then a new version of each."""
        ideas = {row.idea.id: row.idea for row in rows if row.idea}
        self._insert_submissions([idea for idea in ideas.values() if idea.id not in self.seen])
        query = select(Submission).where(Submission.idea_id.in_(ideas))
        submissions = {row.idea_id: row for row in self.session.scalars(query)}
        revisions: list[dict[str, Any]] = []
        changes: list[dict[str, Any]] = []
        for row in rows:
            if row.idea:
                submission = submissions[row.idea.id]
                revisions += self._versions(submission, row.idea, row.number)
                changes.append(self._change(submission, revisions[-1]["number"]))
        self.session.execute(insert(Revision), revisions)
        self.session.execute(update(Submission), changes)

    def _insert_submissions(self, ideas: Iterable[Idea]) -> None:
        rows = [
            {"idea_id": idea.id, "origin": "collection", "state": "published"}
            if idea.id in self.in_file
            else {"idea_id": idea.id, "origin": "import", "state": "refused"}
            for idea in ideas
        ]
        if rows:
            self.session.execute(insert(Submission), rows)

    def _versions(
        self, submission: Submission, idea: Idea, row_number: int
    ) -> Iterator[dict[str, Any]]:
        """Yield the new version, after the file's own as version 1 if that is not stored yet."""
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


# Undoing


@dataclass(frozen=True, slots=True)
class UndoReport:
    """Numbers of examples that an undone import reverted, and left, with why by id."""

    reverted: int
    left: int
    reasons: Mapping[str, Message]


def list_imports(store: Store) -> tuple[Import, ...]:
    """Return all imports, the latest first."""
    with store.read() as session:
        return tuple(session.scalars(select(Import).order_by(Import.id.desc())))


def undo_import(bank: Bank, import_id: int, who: str) -> UndoReport:
    """Undo an import: remove added examples from the map and restore changed ones.

    Imports may be undone in any order: an example gets the state before this import and before
    every undone one below it. What somebody, or an import that stands, has changed since is left
    as it is, with the reason in the report. All versions are kept.

    Raises
    ------
    NotFoundError, NotAllowedError
        If there is no such import, or it has been undone already.
    """
    with submission_transaction(bank.store) as session:
        record = session.get(Import, import_id)
        if record is None:
            raise NotFoundError(Message("Det finns ingen sådan import."))
        if record.undone:
            raise NotAllowedError(Message("Importen är redan ångrad."))
        record.undone = now()
        history = _History.load(session, record.before)
        reasons = {
            submission.idea_id: reason
            for submission in history.submissions
            if (reason := history.obstacle(submission, record))
        }
        changes = [
            history.state_before(submission, record)
            for submission in history.submissions
            if submission.idea_id not in reasons
        ]
        if changes:
            session.execute(update(Submission), changes)
        report = UndoReport(len(changes), len(record.before) - len(changes), reasons)
        record_decision(
            session, who, "undo_import", record.file, taken_back=report.reverted, left=report.left
        )
        bump(session, "ideas")
    return report


@dataclass(frozen=True, slots=True)
class _History:
    """The submissions that an import wrote, and which import wrote each of their versions."""

    submissions: Sequence[Submission]
    numbers: Mapping[str, int]
    imports: Mapping[tuple[str, int], Import]

    @classmethod
    def load(cls, session: Session, ids: Iterable[str]) -> Self:
        """Load the history of the examples with these ids."""
        ids = set(ids)
        query = select(Submission).where(Submission.idea_id.in_(ids))
        submissions = session.scalars(query).all()
        records = session.scalars(select(Import)).all()
        imports = {
            (idea_id, before[0]): record
            for record in records
            for idea_id, before in record.before.items()
            if idea_id in ids
        }
        return cls(submissions, latest_numbers(session), imports)

    def obstacle(self, submission: Submission, record: Import) -> Message | None:
        """Return why an example is left as it is, None if it can be restored."""
        idea_id = submission.idea_id
        if submission.state == "withdrawn":
            return Message("exemplet är tillbakadraget")
        for number in range(record.before[idea_id][0] + 1, self.numbers[idea_id] + 1):
            later = self.imports.get((idea_id, number))
            if later is None:
                return Message("någon har ändrat exemplet sedan dess")
            if not later.undone:
                return Message("importen av {file} har ändrat det sedan dess", file=later.file)
        return None if submission.state != "refused" else Message("exemplet är redan nekat")

    def state_before(self, submission: Submission, record: Import) -> dict[str, Any]:
        """Return the update of a submission to its state before an import.

        If the version below is of an undone import, it is the state before that one.
        """
        idea_id = submission.idea_id
        number, state, published = record.before[idea_id]
        below = self.imports.get((idea_id, number - 1))
        if below is not None and below.undone:
            return self.state_before(submission, below)
        return {
            "id": submission.id,
            "changed": now(),
            "state": state,
            "published_number": published,
        }
