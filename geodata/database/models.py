"""The database's tables as SQLAlchemy models."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    ForeignKey,
    LargeBinary,
    String,
    TypeDecorator,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class UtcDateTime(TypeDecorator[dt.datetime]):
    """Column type of a time in UTC, also on SQLite, which has no time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(
        self, value: dt.datetime | None, dialect: Dialect
    ) -> dt.datetime | None:
        """Set the time zone UTC on a time from SQLite."""
        del dialect
        return value if value is None or value.tzinfo else value.replace(tzinfo=dt.UTC)


def now() -> dt.datetime:
    """Return the present time in UTC."""
    return dt.datetime.now(dt.UTC)


class Base(DeclarativeBase):
    """Base class of the tables, which :mod:`geodata.database.migrations` creates."""

    type_annotation_map: ClassVar = {
        dt.datetime: UtcDateTime,
        dict[str, Any]: JSON,
        list[Any]: JSON,
    }


class Submission(Base):
    """An example in the store: submitted by a visitor, or added or changed by an editor.

    ``state`` is ``waiting``, ``returned``, ``published``, ``withdrawn`` or ``refused``. The public
    version is the revision ``published_number``, if any; a correction may wait beside it.
    ``origin`` is ``visitor``, ``editor``, ``import``, ``room`` or ``collection``, the last for an
    example of ``ideas.geojson``. A withdrawn submission also hides the file's example of that id.
    ``comment`` is the editors' latest comment to the sender.
    """

    __tablename__ = "submission"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[str] = mapped_column(String(80), unique=True)
    state: Mapped[str] = mapped_column(String(20), index=True, default="waiting")
    origin: Mapped[str] = mapped_column(String(20), default="visitor")
    published_number: Mapped[int | None]
    code_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    contact_name: Mapped[str] = mapped_column(String(200), default="")
    contact_email: Mapped[str] = mapped_column(String(200), default="")
    address_hash: Mapped[str] = mapped_column(String(64), index=True, default="")
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import.id"), index=True)
    created: Mapped[dt.datetime] = mapped_column(default=now, index=True)
    changed: Mapped[dt.datetime] = mapped_column(default=now)
    confirmed: Mapped[dt.datetime | None]
    comment: Mapped[str] = mapped_column(default="")
    revisions: Mapped[list[Revision]] = relationship(
        back_populates="submission", order_by="Revision.number", cascade="all, delete-orphan"
    )


