"""Submissions by visitors: hand in, look up by the receipt's code, correct, confirm and withdraw.

Every operation is one transaction: when it returns, it is on disk. The editors' operations are in
:mod:`geodata.moderation.review`. Contact details leave the store only for editors.

Examples
--------
>>> from pathlib import Path
>>> bank = Bank(Path("ideas.geojson"), Store("sqlite://"))
>>> feature = next(iter(bank.current().collection.ideas)).to_feature()
>>> code = submit(bank, feature, Contact(name="Kim", email="kim@example.org"))
>>> load_submission(bank, code).state
'waiting'
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import secrets
from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Any, Self

from pydantic import StringConstraints
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from geodata.bank import Bank
from geodata.collection.geojson import Problem, collect
from geodata.collection.idea import CleanModel, Idea
from geodata.database.models import Decision, Report, Revision, Submission, now
from geodata.database.store import Store, bump, digest, new_code
from geodata.errors import Message
from geodata.text import free_name, slugify

SENDER = "insändaren"
"""Author name of the sender's own revisions and decisions."""

CODE_LENGTH = 10
MAX_FEATURE_BYTES = 60_000
MAX_PER_HOUR = 20
"""How many examples, or reports, one network address may hand in: a village may share one."""
_ADDRESS_SALT = secrets.token_bytes(16)
"""Random for each process, so that a stored hash cannot be traced to a network address."""


class SubmissionError(Exception):
    """Base class: an operation on a submission is refused.

    The argument is a Message with reason and remedy.
    """


class NotFoundError(SubmissionError):
    """No such submission, example, version or import exists."""


class TooManyError(SubmissionError):
    """One network address or session has sent too much in an hour."""


class OutdatedError(SubmissionError):
    """The example has a newer version than the one that was read (optimistic locking)."""


class NotAllowedError(SubmissionError):
    """The submission's state does not permit the operation."""


class RefusedError(SubmissionError):
    """The example breaks one or more rules, listed in :attr:`problems`."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(f"{problem.property}: {problem.what}" for problem in problems))


class Contact(CleanModel):
    """Name and e-mail of a sender, for editors only. Both may be empty."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    email: Annotated[
        str,
        StringConstraints(
            strip_whitespace=True, max_length=200, pattern=r"^([^@\s]+@[^@\s]+\.[^@\s]+)?$"
        ),
    ] = ""


@dataclass(frozen=True, slots=True)
class SubmissionState:
    """A submission's state and latest version, detached from the database.

    ``comment`` is the editors' latest comment to the sender. ``number`` is the latest version's;
    0, with an empty ``feature``, for an example of the file that has only been confirmed.
    """

    idea_id: str
    state: str
    origin: str
    number: int
    feature: dict[str, Any]
    published_number: int | None
    comment: str
    created: dt.datetime
    changed: dt.datetime
    confirmed: dt.datetime | None

    @classmethod
    def of(cls, submission: Submission) -> Self:
        """Copy a database row, whose ``revisions`` are loaded or can be."""
        latest = submission.revisions[-1] if submission.revisions else None
        return cls(
            idea_id=submission.idea_id,
            state=submission.state,
            origin=submission.origin,
            number=latest.number if latest else 0,
            feature=latest.feature if latest else {},
            published_number=submission.published_number,
            comment=submission.comment,
            created=submission.created,
            changed=submission.changed,
            confirmed=submission.confirmed,
        )

    @property
    def public(self) -> bool:
        """Whether a version is on the map now."""
        return self.published_number is not None and self.state != "withdrawn"


# Operations by the sender


def submit(
    bank: Bank,
    feature: dict[str, Any],
    contact: Contact,
    address: str = "",
    origin: str = "visitor",
) -> str:
    """Store a new example, which waits for the editors, and return the receipt's code.

    Parameters
    ----------
    bank
        Its store receives the example; the new id is unique in its file too.
    feature
        A GeoJSON feature as :func:`collect` reads it, WGS84. ``id``, ``updated`` and
        ``confirmed`` are set here.
    contact
        The sender, for editors only.
    address
        The sender's network address, for the limit of ``MAX_PER_HOUR``; "" for unknown. Stored
        as a salted hash for an hour.
    origin
        ``Submission.origin``.

    Returns
    -------
    str
        The receipt's code, ``ABCDE-FGHJK``: the only key to the submission. Only its SHA-256 digest
        is stored.

    Raises
    ------
    RefusedError, TooManyError
    """
    idea = validate_feature({**feature, "id": "nytt-exempel"})
    code = new_code(CODE_LENGTH)
    in_file = bank.current().collection.by_id
    with submission_transaction(bank.store) as session:
        submission = Submission(
            idea_id=new_id(idea, in_file.keys() | stored_ids(session)),
            origin=origin,
            code_hash=digest(code),
            contact_name=contact.name,
            contact_email=contact.email,
            address_hash=limited_address(session, Submission, address),
        )
        session.add(submission)
        add_revision(submission, idea, SENDER)
    return f"{code[:5]}-{code[5:]}"


def load_submission(bank: Bank, code: str) -> SubmissionState:
    """Return the submission of a receipt's code.

    The code is read without regard to letter case, hyphens and spaces.

    Raises
    ------
    NotFoundError
    """
    with bank.store.read() as session:
        return SubmissionState.of(_by_code(session, code))


def correct(bank: Bank, code: str, feature: dict[str, Any], seen: int) -> None:
    """Store a new version, which waits for the editors; a published one stays on the map.

    Parameters
    ----------
    bank, code, feature
        As for :func:`submit`.
    seen
        The number of the version that was corrected.

    Raises
    ------
    NotFoundError, RefusedError, NotAllowedError, OutdatedError
    """
    idea = validate_feature({**feature, "id": "nytt-exempel"})
    with submission_transaction(bank.store) as session:
        submission = _by_code(session, code)
        _require_open(submission)
        require_unchanged(submission, seen)
        add_revision(submission, idea, SENDER)
        submission.state = "waiting"
        submission.comment = ""


