"""Pictures in the database: added, read by their address, claimed by an example, and purged.

A picture's id is the digest of its largest size, so an id never means another picture, and its
addresses may be kept for ever. A picture is public as long as a published example has it, which is
not decided here, or if somebody has uploaded it for a tour.

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
import re
from collections.abc import Collection
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from geodata.database.models import StoredPicture, now
from geodata.database.store import Store
from geodata.errors import Message
from geodata.pictures.decoding import EncodedPicture, PictureError, SizeName, encode
from geodata.settings import settings

_ERASED = "erased"
"""The size of the row without pixels that is left of an erased picture."""
DRAFT_DAYS = 2
"""Days that a picture is kept which no example has got: a form may be left open overnight."""


def add_picture(store: Store, content: bytes, *, in_tours: bool = False) -> dict[str, Any]:
    """Store an uploaded picture in all sizes; return its ``id``, ``width`` and ``height``.

    The width and height are those of the largest size, in pixels. The same picture is stored once.
    One ``in_tours`` may be seen by all who have its address.

    Raises
    ------
    PictureError
        If the file cannot be used, or an editor has erased the picture.
    """
    sizes = encode(content)
    largest = sizes["projector"]
    identifier = hashlib.sha256(largest.content).hexdigest()[:32]
    with store.write() as session:
        _refuse_erased(session, identifier)
        if session.get(StoredPicture, (identifier, "projector")) is None:
            session.add_all(_row(identifier, name, picture) for name, picture in sizes.items())
        else:
            # It is in somebody's form again.
            same = StoredPicture.id == identifier
            session.execute(update(StoredPicture).where(same).values(created=now()))
        if in_tours:
            own = StoredPicture.id == identifier
            session.execute(update(StoredPicture).where(own).values(in_tours=True))
    return {"id": identifier, "width": largest.width, "height": largest.height}


def _refuse_erased(session: Session, identifier: str) -> None:
    if is_erased(session, identifier):
        message = Message("Redaktionen har tagit bort den här bilden. Välj en annan bild.")
        raise PictureError(message)


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


def tour_pictures(session: Session, identifiers: Collection[str]) -> set[str]:
    """Return those of some ids whose pictures were uploaded for a tour and may be seen by all."""
    own = StoredPicture.id.in_(identifiers), StoredPicture.in_tours
    return set(session.scalars(select(StoredPicture.id).where(*own))) if identifiers else set()


def stored_pictures(session: Session) -> set[str]:
    """Return the ids of all pictures in the database."""
    return set(session.scalars(select(StoredPicture.id).where(StoredPicture.size == "card")))


def claim(session: Session, identifiers: Collection[str]) -> None:
    """Mark pictures as belonging to a version of an example, so that they are not purged."""
    if identifiers:
        own = StoredPicture.id.in_(identifiers)
        session.execute(update(StoredPicture).where(own).values(claimed=True))


def purge_drafts(session: Session, of_tours: Collection[str] = ()) -> int:
    """Delete the pictures that nothing has got in time; return how many.

    ``of_tours`` are the ids of those that a tour or a room has.
    """
    old = StoredPicture.created < now() - dt.timedelta(days=DRAFT_DAYS)
    left = old, StoredPicture.in_tours, StoredPicture.id.not_in(of_tours)
    session.execute(update(StoredPicture).where(*left).values(in_tours=False))
    unused = old, StoredPicture.claimed.is_(False), StoredPicture.in_tours.is_(False)
    identifiers = set(session.scalars(select(StoredPicture.id).where(*unused)))
    delete_pictures(session, identifiers)
    return len(identifiers)


def delete_pictures(session: Session, identifiers: Collection[str]) -> None:
    """Delete pictures for good; versions that have them show nothing in their place."""
    if identifiers:
        session.execute(delete(StoredPicture).where(StoredPicture.id.in_(identifiers)))


def erase(session: Session, identifier: str) -> None:
    """Delete a picture in all sizes, and keep its id so that it cannot be uploaded again."""
    delete_pictures(session, (identifier,))
    mark = StoredPicture(id=identifier, size=_ERASED, width=0, height=0, content=b"", claimed=True)
    session.add(mark)


def is_erased(session: Session, identifier: str) -> bool:
    """Return whether an editor has erased a picture for good."""
    return session.get(StoredPicture, (identifier, _ERASED)) is not None


def picture_path(identifier: str, size: SizeName) -> str:
    """Return a picture's address below the app's root, which never means another picture."""
    return f"bild/{identifier}-{size}.jpg"


def picture_of_address(address: str) -> str:
    """Return the id of the picture at a web address, "" if it is none.

    Examples
    --------
    >>> picture_of_address(f"https://k.example/{picture_path('0' * 32, 'card')}")
    '00000000000000000000000000000000'
    """
    match = re.search(r"/bild/([0-9a-f]{32})-[a-z]+\.jpg", f"/{address.strip()}")
    return match[1] if match else ""


def picture_address(identifier: str) -> str:
    """Return the address of a picture's largest size, absolute if the settings name the site."""
    root = settings().public_address
    path = picture_path(identifier, "projector")
    return f"{root.rstrip('/')}/{path}" if root else path
