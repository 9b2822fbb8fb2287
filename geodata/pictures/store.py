"""Pictures in the database: added, read by their address, claimed by an example, and purged.

A picture's id is the digest of its largest size, so an id never means another picture, and its
addresses may be kept for ever. Whether it may be seen is not decided here: a picture is public as
long as a published example has it.

Examples
--------
>>> store = Store("sqlite://")
>>> picture_path("0" * 32, "card")
'bild/00000000000000000000000000000000-card.jpg'
>>> load_picture(store, "0" * 32, "card") is None
True
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from geodata.database.models import StoredPicture, now
from geodata.database.store import Store
from geodata.pictures.decoding import EncodedPicture, SizeName, encode
from geodata.settings import settings

DRAFT_DAYS = 2
"""Days that a picture is kept which no example has got: a form may be left open overnight."""


def add_picture(store: Store, content: bytes) -> dict[str, Any]:
    """Store an uploaded picture in all sizes; return its ``id``, ``width`` and ``height``.

    The width and height are those of the largest size, in pixels. The same picture is stored once.

    Raises
    ------
    PictureError
        If the file cannot be used.
    """
    sizes = encode(content)
    largest = sizes["projector"]
    identifier = hashlib.sha256(largest.content).hexdigest()[:32]
    with store.write() as session:
        if session.get(StoredPicture, (identifier, "projector")) is None:
            session.add_all(_row(identifier, name, picture) for name, picture in sizes.items())
        else:
            # It is in somebody's form again.
            same = StoredPicture.id == identifier
            session.execute(update(StoredPicture).where(same).values(created=now()))
    return {"id": identifier, "width": largest.width, "height": largest.height}


def _row(identifier: str, size: SizeName, picture: EncodedPicture) -> StoredPicture:
    return StoredPicture(
        id=identifier,
        size=size,
        width=picture.width,
        height=picture.height,
        content=picture.content,
    )


def load_picture(store: Store, identifier: str, size: str) -> bytes | None:
    """Return a picture as JPEG in a size of ``SIZES``, None if there is no such picture."""
    with store.read() as session:
        row = session.get(StoredPicture, (identifier, size))
        return row.content if row else None


def stored_pictures(session: Session) -> set[str]:
    """Return the ids of all pictures in the database."""
    return set(session.scalars(select(StoredPicture.id).where(StoredPicture.size == "card")))


def claim(session: Session, identifiers: Collection[str]) -> None:
    """Mark pictures as belonging to a version of an example, so that they are not purged."""
    if identifiers:
        own = StoredPicture.id.in_(identifiers)
        session.execute(update(StoredPicture).where(own).values(claimed=True))


def purge_drafts(session: Session) -> int:
    """Delete the pictures that no version has claimed in time; return how many."""
    old = StoredPicture.created < now() - dt.timedelta(days=DRAFT_DAYS)
    query = select(StoredPicture.id).where(old, StoredPicture.claimed.is_(False))
    identifiers = set(session.scalars(query))
    delete_pictures(session, identifiers)
    return len(identifiers)


def delete_pictures(session: Session, identifiers: Collection[str]) -> None:
    """Delete pictures for good; versions that have them show nothing in their place."""
    if identifiers:
        session.execute(delete(StoredPicture).where(StoredPicture.id.in_(identifiers)))


def picture_path(identifier: str, size: SizeName) -> str:
    """Return a picture's address below the app's root, which never means another picture."""
    return f"bild/{identifier}-{size}.jpg"


def picture_address(identifier: str) -> str:
    """Return the address of a picture's largest size, absolute if the settings name the site."""
    root = settings().public_address
    path = picture_path(identifier, "projector")
    return f"{root.rstrip('/')}/{path}" if root else path
