"""Personal data: erase a sender's contact, show or erase all about a person, purge by age.

Every erasure ends with a checkpoint, so that the old text does not stay in SQLite's log.

Examples
--------
>>> from geodata.database.store import Store
>>> purge(Store("sqlite://"), RetentionDays())
{'contacts': 0, 'reports': 0, 'rooms': 0, 'tours': 0, 'decisions': 0, 'pictures': 0}
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, String, cast, delete, func, or_, select, update
from sqlalchemy.orm import Session

from geodata.bank import Bank
from geodata.database.models import (
    Counter,
    Decision,
    GuideRevision,
    Import,
    Note,
    Participant,
    Post,
    Report,
    Revision,
    Room,
    SavedTour,
    SignIn,
    StoredPicture,
    Submission,
    Vote,
    now,
)
from geodata.database.store import Store
from geodata.moderation.submissions import (
    SENDER,
    erase_contact_of,
    record_decision,
    submission_by_code,
    submission_by_id,
    submission_transaction,
)
from geodata.pictures.store import purge_drafts
from geodata.settings import settings
from geodata.swedish_time import local_date

MAX_JUMP_DAYS = 60
"""Longest time between two purges by themselves that is not taken for a clock gone wrong."""
_LAST_PURGE = "purged"
"""The counter with the ordinal day of the last purge."""
ERASED = "(raderad)"
"""What stands in place of a person's name in versions and the audit log."""


@dataclass(frozen=True, slots=True)
class RetentionDays:
    """Days after which :func:`purge` erases; 0 keeps for ever.

    Attributes
    ----------
    contacts
        Name and e-mail of a sender, after the submission's last change.
    reports
        Closed reports, after they were closed.
    rooms
        Rooms with their dots and notes, after their last change.
    tours
        Saved tours, after their last change.
    decisions
        Entries of the audit log.
    """

    contacts: int = 730
    reports: int = 365
    rooms: int = 30
    tours: int = 1095
    decisions: int = 1825


def configured_retention() -> RetentionDays:
    """Return the retention that the settings say."""
    values = settings()
    return RetentionDays(
        values.keep_contacts_days,
        values.keep_reports_days,
        values.keep_rooms_days,
        values.keep_tours_days,
        values.keep_log_days,
    )


# One sender


def erase_contact(bank: Bank, code: str) -> None:
    """Erase name and e-mail of the sender with a receipt's code, in any state; idempotent.

    Raises
    ------
    NotFoundError
    """
    with submission_transaction(bank.store) as session:
        submission = submission_by_code(session, code)
        erase_contact_of(submission)
        record_decision(session, SENDER, "erase_contact", submission.idea_id)
    bank.store.checkpoint()


def erase_contact_by_editor(bank: Bank, idea_id: str, who: str) -> None:
    """Erase name and e-mail of an example's sender, in any state; idempotent.

    Raises
    ------
    NotFoundError
    """
    with submission_transaction(bank.store) as session:
        erase_contact_of(submission_by_id(session, idea_id))
        record_decision(session, who, "erase_contact", idea_id)
    bank.store.checkpoint()


# One person


def find_person(store: Store, text: str) -> tuple[str, ...]:
    """Return a line for each place where a person's name or e-mail address is stored.

    ``text`` is compared without regard to letter case, and may be a part.
    """
    with store.read() as session:
        lines = [
            *(
                f"inlämnat exempel {row.idea_id}: {row.contact_name} {row.contact_email}"
                for row in session.scalars(select(Submission).where(_is_contact(text)))
            ),
            *(
                f"svar {row.id} om {row.idea_id}: {row.contact} {row.text}"
                for row in session.scalars(select(Report).where(_is_reporter(text)))
            ),
            *(
                f"version {row.number} av inlämning {row.submission_id}: står i exemplets text"
                for row in session.scalars(select(Revision).where(_is_in_text(text)))
            ),
        ]
        for table, column in (*_AUTHORS, (SignIn, SignIn.name)):
            query = select(func.count()).select_from(table).where(_contains(column, text))
            if count := session.scalar(query):
                lines.append(f"{table.__tablename__}: {count} rader med namnet")
        for table, column in _TEXTS:
            query = select(func.count()).select_from(table).where(_is_in(column, text))
            if count := session.scalar(query):
                lines.append(f"{table.__tablename__}.{column.key}: står i {count} texter")
    return tuple(lines)


def erase_person(store: Store, text: str) -> int:
    """Erase a person's name and e-mail address wherever they are stored; return the row count.

    A sign-in of that name ends. Texts of examples, posts, tours and the like are not changed: an
    editor must decide what they shall say instead.
    """
    count = 0
    with submission_transaction(store) as session:
        for row in session.scalars(select(Submission).where(_is_contact(text))):
            erase_contact_of(row)
            count += 1
        for erase in (
            delete(Report).where(_is_reporter(text)),
            delete(SignIn).where(_contains(SignIn.name, text)),
        ):
            count += _rows(session, erase)
        for table, column in _AUTHORS:
            change = update(table).where(_contains(column, text)).values({column.key: ERASED})
            count += _rows(session, change)
        record_decision(session, "kommandoraden", "erase_person", "", rows=count)
    store.checkpoint()
    return count


