"""The editors' versions of guides in the database, each kept with who wrote it and when.

A guide's latest revision replaces the guide of its id in ``data/guides``, or adds one. A revision
of the state ``removed`` takes it back: what ``data/guides`` has is shown again.

Examples
--------
>>> from geodata.database.store import Store
>>> store = Store("sqlite://")
>>> remove_guide(store, "mack-i-byn", "Kim")
>>> [(row.number, row.state, row.author) for row in history(store, "mack-i-byn")]
[(1, 'removed', 'Kim')]
>>> with store.read() as session:
...     read_edits(session)
{}
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geodata.database.models import Decision, GuideRevision
from geodata.database.store import Store, bump
from geodata.errors import GeodataError, Message
from geodata.guides.guide import Guide


def read_edits(session: Session) -> dict[str, dict[str, Any]]:
    """Return the facts of each guide whose latest revision is published, by id."""
    return {row.guide_id: row.document for row in _latest(session) if row.state == "published"}


def latest(store: Store) -> list[GuideRevision]:
    """Return the latest revision of each guide, also of those that were taken back."""
    with store.read() as session:
        return _latest(session)


def _latest(session: Session) -> list[GuideRevision]:
    newest = select(func.max(GuideRevision.id)).group_by(GuideRevision.guide_id)
    query = select(GuideRevision).where(GuideRevision.id.in_(newest)).order_by(GuideRevision.id)
    return list(session.scalars(query))


def history(store: Store, guide_id: str) -> tuple[GuideRevision, ...]:
    """Return the revisions of a guide, the latest first."""
    query = select(GuideRevision).where(GuideRevision.guide_id == guide_id)
    with store.read() as session:
        return tuple(session.scalars(query.order_by(GuideRevision.number.desc())))


class OutdatedGuideError(GeodataError):
    """The guide has a newer revision than the one that was read (optimistic locking)."""


def save_guide(store: Store, guide: Guide, who: str, seen: int | None = None) -> Guide:
    """Publish a guide as its next revision.

    Parameters
    ----------
    store, guide
        The database and the guide.
    who
        The editor's name.
    seen
        Number of the revision that the editor changed, 0 if there was none; None replaces any.

    Raises
    ------
    OutdatedGuideError
        If there is another revision by now; nothing is written then.
    """
    document = guide.model_dump(mode="json", exclude_none=True)
    _add(store, guide.id, "published", document, who, seen)
    return guide


def remove_guide(store: Store, guide_id: str, who: str) -> None:
    """Take a guide back to the one that comes along, or away if there is none."""
    revisions = history(store, guide_id)
    _add(store, guide_id, "removed", revisions[0].document if revisions else {}, who)


def _add(
    store: Store,
    guide_id: str,
    state: str,
    document: dict[str, Any],
    who: str,
    seen: int | None = None,
) -> None:
    with store.write() as session:
        newest = select(func.max(GuideRevision.number)).where(GuideRevision.guide_id == guide_id)
        number = (session.scalar(newest) or 0) + 1
        if seen is not None and number != seen + 1:
            message = Message(
                "Någon annan har sparat en nyare version av guiden medan du skrev. Det du skrev "
                "finns kvar. Läs den nya versionen och spara igen."
            )
            raise OutdatedGuideError(message)
        session.add(
            GuideRevision(
                guide_id=guide_id, number=number, state=state, document=document, author=who
            )
        )
        action = "save_guide" if state == "published" else "remove_guide"
        detail = {"title": document.get("title", guide_id), "number": number}
        session.add(Decision(who=who, action=action, subject=guide_id, detail=detail))
        bump(session, "guides")
