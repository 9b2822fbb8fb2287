"""What a sender does: hand in an example, follow it by the receipt's code, mend or withdraw it.

Every operation is one block in the store: when it returns, all of it is on disk. What editors do
stands in :mod:`geodata.moderation.review`. Contact details never leave the store except to editors.

Examples
--------
>>> from pathlib import Path
>>> bank = Bank(Path("ideas.geojson"), Store("sqlite://"))
>>> feature = next(iter(bank.current().collection.ideas)).to_feature()
>>> code = submit(bank, feature, Contact(name="Kim", email="kim@example.org"))
>>> look_up(bank, code).state
'waiting'
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from geodata.bank import Bank
from geodata.collection.geojson import Problem, collect
from geodata.collection.idea import Idea
from geodata.database.models import Decision, Report, Revision, Submission, now
from geodata.database.store import Store, bump, digest, new_code
from geodata.text import clean, fold

SENDER = "insändaren"
"""The author of the revisions, and of the decisions, that are the sender's own."""

CODE_LENGTH = 10
MAX_FEATURE_BYTES = 60_000
MAX_PER_HOUR = 20
"""How many examples one network address may hand in: a whole village may share one."""
_ADDRESS_SALT = secrets.token_bytes(16)
"""Lives as long as the process, so that what is stored leads back to no address."""


class SubmissionError(Exception):
    """Something cannot be done with a submission; the message says why and what to do."""


class NotFoundError(SubmissionError):
    """There is no such submission."""


class TooManyError(SubmissionError):
    """Too much has come from one place in too short a time."""


class OutdatedError(SubmissionError):
    """Somebody else has changed the example since it was read."""


class NotAllowedError(SubmissionError):
    """The submission is in a state where that cannot be done."""


class RefusedError(SubmissionError):
    """The example breaks a rule; :attr:`problems` says which."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(f"{found.property}: {found.what}" for found in problems))


class Contact(BaseModel):
    """Who handed in an example: for the editors only."""

    model_config = ConfigDict(frozen=True)

    name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    email: Annotated[
        str,
        StringConstraints(
            strip_whitespace=True, max_length=200, pattern=r"^([^@\s]+@[^@\s]+\.[^@\s]+)?$"
        ),
    ] = ""

    @model_validator(mode="before")
    @classmethod
    def _clean(cls, values: Any) -> Any:
        return clean(values)


@dataclass(frozen=True, slots=True)
class SubmissionState:
    """A submission as it stands: its latest version, and what has become of it.

    ``comment`` is the editors' latest word to the sender. ``number`` is the latest version's, 0
    when there is none because an example of the file has only been confirmed.
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
        """Take a submission out of its session."""
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
        """Whether a version of it stands on the map now."""
        return self.published_number is not None and self.state != "withdrawn"


# What a sender does


def submit(
    bank: Bank,
    feature: dict[str, Any],
    contact: Contact,
    address: str = "",
    origin: str = "visitor",
) -> str:
    """Hand in an example, which then waits for the editors.

    Parameters
    ----------
    bank
        Where it is stored; the new id is unique in its file too.
    feature
        A GeoJSON feature as :func:`collect` reads it, WGS84; its id, ``updated``
        and ``confirmed`` are set here.
    contact
        For the editors only.
    address
        The network address it comes from, to limit how many come from one; "" for unknown. It is
        kept hashed for an hour.
    origin
        Where it was made, see :class:`Submission`.

    Returns
    -------
    str
        The receipt's code, ``ABCDE-FGHJK``: the only key to the submission, stored as its digest.

    Raises
    ------
    RefusedError, TooManyError
    """
    idea = validated({**feature, "id": "nytt-exempel"})
    code = new_code(CODE_LENGTH)
    in_file = bank.current().collection.by_id
    with changing(bank.store) as session:
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


def look_up(bank: Bank, code: str) -> SubmissionState:
    """Return what has become of the submission that a receipt's code stands for.

    The code may be typed in small letters, and without the hyphen.

    Raises
    ------
    UnknownError
    """
    with bank.store.read() as session:
        return SubmissionState.of(_by_code(session, code))


def correct(bank: Bank, code: str, feature: dict[str, Any], seen: int) -> None:
    """Hand in a new version; a published one stays on the map until the editors have read it.

    Parameters
    ----------
    bank, code, feature
        As for :func:`submit`.
    seen
        The number of the version that the sender has changed.

    Raises
    ------
    UnknownError, RefusedError, NotAllowedError, OutdatedError
    """
    idea = validated({**feature, "id": "nytt-exempel"})
    with changing(bank.store) as session:
        submission = _by_code(session, code)
        _living(submission)
        require_unchanged(submission, seen)
        add_revision(submission, idea, SENDER)
        submission.state = "waiting"
        submission.comment = ""