_AUTHORS: tuple[tuple[Any, Any], ...] = (
    (Decision, Decision.who),
    (Import, Import.who),
    (Revision, Revision.author),
    (GuideRevision, GuideRevision.author),
)
_TEXTS: tuple[tuple[Any, Any], ...] = (
    (Submission, Submission.comment),
    (Revision, Revision.note),
    (Decision, Decision.subject),
    (Decision, Decision.detail),
    (Import, Import.file),
    (Post, Post.document),
    (GuideRevision, GuideRevision.document),
    (SavedTour, SavedTour.document),
    (Room, Room.tour),
    (Note, Note.text),
)
"""Texts that may mention a person; those of examples are listed one by one."""


def _contains(column: Any, text: str) -> ColumnElement[bool]:
    # SQLite knows upper and lower case of ASCII letters only.
    cases = {text, text.lower(), text.upper(), text.title()}
    return or_(*(column.icontains(case, autoescape=True) for case in cases))


def _is_contact(text: str) -> ColumnElement[bool]:
    columns = (Submission.contact_name, Submission.contact_email)
    return or_(*(_contains(column, text) for column in columns))


def _is_reporter(text: str) -> ColumnElement[bool]:
    return or_(_contains(Report.contact, text), _contains(Report.text, text))


def _is_in_text(text: str) -> ColumnElement[bool]:
    return _is_in(Revision.feature, text)


def _is_in(column: Any, text: str) -> ColumnElement[bool]:
    """Return whether a text, or a document as SQLite and PostgreSQL keep it, has another in it."""
    in_json = json.dumps(text.title())[1:-1], json.dumps(text.lower())[1:-1]
    return or_(*(_contains(cast(column, String), form) for form in (text, *in_json)))


def _rows(session: Session, statement: Any) -> int:
    result: Any = session.execute(statement)
    return int(result.rowcount)


# By age


def purge_by_settings(store: Store) -> dict[str, int] | None:
    """Purge as the settings say; return what :func:`purge` does, None if it waits a day.

    It waits the first time, and when the clock has jumped since the last: one that is ahead would
    erase everything at once, and a laptop's may be anything until it has met the internet.
    """
    today = local_date(now()).toordinal()
    with store.write() as session:
        row = session.get(Counter, _LAST_PURGE) or Counter(name=_LAST_PURGE, value=0)
        plausible = 0 <= today - row.value <= MAX_JUMP_DAYS
        row.value = today
        session.add(row)
    return purge(store, configured_retention()) if plausible else None


def purge(store: Store, days: RetentionDays) -> dict[str, int]:
    """Erase what is older than its retention time; return the number of rows of each kind.

    Idempotent, so that several processes may do it at once. Pictures that were never handed in
    and addresses' hashes older than an hour go too.
    """
    hour_ago = now() - dt.timedelta(hours=1)
    with store.write() as session:
        counts = {
            "contacts": _purge_contacts(session, days.contacts),
            "reports": _purge_reports(session, days.reports),
            "rooms": _purge_rooms(session, days.rooms),
            "tours": _purge_rows(session, SavedTour, SavedTour.changed, days.tours),
            "decisions": _purge_rows(session, Decision, Decision.created, days.decisions),
            "pictures": purge_drafts(session, _pictures_of_tours(session)),
        }
        for table in (Submission, Report):
            old = table.created < hour_ago, table.address_hash != ""
            session.execute(update(table).where(*old).values(address_hash=""))
    if any(counts.values()):
        store.checkpoint()
    return counts


def _pictures_of_tours(session: Session) -> set[str]:
    """Return the ids of the pictures that tours and rooms have on their own slides."""
    has_any = select(StoredPicture.id).where(StoredPicture.in_tours).limit(1)
    if session.scalar(has_any) is None:
        return set()
    documents = (*session.scalars(select(SavedTour.document)), *session.scalars(select(Room.tour)))
    stops = (stop for document in documents for stop in document.get("stops", ()))
    return {stop["picture"]["id"] for stop in stops if stop.get("picture")}


def _before(days: int) -> dt.datetime:
    # Nothing is older than the first day there is.
    return now() - dt.timedelta(days=days) if days else dt.datetime.min.replace(tzinfo=dt.UTC)


def _purge_contacts(session: Session, days: int) -> int:
    has_contact = or_(Submission.contact_name != "", Submission.contact_email != "")
    old = Submission.changed < _before(days), has_contact
    reports = Report.created < _before(days), Report.contact != ""
    session.execute(update(Report).where(*reports).values(contact=""))
    change = update(Submission).where(*old).values(contact_name="", contact_email="")
    return _rows(session, change)


def _purge_reports(session: Session, days: int) -> int:
    return _purge_rows(session, Report, Report.done, days)


def _purge_rows(session: Session, table: Any, column: Any, days: int) -> int:
    return _rows(session, delete(table).where(column < _before(days)))


def _purge_rooms(session: Session, days: int) -> int:
    codes = session.scalars(select(Room.code).where(Room.changed < _before(days))).all()
    _delete_rooms(session, codes)
    return len(codes)


def _delete_rooms(session: Session, codes: Iterable[str]) -> None:
    """Delete rooms with their phones, dots and notes."""
    for code in codes:
        merged = update(Note).where(Note.room_code == code).values(merged_into=None)
        session.execute(merged)
        for table in (Vote, Note, Participant):
            session.execute(delete(table).where(table.room_code == code))
        session.execute(delete(Counter).where(Counter.name == f"room:{code}"))
        session.execute(delete(Room).where(Room.code == code))
