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
from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import compress
from typing import Annotated, Any, Self

from pydantic import StringConstraints
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, object_session

from geodata.bank import Bank
from geodata.collection.geojson import IdeaCollection, Problem, Severity, collect_each
from geodata.collection.idea import CleanModel, Idea
from geodata.database.models import Decision, Report, Revision, Submission, now
from geodata.database.store import Store, bump, digest, new_code
from geodata.errors import Message
from geodata.pictures.store import claim, stored_pictures
from geodata.rate_limits import network_of
from geodata.swedish_time import local_date, today
from geodata.text import free_name, slugify

SENDER = "insändaren"
"""Author name of the sender's own revisions and decisions."""

CODE_LENGTH = 10
MAX_FEATURE_BYTES = 60_000
_TOO_BIG = IdeaCollection(
    problems=(Problem("", "", "", Message("exemplet är för stort"), Message("Korta texterna")),)
)
MAX_PER_HOUR = 20
"""How many examples, or reports, one network address may hand in: a village may share one."""
MAX_UNKNOWN_PER_HOUR = 200
"""The same for all whose address is unknown, together."""
MAX_CORRECTIONS = 20
"""How many corrections one receipt may bring in a day."""
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
    has_contact: bool

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
            has_contact=bool(submission.contact_name or submission.contact_email),
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
        _require_pictures(session, idea)
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
        return SubmissionState.of(submission_by_code(session, code))


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
    NotFoundError, RefusedError, NotAllowedError, OutdatedError, TooManyError
    """
    idea = validate_feature({**feature, "id": "nytt-exempel"})
    with submission_transaction(bank.store) as session:
        submission = submission_by_code(session, code)
        _require_open(submission)
        require_unchanged(submission, seen)
        _require_few_corrections(session, submission)
        _require_pictures(session, idea)
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
        submission = submission_by_code(session, code)
        _require_open(submission)
        submission.state = "withdrawn"
        submission.changed = now()
        erase_contact_of(submission)
        record_decision(session, SENDER, "withdraw", submission.idea_id)
        bump(session, "ideas")
    bank.store.checkpoint()


def confirm(bank: Bank, code: str) -> None:
    """Mark the public version as confirmed today; once a day is enough for all processes.

    Raises
    ------
    NotFoundError, NotAllowedError
    """
    with submission_transaction(bank.store) as session:
        submission = submission_by_code(session, code)
        if not SubmissionState.of(submission).public:
            raise NotAllowedError(Message("Exemplet står inte på kartan."))
        if submission.confirmed and local_date(submission.confirmed) == today():
            return
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


def validate_feature(feature: dict[str, Any], future: Severity = "error") -> Idea:
    """Validate a feature for storage, with ``updated`` set to today (in Sweden).

    ``future`` is as in :func:`collect`: a stored version was checked by the clock of its day.

    Raises
    ------
    RefusedError
        If it breaks a rule, or is over ``MAX_FEATURE_BYTES`` as JSON.
    """
    [result] = validate_features([feature], future)
    if isinstance(result, RefusedError):
        raise result
    return result


def validate_features(
    features: Sequence[dict[str, Any]], future: Severity = "error"
) -> list[Idea | RefusedError]:
    """Validate features as :func:`validate_feature` does, and return errors in their places."""
    fits = [len(json.dumps(feature)) <= MAX_FEATURE_BYTES for feature in features]
    collections = iter(collect_each(list(map(_of_today, compress(features, fits))), future))
    results = [next(collections) if fit else _TOO_BIG for fit in fits]
    return [c.ideas[0] if c.ideas else RefusedError(c.errors) for c in results]


def _of_today(feature: dict[str, Any]) -> dict[str, Any]:
    """Return a feature as a version of today, which has no date of confirmation of its own."""
    properties = {**feature.get("properties", {}), "updated": today().isoformat()}
    properties.pop("confirmed", None)
    return {**feature, "properties": properties}


def add_revision(submission: Submission, idea: Idea, author: str, note: str = "") -> int:
    """Append a version to a submission, claim its pictures and return its number.

    The submission is in a session.
    """
    number = len(submission.revisions) + 1
    feature = {**idea.to_feature(), "id": submission.idea_id}
    revision = Revision(number=number, feature=feature, author=author, note=note)
    submission.revisions.append(revision)
    submission.changed = now()
    session = object_session(submission)
    assert session is not None  # noqa: S101
    claim(session, [picture.id for picture in idea.pictures or ()])
    return number


def stored_ids(session: Session) -> set[str]:
    """Return the ids of all submissions, in any state."""
    return set(session.scalars(select(Submission.idea_id)))


MAX_BASE_LENGTH = 70
"""Characters of an id before its number."""


def new_id(idea: Idea, ids: Container[str]) -> str:
    """Return an unused id made of title and place, numbered from 2 if they are in use.

    A long title is cut, never the place.
    """
    place = slugify(idea.place)[: MAX_BASE_LENGTH // 2].strip("-")
    title = slugify(idea.title)[:MAX_BASE_LENGTH].strip("-")
    if f"-{place}-" not in f"-{title}-":
        title = f"{title[: MAX_BASE_LENGTH - len(place) - 1].strip('-')}-{place}"
    return free_name(title.strip("-") or "exempel", ids)


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


def submission_by_code(session: Session, code: str) -> Submission:
    """Return the submission of a receipt's code. Raises NotFoundError."""
    plain_code = re.sub(r"[^A-Z0-9]", "", code.upper())
    query = select(Submission).where(Submission.code_hash == digest(plain_code))
    if submission := session.scalar(query):
        return submission
    raise NotFoundError(Message("Det finns inget kvitto med den koden. Är den rätt skriven?"))