def withdraw(bank: Bank, code: str) -> None:
    """Take the example back, off the map too, and erase who handed it in.

    Raises
    ------
    UnknownError, NotAllowedError
    """
    with changing(bank.store) as session:
        submission = _by_code(session, code)
        _living(submission)
        submission.state = "withdrawn"
        submission.changed = now()
        submission.contact_name = submission.contact_email = ""
        record_decision(session, SENDER, "withdraw", submission.idea_id)
        bump(session, "ideas")


def confirm(bank: Bank, code: str) -> None:
    """Say that what stands on the map still holds.

    Raises
    ------
    UnknownError, NotAllowedError
    """
    with changing(bank.store) as session:
        submission = _by_code(session, code)
        if not SubmissionState.of(submission).public:
            raise NotAllowedError("Exemplet står inte på kartan.")
        submission.confirmed = now()
        record_decision(session, SENDER, "confirm", submission.idea_id)
        bump(session, "ideas")


# What all operations on submissions share


@contextmanager
def changing(store: Store) -> Iterator[Session]:
    """Change submissions, one writer at a time: what has been checked holds until it is written.

    Raises the counter ``submissions``, which also tells the editors' page to read again.
    """
    with store.write() as session:
        bump(session, "submissions")
        yield session


def validated(feature: dict[str, Any]) -> Idea:
    """Read a feature that is to be stored today.

    Raises
    ------
    RefusedError
        If it breaks a rule, or is too large.
    """
    if len(json.dumps(feature)) > MAX_FEATURE_BYTES:
        what = "exemplet är för stort"
        raise RefusedError((Problem("", str(feature.get("id")), "", what, "Korta texterna"),))
    properties = {**feature.get("properties", {}), "updated": now().date().isoformat()}
    # When it was confirmed stands beside the versions, not in them.
    properties.pop("confirmed", None)
    collection = collect([{**feature, "properties": properties}], "")
    if not collection.ideas:
        raise RefusedError(collection.errors)
    return collection.ideas[0]


def add_revision(submission: Submission, idea: Idea, author: str, note: str = "") -> int:
    """Add a version to a submission and return its number."""
    number = len(submission.revisions) + 1
    feature = {**idea.to_feature(), "id": submission.idea_id}
    revision = Revision(number=number, feature=feature, author=author, note=note)
    submission.revisions.append(revision)
    submission.changed = now()
    return number


def stored_ids(session: Session) -> set[str]:
    """Return every id that the store has given away or taken in."""
    return set(session.scalars(select(Submission.idea_id)))


def new_id(idea: Idea, taken: Collection[str]) -> str:
    """Make an id of title and place that is not among those taken."""
    title, place = _slug(idea.title), _slug(idea.place)
    base = title if place in title else f"{title}-{place}".strip("-")
    base = base[:70].strip("-") or "exempel"
    candidates = (f"{base}-{number}" if number > 1 else base for number in count(1))
    return next(candidate for candidate in candidates if candidate not in taken)


def require_unchanged(submission: Submission, seen: int) -> None:
    """Raise :class:`OutdatedError` unless ``seen`` is the number of the latest version."""
    if len(submission.revisions) != seen:
        message = (
            f"Någon har ändrat exemplet medan du läste: version {len(submission.revisions)} finns "
            f"nu, du såg version {seen}. Läs den nya först."
        )
        raise OutdatedError(message)


def record_decision(session: Session, who: str, action: str, idea_id: str, **detail: Any) -> None:
    """Write in the audit log what somebody has done to an example."""
    session.add(Decision(who=who, action=action, subject=idea_id, detail=detail))


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")


def _by_code(session: Session, code: str) -> Submission:
    typed = re.sub(r"[^A-Z0-9]", "", code.upper())
    query = select(Submission).where(Submission.code_hash == digest(typed))
    if found := session.scalar(query):
        return found
    raise NotFoundError(
        "Det finns inget kvitto med den koden. Kontrollera att den är rätt skriven."
    )


def _living(submission: Submission) -> None:
    if submission.state in ("withdrawn", "refused"):
        raise NotAllowedError("Exemplet är redan tillbakadraget.")


def limited_address(session: Session, table: type[Submission] | type[Report], address: str) -> str:
    """Return the hash to store of a network address in a table, "" for an unknown address.

    Hashes older than an hour are erased.

    Raises
    ------
    TooManyError
        If ``MAX_PER_HOUR`` rows have come from the address in the last hour.
    """
    hour_ago = now() - dt.timedelta(hours=1)
    old = table.created < hour_ago, table.address_hash != ""
    session.execute(update(table).where(*old).values(address_hash=""))
    if not address:
        return ""
    hashed = hashlib.blake2b(address.encode(), key=_ADDRESS_SALT, digest_size=32).hexdigest()
    same = select(func.count()).where(table.address_hash == hashed)
    if (session.scalar(same) or 0) >= MAX_PER_HOUR:
        raise TooManyError("Det har kommit mycket från samma nätverk. Försök igen om en timme.")
    return hashed
