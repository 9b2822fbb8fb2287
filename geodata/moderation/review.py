"""Review by editors: read the queue, edit, publish, give back, withdraw, restore and confirm.

Each operation is one transaction, with its entry in the audit log. Locking is optimistic: the
caller passes the number of the version that the editor has read, and a newer one raises
OutdatedError. Authorisation is the caller's task.

Examples
--------
>>> from pathlib import Path
>>> from geodata.database.store import Store
>>> bank = Bank(Path("ideas.geojson"), Store("sqlite://"))
>>> feature = bank.current().collection.ideas[0].to_feature()
>>> feature["properties"]["title"] = "Ett nytt namn"
>>> number = save_edit(bank, feature["id"], feature, "Kim", "bytt namn")
>>> publish(bank, feature["id"], number, "Kim")
>>> bank.current().collection.by_id[feature["id"]].title
'Ett nytt namn'
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from geodata.bank import Bank
from geodata.collection.idea import Idea
from geodata.database.models import Decision, Submission, now
from geodata.database.store import bump
from geodata.errors import Message
from geodata.moderation.submissions import (
    SENDER,
    Contact,
    NotAllowedError,
    NotFoundError,
    SubmissionState,
    add_revision,
    new_id,
    record_decision,
    require_unchanged,
    stored_ids,
    submission_by_id,
    submission_transaction,
    validate_feature,
)


@dataclass(frozen=True, slots=True)
class Review:
    """A submission with the facts an editor needs to judge it.

    ``author`` and ``note`` belong to the latest version; ``before`` is the feature on the map
    now, None if there is none.
    """

    case: SubmissionState
    contact: Contact
    author: str
    note: str
    before: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an example; ``public`` if it is the one on the map."""

    number: int
    created: dt.datetime
    author: str
    note: str
    feature: dict[str, Any]
    public: bool


# Reading


def load_queue(bank: Bank, states: Collection[str] = ("waiting",)) -> tuple[Review, ...]:
    """Return the submissions in the given states, the longest waiting first."""
    query = (
        select(Submission)
        .where(Submission.state.in_(states))
        .order_by(Submission.changed, Submission.id)
        .options(selectinload(Submission.revisions))
    )
    public = bank.current().collection.by_id
    with bank.store.read() as session:
        return tuple(_review(row, public.get(row.idea_id)) for row in session.scalars(query))


def load_review(bank: Bank, idea_id: str) -> Review | None:
    """Return the review of one example; None if the store has no submission of it."""
    public = bank.current().collection.by_id.get(idea_id)
    with bank.store.read() as session:
        submission = _find(session, idea_id)
        return _review(submission, public) if submission else None


def load_history(bank: Bank, idea_id: str) -> tuple[Version, ...]:
    """Return all stored versions of an example, the newest first."""
    with bank.store.read() as session:
        submission = _find(session, idea_id)
        public = SubmissionState.of(submission).public if submission else False
        return tuple(
            Version(
                number=revision.number,
                created=revision.created,
                author=revision.author,
                note=revision.note,
                feature=revision.feature,
                public=public and revision.number == revision.submission.published_number,
            )
            for revision in reversed(submission.revisions if submission else ())
        )


# Changing


def add(bank: Bank, feature: dict[str, Any], who: str, note: str = "") -> str:
    """Store a new example, which waits to be published, and return its id.

    Raises
    ------
    RefusedError
    """
    idea = validate_feature({**feature, "id": "nytt-exempel"})
    in_file = bank.current().collection.by_id
    with submission_transaction(bank.store) as session:
        idea_id = new_id(idea, in_file.keys() | stored_ids(session))
        submission = Submission(idea_id=idea_id, origin="editor")
        session.add(submission)
        add_revision(submission, idea, who, note)
        record_decision(session, who, "edit", idea_id, number=1)
    return idea_id


def save_edit(
    bank: Bank,
    idea_id: str,
    feature: dict[str, Any],
    who: str,
    note: str = "",
    seen: int = 0,
) -> int:
    """Store a new version of an example, which waits to be published.

    Parameters
    ----------
    bank, idea_id
        The example; one of the file is copied to the store as version 1 first.
    feature
        The whole new version, a GeoJSON feature (WGS84).
    who
        The editor's name, for the version and the audit log.
    note
        What has been changed and why.
    seen
        The number of the edited version, 0 for an example of the file.

    Returns
    -------
    int
        The new version's number.

    Raises
    ------
    NotFoundError, RefusedError, OutdatedError, NotAllowedError
    """
    idea = validate_feature({**feature, "id": idea_id})
    with submission_transaction(bank.store) as session:
        submission = _find(session, idea_id) or _add_from_file(session, bank, idea_id)
        require_unchanged(submission, seen)
        if submission.state == "withdrawn":
            raise NotAllowedError(Message("Exemplet är tillbakadraget. Återställ det först."))
        _keep_original(submission, bank)
        number = add_revision(submission, idea, who, note)
        submission.state = "waiting"
        record_decision(session, who, "edit", idea_id, number=number, note=note)
    return number