def submission_by_id(session: Session, idea_id: str) -> Submission:
    """Return the submission of an example's id. Raises NotFoundError."""
    if row := session.scalar(select(Submission).where(Submission.idea_id == idea_id)):
        return row
    message = Message("Exemplet ”{id}” finns inte bland det inlämnade.", id=idea_id)
    raise NotFoundError(message)


def erase_contact_of(submission: Submission) -> None:
    """Erase the sender's name and e-mail."""
    submission.contact_name = submission.contact_email = ""


def _require_few_corrections(session: Session, submission: Submission) -> None:
    """Raise TooManyError if the receipt has brought ``MAX_CORRECTIONS`` in the last day."""
    recent = (
        Revision.submission_id == submission.id,
        Revision.author == SENDER,
        Revision.created > now() - dt.timedelta(days=1),
    )
    if (session.scalar(select(func.count()).where(*recent)) or 0) > MAX_CORRECTIONS:
        raise TooManyError(Message("Exemplet har rättats många gånger i dag. Vänta till i morgon."))


def _require_pictures(session: Session, idea: Idea) -> None:
    """Raise RefusedError if an example has a picture that is not stored: it was left too long."""
    stored = stored_pictures(session) if idea.pictures else set()
    if any(picture.id not in stored for picture in idea.pictures or ()):
        what = Message("en av bilderna finns inte kvar")
        problem = Problem("", "", "", what, Message("Ta bort den och välj den igen"))
        raise RefusedError((problem,))


def _require_open(submission: Submission) -> None:
    if submission.state in ("withdrawn", "refused"):
        raise NotAllowedError(Message("Exemplet är redan tillbakadraget."))


def limited_address(session: Session, table: type[Submission] | type[Report], address: str) -> str:
    """Return the salted hash of an address's network; erase hashes older than an hour.

    ``table`` is where the hash is to be stored.

    Raises
    ------
    TooManyError
        If ``MAX_PER_HOUR`` rows of the table carry the same hash.
    """
    hour_ago = now() - dt.timedelta(hours=1)
    expired = table.created < hour_ago, table.address_hash != ""
    session.execute(update(table).where(*expired).values(address_hash=""))
    network = network_of(address)
    most = MAX_PER_HOUR if network else MAX_UNKNOWN_PER_HOUR
    text = network or "unknown"
    address_hash = hashlib.blake2b(text.encode(), key=_ADDRESS_SALT, digest_size=32).hexdigest()
    query = select(func.count()).where(table.address_hash == address_hash)
    if (session.scalar(query) or 0) >= most:
        raise TooManyError(
            Message("Det har kommit mycket härifrån. Vänta en timme och försök igen.")
        )
    return address_hash
