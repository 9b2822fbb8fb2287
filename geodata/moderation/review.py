"""What editors do with examples: read what waits, edit, publish, give back, withdraw, restore.

Each operation is one block in the store and writes itself into the audit log there. Whoever
changes something says which version they have seen: if there is a newer, nothing is written and
:class:`OutdatedError` says so. Who may call these is for the caller to see to.

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
from geodata.database.models import Submission, now
from geodata.database.store import bump
from geodata.moderation.submissions import (
    SENDER,
    Contact,
    NotAllowedError,
    NotFoundError,
    SubmissionState,
    add_revision,
    changing,
    new_id,
    record_decision,
    require_unchanged,
    stored_ids,
    validated,
)


@dataclass(frozen=True, slots=True)
class Review:
    """A case with what an editor needs to judge it.

    ``author`` and ``note`` belong to the latest version; ``before`` is the feature that stands on
    the map now, None if none does.
    """

    case: SubmissionState
    contact: Contact
    author: str
    note: str
    before: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an example: who wrote it, when, and whether it is the public one."""

    number: int
    created: dt.datetime
    author: str
    note: str
    feature: dict[str, Any]
    public: bool


# What an editor reads


def load_queue(bank: Bank, states: Collection[str] = ("waiting",)) -> tuple[Review, ...]:
    """Return the submissions in some states, the one that has waited longest first."""
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
    """Return one example as :func:`load_queue` does; None if nobody has touched it in the store."""
    public = bank.current().collection.by_id.get(idea_id)
    with bank.store.read() as session:
        submission = _find(session, idea_id)
        return _review(submission, public) if submission else None


def load_history(bank: Bank, idea_id: str) -> tuple[Version, ...]:
    """Return every version of an example in the store, the newest first."""
    with bank.store.read() as session:
        submission = _find(session, idea_id)
        public = SubmissionState.of(submission).public if submission else False
        return tuple(
            Version(
                number=each.number,
                created=each.created,
                author=each.author,
                note=each.note,
                feature=each.feature,
                public=public and each.number == each.submission.published_number,
            )
            for each in reversed(submission.revisions if submission else ())
        )


# What an editor does


def add(bank: Bank, feature: dict[str, Any], who: str, note: str = "") -> str:
    """Write a new example, which then waits to be published, and return its id.

    Raises
    ------
    RefusedError
    """
    idea = validated({**feature, "id": "nytt-exempel"})
    in_file = bank.current().collection.by_id
    with changing(bank.store) as session:
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
    """Write a new version of an example, which then waits to be published.

    Parameters
    ----------
    bank, idea_id
        Which example; one of the file is taken into the store, its own words as version 1.
    feature
        The whole of the new version, a GeoJSON feature.
    who
        The editor.
    note
        What has been changed and why.
    seen
        The number of the version that was edited, 0 for one of the file.

    Returns
    -------
    int
        The new version's number.

    Raises
    ------
    UnknownError, RefusedError, OutdatedError, NotAllowedError
    """
    idea = validated({**feature, "id": idea_id})
    with changing(bank.store) as session:
        submission = _find(session, idea_id) or _taken_in(session, bank, idea_id)
        require_unchanged(submission, seen)
        if submission.state == "withdrawn":
            raise NotAllowedError("Exemplet är tillbakadraget. Återställ det först.")
        _keep_original(submission, bank)
        number = add_revision(submission, idea, who, note)
        submission.state = "waiting"
        record_decision(session, who, "edit", idea_id, number=number, note=note)
    return number


def publish(bank: Bank, idea_id: str, number: int, who: str) -> None:
    """Put the latest version on the map; ``number`` is the version that the editor has read.

    What a sender has written counts as confirmed when it was written.

    Raises
    ------
    UnknownError, RefusedError, OutdatedError
    """
    with changing(bank.store) as session:
        submission = _known(session, idea_id)
        require_unchanged(submission, number)
        _make_public(submission, number)
        record_decision(session, who, "publish", idea_id, number=number)
        bump(session, "ideas")


def give_back(bank: Bank, idea_id: str, number: int, comment: str, who: str) -> None:
    """Return the latest version, which the editor has read, to its sender with a comment.

    Raises
    ------
    UnknownError, OutdatedError
    """
    with changing(bank.store) as session:
        submission = _known(session, idea_id)
        require_unchanged(submission, number)
        _close(submission, "returned", comment)
        record_decision(session, who, "give_back", idea_id, number=number, comment=comment)


def withdraw_by_editor(bank: Bank, idea_id: str, comment: str, who: str) -> None:
    """Take an example off the map, or refuse one that has not been there.

    Raises
    ------
    UnknownError
    """
    with changing(bank.store) as session:
        submission = _find(session, idea_id) or _taken_in(session, bank, idea_id)
        _keep_original(submission, bank)
        public = submission.published_number or submission.origin == "collection"
        _close(submission, "withdrawn" if public else "refused", comment)
        record_decision(session, who, "withdraw" if public else "refuse", idea_id, comment=comment)
        bump(session, "ideas")


def restore(bank: Bank, idea_id: str, number: int, who: str) -> None:
    """Put an earlier version on the map again, as a new one after all others.

    Raises
    ------
    UnknownError, RefusedError
    """
    with changing(bank.store) as session:
        submission = _known(session, idea_id)
        wanted = [each for each in submission.revisions if each.number == number]
        if not wanted:
            raise NotFoundError(f"Exemplet har ingen version {number}.")
        note = f"Version {number} återställd"
        _make_public(submission, add_revision(submission, validated(wanted[0].feature), who, note))
        record_decision(session, who, "restore", idea_id, number=number)
        bump(session, "ideas")


def confirm_by_editor(bank: Bank, idea_id: str, who: str) -> None:
    """Say that what stands on the map still holds. An example of the file stays the file's.

    Raises
    ------
    UnknownError
    """
    if idea_id not in bank.current().collection.by_id:
        raise NotFoundError("Exemplet står inte på kartan.")
    with changing(bank.store) as session:
        submission = _find(session, idea_id) or _taken_in(session, bank, idea_id)
        submission.confirmed = now()
        record_decision(session, who, "confirm", idea_id)
        bump(session, "ideas")


def _find(session: Session, idea_id: str) -> Submission | None:
    return session.scalar(select(Submission).where(Submission.idea_id == idea_id))


def _known(session: Session, idea_id: str) -> Submission:
    if found := _find(session, idea_id):
        return found
    raise NotFoundError(f"Exemplet ”{idea_id}” finns inte bland det inlämnade.")


def _in_file(bank: Bank, idea_id: str) -> Idea:
    if found := bank.in_file().by_id.get(idea_id):
        return found
    raise NotFoundError(f"Det finns inget exempel med id ”{idea_id}”.")


def _taken_in(session: Session, bank: Bank, idea_id: str) -> Submission:
    """Give an example of the file a row of its own; what it says still comes from the file."""
    _in_file(bank, idea_id)
    submission = Submission(idea_id=idea_id, origin="collection", state="published")
    session.add(submission)
    return submission


def _keep_original(submission: Submission, bank: Bank) -> None:
    """Make the file's own words version 1, before anything else is."""
    if not submission.revisions:
        original = _in_file(bank, submission.idea_id)
        add_revision(submission, original.model_copy(update={"confirmed": None}), bank.path.name)


def _make_public(submission: Submission, number: int) -> None:
    latest = submission.revisions[number - 1]
    validated(latest.feature)
    submission.published_number = number
    submission.state = "published"
    submission.comment = ""
    submission.changed = now()
    if latest.author == SENDER:
        submission.confirmed = latest.created


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