def withdraw(bank: Bank, code: str) -> None:
    """Withdraw an example, also from the map, and erase the sender's contact details.

    Raises
    ------
    NotFoundError, NotAllowedError
    """
    with submission_transaction(bank.store) as session:
        submission = _by_code(session, code)
        _require_open(submission)
        submission.state = "withdrawn"
        submission.changed = now()
        submission.contact_name = submission.contact_email = ""
        record_decision(session, SENDER, "withdraw", submission.idea_id)
        bump(session, "ideas")


def confirm(bank: Bank, code: str) -> None:
    """Mark the public version as confirmed today.

    Raises
    ------
    NotFoundError, NotAllowedError
    """
    with submission_transaction(bank.store) as session:
        submission = _by_code(session, code)
        if not SubmissionState.of(submission).public:
            raise NotAllowedError(Message("Exemplet står inte på kartan."))
        submission.confirmed = now()
        record_decision(session, SENDER, "confirm", submission.idea_id)
        bump(session, "ideas")


# Shared by all operations on submissions


@contextmanager
def submission_transaction(store: Store) -> Iterator[Session]:
    """Open a write transaction that excludes other writers, so that checks hold until commit.

    Raises the counter ``submissions``; the editors' page reads again when it changes.
    """
    with store.write() as session:
        bump(session, "submissions")
        yield session


def validate_feature(feature: dict[str, Any]) -> Idea:
    """Validate a feature for storage, with ``updated`` set to today (UTC).

    Raises
    ------
    RefusedError
        If it breaks a rule, or is over ``MAX_FEATURE_BYTES`` as JSON.
    """
    if len(json.dumps(feature)) > MAX_FEATURE_BYTES:
        what, how = Message("exemplet är för stort"), Message("Korta texterna")
        raise RefusedError((Problem("", "", "", what, how),))
    properties = {**feature.get("properties", {}), "updated": now().date().isoformat()}
    # The confirmation date is a column of the submission, not part of its versions.
    properties.pop("confirmed", None)
    collection = collect([{**feature, "properties": properties}], "")
    if not collection.ideas:
        raise RefusedError(collection.errors)
    return collection.ideas[0]


def add_revision(submission: Submission, idea: Idea, author: str, note: str = "") -> int:
    """Append a version to a submission and return its number."""
    number = len(submission.revisions) + 1
    feature = {**idea.to_feature(), "id": submission.idea_id}
    revision = Revision(number=number, feature=feature, author=author, note=note)
    submission.revisions.append(revision)
    submission.changed = now()
    return number


def stored_ids(session: Session) -> set[str]:
    """Return the ids of all submissions, in any state."""
    return set(session.scalars(select(Submission.idea_id)))


MAX_BASE_LENGTH = 70
"""Characters of an id before its number."""


def new_id(idea: Idea, taken: Container[str]) -> str:
    """Return an unused id made of title and place, numbered from 2 if they are in use.

    A long title is cut, never the place.
    """
    place = slugify(idea.place)[: MAX_BASE_LENGTH // 2].strip("-")
    title = slugify(idea.title)[:MAX_BASE_LENGTH].strip("-")
    if f"-{place}-" not in f"-{title}-":
        title = f"{title[: MAX_BASE_LENGTH - len(place) - 1].strip('-')}-{place}"
    return free_name(title.strip("-") or "exempel", taken)


def require_unchanged(submission: Submission, seen: int) -> None:
    """Raise OutdatedError unless ``seen`` is the number of the latest version."""
    if len(submission.revisions) != seen:
        message = Message(
            "Någon har ändrat exemplet medan du läste: version {latest} finns nu, du såg version "
            "{seen}. Läs den nya först.",
            latest=len(submission.revisions),
            seen=seen,
        )
        raise OutdatedError(message)


def record_decision(session: Session, who: str, action: str, idea_id: str, **detail: Any) -> None:
    """Add an entry about an example to the audit log."""
    session.add(Decision(who=who, action=action, subject=idea_id, detail=detail))


def _by_code(session: Session, code: str) -> Submission:
    plain_code = re.sub(r"[^A-Z0-9]", "", code.upper())
    query = select(Submission).where(Submission.code_hash == digest(plain_code))
    if submission := session.scalar(query):
        return submission
    raise NotFoundError(Message("Det finns inget kvitto med den koden. Är den rätt skriven?"))


def _require_open(submission: Submission) -> None:
    if submission.state in ("withdrawn", "refused"):
        raise NotAllowedError(Message("Exemplet är redan tillbakadraget."))


def limited_address(session: Session, table: type[Submission] | type[Report], address: str) -> str:
    """Return the salted hash of an address, "" for none; erase hashes older than an hour.

    ``table`` is where the hash is to be stored.

    Raises
    ------
    TooManyError
        If ``MAX_PER_HOUR`` rows of the table carry the same hash.
    """
    hour_ago = now() - dt.timedelta(hours=1)
    expired = table.created < hour_ago, table.address_hash != ""
    session.execute(update(table).where(*expired).values(address_hash=""))
    if not address:
        return ""
    address_hash = hashlib.blake2b(address.encode(), key=_ADDRESS_SALT, digest_size=32).hexdigest()
    query = select(func.count()).where(table.address_hash == address_hash)
    if (session.scalar(query) or 0) >= MAX_PER_HOUR:
        raise TooManyError(
            Message("Det har kommit mycket härifrån. Vänta en timme och försök igen.")
        )
    return address_hash