class Revision(Base):
    """One version of a submission, never changed: a GeoJSON feature as :meth:`Idea.to_feature`."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("submission_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    number: Mapped[int]
    feature: Mapped[dict[str, Any]]
    author: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(default="")
    created: Mapped[dt.datetime] = mapped_column(default=now)
    submission: Mapped[Submission] = relationship(back_populates="revisions")


class StoredPicture(Base):
    """A picture in one size: a JPEG file without metadata; ``id`` is the same in all sizes.

    ``claimed`` says that a version of an example has had it, ``in_tours`` that it was uploaded for
    a tour, whose readers may then see it; the others are drafts.
    """

    __tablename__ = "picture"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    size: Mapped[str] = mapped_column(String(12), primary_key=True)
    width: Mapped[int]
    height: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    claimed: Mapped[bool] = mapped_column(default=False)
    in_tours: Mapped[bool] = mapped_column(default=False, server_default=false())
    created: Mapped[dt.datetime] = mapped_column(default=now, index=True)


class Report(Base):
    """A visitor's answer to "Stämmer det här?" about an example, for the editors only.

    ``answer`` is a key of :data:`geodata.moderation.reports.ANSWERS`. ``done`` says when an editor
    closed it; its contact is erased then.
    """

    __tablename__ = "report"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[str] = mapped_column(String(80), index=True)
    answer: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(default="")
    contact: Mapped[str] = mapped_column(String(200), default="")
    address_hash: Mapped[str] = mapped_column(String(64), index=True, default="")
    created: Mapped[dt.datetime] = mapped_column(default=now, index=True)
    done: Mapped[dt.datetime | None] = mapped_column(index=True)


class DeadLink(Base):
    """A source address that did not answer when ``python -m geodata links`` last visited it.

    ``cause`` is a key of :data:`geodata.network.link_checker.CAUSES`; ``status`` is the HTTP
    status, 0 without one.
    """

    __tablename__ = "dead_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[str] = mapped_column(String(80))
    url: Mapped[str]
    cause: Mapped[str] = mapped_column(String(20))
    status: Mapped[int] = mapped_column(default=0)
    checked: Mapped[dt.datetime] = mapped_column(default=now)


class Decision(Base):
    """An entry of the audit log: who did what to which example, post or import, and when."""

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    created: Mapped[dt.datetime] = mapped_column(default=now, index=True)
    who: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(200), index=True)
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Import(Base):
    """A file that an editor has imported; ``undone`` is the time of undoing, if any.

    ``before`` has, by id of each written example, a list of the new version's number and the
    submission's earlier ``state`` and ``published_number``.
    """

    __tablename__ = "import"

    id: Mapped[int] = mapped_column(primary_key=True)
    created: Mapped[dt.datetime] = mapped_column(default=now)
    who: Mapped[str] = mapped_column(String(200))
    file: Mapped[str] = mapped_column(String(300))
    added: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    undone: Mapped[dt.datetime | None]


class Post(Base):
    """A post of the service network; :mod:`geodata.network.posts` validates ``document``."""

    __tablename__ = "post"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    state: Mapped[str] = mapped_column(String(20), default="published", index=True)
    document: Mapped[dict[str, Any]]
    created: Mapped[dt.datetime] = mapped_column(default=now)
    changed: Mapped[dt.datetime] = mapped_column(default=now)


class GuideRevision(Base):
    """One version of a guide by an editor, never changed; the latest one holds.

    ``state`` is ``published``, or ``removed`` for the return to the guide of ``data/guides``.
    ``document`` has the fields of :class:`geodata.guides.guide.Guide`.
    """

    __tablename__ = "guide_revision"
    __table_args__ = (UniqueConstraint("guide_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    guide_id: Mapped[str] = mapped_column(String(80))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    document: Mapped[dict[str, Any]]
    author: Mapped[str] = mapped_column(String(200))
    created: Mapped[dt.datetime] = mapped_column(default=now)


class SavedTour(Base):
    """A tour by its short code; ``key_hash`` is the digest of the key that permits changes."""

    __tablename__ = "tour"

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    document: Mapped[dict[str, Any]]
    key_hash: Mapped[str] = mapped_column(String(64))
    created: Mapped[dt.datetime] = mapped_column(default=now)
    changed: Mapped[dt.datetime] = mapped_column(default=now)


class Room(Base):
    """A workshop that phones join; ``tour`` is a copy of the tour from when the room opened.

    ``position`` is the slide shown: 0 the title, then the stops from 1, and last the end.
    ``address`` is the app's address for phones, "" unless the leader has set it. ``reviews`` says
    that the leader reads each note before it is shown.
    """

    __tablename__ = "room"

    code: Mapped[str] = mapped_column(String(4), primary_key=True)
    tour: Mapped[dict[str, Any]]
    key_hash: Mapped[str] = mapped_column(String(64))
    dots: Mapped[int] = mapped_column(default=3)
    position: Mapped[int] = mapped_column(default=0)
    open: Mapped[bool] = mapped_column(default=True)
    address: Mapped[str] = mapped_column(String(200), default="")
    reviews: Mapped[bool] = mapped_column(default=False, server_default=false())
    created: Mapped[dt.datetime] = mapped_column(default=now)
    changed: Mapped[dt.datetime] = mapped_column(default=now)


class Participant(Base):
    """A phone that has joined a room."""

    __tablename__ = "participant"

    room_code: Mapped[str] = mapped_column(ForeignKey("room.code"), primary_key=True)
    phone: Mapped[str] = mapped_column(String(64), primary_key=True)
    created: Mapped[dt.datetime] = mapped_column(default=now)


class Vote(Base):
    """One dot of a phone, which has ``Room.dots``, numbered by ``slot`` from 0.

    ``turn`` is the phone's sequence number of its messages: of two messages about a dot, the one
    with the higher turn holds, whichever arrives last. A retracted dot has no ``idea_id``.
    """

    __tablename__ = "vote"
    __table_args__ = (UniqueConstraint("room_code", "phone", "slot"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    room_code: Mapped[str] = mapped_column(ForeignKey("room.code"), index=True)
    phone: Mapped[str] = mapped_column(String(64))
    slot: Mapped[int]
    turn: Mapped[int]
    idea_id: Mapped[str | None] = mapped_column(String(80))
    created: Mapped[dt.datetime] = mapped_column(default=now)


class Note(Base):
    """A note from a phone in a room; ``token``, made by the phone, makes saving idempotent.

    ``lon`` and ``lat`` are WGS84 degrees. A note merged into another is shown as part of it. One
    that is ``waiting`` has not been read by the leader of a room that reviews.
    """

    __tablename__ = "note"
    __table_args__ = (UniqueConstraint("room_code", "phone", "token"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    room_code: Mapped[str] = mapped_column(ForeignKey("room.code"), index=True)
    phone: Mapped[str] = mapped_column(String(64))
    token: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(String(300))
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    hidden: Mapped[bool] = mapped_column(default=False)
    waiting: Mapped[bool] = mapped_column(default=False, server_default=false())
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("note.id"))
    created: Mapped[dt.datetime] = mapped_column(default=now)


class Counter(Base):
    """Number of changes of shared data, for cache invalidation; see ``store.bump``."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[int] = mapped_column(default=0)


class SignIn(Base):
    """An editor's sign-in by password; the browser holds ``id`` in a signed cookie.

    ``password_digest`` is the digest of the hash that the password matched. ``seen`` is the
    editor's last action. ``claimed`` says whether the browser has fetched its cookie.
    """

    __tablename__ = "sign_in"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), index=True)
    password_digest: Mapped[str] = mapped_column(String(64))
    since: Mapped[dt.datetime] = mapped_column(default=now)
    seen: Mapped[dt.datetime] = mapped_column(default=now)
    claimed: Mapped[bool] = mapped_column(default=False)


class SigningKey(Base):
    """A random key that cookies are signed with, the same in every process."""

    __tablename__ = "signing_key"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
