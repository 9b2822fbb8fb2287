"""Erasure of a picture for good: its pixels in all sizes, and every mention of it.

A picture that should never have been published, such as one of somebody who does not want to be
on it, must not stay in earlier versions, nor at its address.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import String, cast, select
from sqlalchemy.orm import Session

from geodata.bank import Bank
from geodata.database.models import Revision
from geodata.database.store import bump
from geodata.moderation.submissions import record_decision, submission_transaction
from geodata.pictures.store import erase


def erase_picture(bank: Bank, where: str, identifier: str, who: str) -> None:
    """Erase a picture in all sizes and from all versions of examples; idempotent.

    A tour that has it shows nothing in its place, and the same picture cannot be uploaded again.
    ``where``, for the audit log, is the id of the example where an editor, ``who``, has seen it, or
    the picture's own.
    """
    with submission_transaction(bank.store) as session:
        erase(session, identifier)
        _erase_mentions(session, identifier)
        record_decision(session, who, "erase_picture", where, picture=identifier)
        bump(session, "ideas")
    bank.store.checkpoint()


def _erase_mentions(session: Session, identifier: str) -> None:
    """Take a picture out of every version: its text may name somebody too."""
    query = select(Revision).where(cast(Revision.feature, String).contains(identifier))
    for revision in session.scalars(query):
        revision.feature = _without(revision.feature, identifier)


def _without(feature: dict[str, Any], identifier: str) -> dict[str, Any]:
    properties = dict(feature["properties"])
    pictures = [p for p in properties.pop("pictures", None) or () if p["id"] != identifier]
    if pictures:
        properties["pictures"] = pictures
    return {**feature, "properties": properties}