def publish(bank: Bank, idea_id: str, number: int, who: str) -> None:
    """Put the latest version on the map; ``number`` is the version that the editor has read.

    A sender's own version counts as confirmed on the day it was written.

    Raises
    ------
    NotFoundError, RefusedError, OutdatedError
    """
    with submission_transaction(bank.store) as session:
        submission = submission_by_id(session, idea_id)
        require_unchanged(submission, number)
        _make_public(session, submission, number)
        record_decision(session, who, "publish", idea_id, number=number)
        bump(session, "ideas")


def give_back(bank: Bank, idea_id: str, number: int, comment: str, who: str) -> None:
    """Send the latest version, whose number is ``number``, back to its sender with a comment.

    Raises
    ------
    NotFoundError, OutdatedError
    """
    with submission_transaction(bank.store) as session:
        submission = submission_by_id(session, idea_id)
        require_unchanged(submission, number)
        _close(submission, "returned", comment)
        record_decision(session, who, "give_back", idea_id, number=number, comment=comment)


def withdraw_by_editor(bank: Bank, idea_id: str, comment: str, who: str) -> None:
    """Withdraw a published example from the map, or refuse one that was never published.

    Raises
    ------
    NotFoundError
    """
    with submission_transaction(bank.store) as session:
        submission = _find(session, idea_id) or _add_from_file(session, bank, idea_id)
        _keep_original(submission, bank)
        public = submission.published_number or submission.origin == "collection"
        _close(submission, "withdrawn" if public else "refused", comment)
        record_decision(session, who, "withdraw" if public else "refuse", idea_id, comment=comment)
        bump(session, "ideas")


def restore(bank: Bank, idea_id: str, number: int, who: str) -> None:
    """Publish a copy of version ``number`` as a new, latest version.

    Raises
    ------
    NotFoundError, RefusedError, NotAllowedError
    """
    with submission_transaction(bank.store) as session:
        submission = submission_by_id(session, idea_id)
        if not 1 <= number <= len(submission.revisions):
            raise NotFoundError(Message("Exemplet har ingen version {number}.", number=number))
        idea = validate_feature(submission.revisions[number - 1].feature, future="note")
        note = f"Version {number} återställd"
        _make_public(session, submission, add_revision(submission, idea, who, note))
        record_decision(session, who, "restore", idea_id, number=number)
        bump(session, "ideas")


def confirm_by_editor(bank: Bank, idea_id: str, who: str) -> None:
    """Mark the public version as confirmed today; an example of the file gets no copy.

    Raises
    ------
    NotFoundError
    """
    if idea_id not in bank.current().collection.by_id:
        raise NotFoundError(Message("Exemplet står inte på kartan."))
    with submission_transaction(bank.store) as session:
        submission = _find(session, idea_id) or _add_from_file(session, bank, idea_id)
        submission.confirmed = now()
        record_decision(session, who, "confirm", idea_id)
        bump(session, "ideas")


def _find(session: Session, idea_id: str) -> Submission | None:
    return session.scalar(select(Submission).where(Submission.idea_id == idea_id))


def _require_in_file(bank: Bank, idea_id: str) -> Idea:
    if idea := bank.file_collection().by_id.get(idea_id):
        return idea
    raise NotFoundError(Message("Det finns inget exempel med id ”{id}”.", id=idea_id))


def _add_from_file(session: Session, bank: Bank, idea_id: str) -> Submission:
    """Add a submission without versions for an example, whose text still comes from the file."""
    _require_in_file(bank, idea_id)
    submission = Submission(idea_id=idea_id, origin="collection", state="published")
    session.add(submission)
    return submission


def _keep_original(submission: Submission, bank: Bank) -> None:
    """Store the file's feature as version 1, unless there are versions."""
    if not submission.revisions:
        original = _require_in_file(bank, submission.idea_id)
        add_revision(submission, original.model_copy(update={"confirmed": None}), bank.path.name)


def _make_public(session: Session, submission: Submission, number: int) -> None:
    _require_not_withdrawn_by_sender(session, submission)
    latest = submission.revisions[number - 1]
    validate_feature(latest.feature, future="note")
    submission.published_number = number
    submission.state = "published"
    submission.comment = ""
    submission.changed = now()
    if latest.author == SENDER:
        submission.confirmed = latest.created


def _require_not_withdrawn_by_sender(session: Session, submission: Submission) -> None:
    """Raise NotAllowedError if the sender has taken the example back: that is theirs to decide."""
    of_this = Decision.subject == submission.idea_id, Decision.action == "withdraw"
    query = select(Decision.who).where(*of_this).order_by(Decision.id.desc()).limit(1)
    if submission.state == "withdrawn" and session.scalar(query) == SENDER:
        raise NotAllowedError(
            Message("Insändaren har dragit tillbaka exemplet, så det kan inte visas igen.")
        )


def _close(submission: Submission, state: str, comment: str) -> None:
    submission.state = state
    submission.comment = comment
    submission.changed = now()


def _review(submission: Submission, public: Idea | None) -> Review:
    latest = submission.revisions[-1] if submission.revisions else None
    return Review(
        case=SubmissionState.of(submission),
        contact=Contact(name=submission.contact_name, email=submission.contact_email),
        author=latest.author if latest else "",
        note=latest.note if latest else "",
        before=public.model_copy(update={"confirmed": None}).to_feature() if public else None,
    )
