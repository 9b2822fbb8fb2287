"""Queries of the audit log: who did what to which example, post or import.

Examples
--------
>>> from geodata.database.store import Store
>>> entries(Store("sqlite://"))
()
"""

from __future__ import annotations

from sqlalchemy import or_, select

from geodata.database.models import Decision
from geodata.database.store import Store

MAX_ENTRIES = 1000


def entries(
    store: Store, text: str = "", action: str | None = None, limit: int = MAX_ENTRIES
) -> tuple[Decision, ...]:
    """Return the entries of the log, the latest first.

    Parameters
    ----------
    store
        The database.
    text
        Part of the editor's name or of the subject, in any letter case; "" for all.
    action
        Only this action, such as ``publish``; None for all.
    limit
        The greatest number of entries.
    """
    query = select(Decision).order_by(Decision.id.desc()).limit(limit)
    if text:
        matches = (
            column.icontains(text, autoescape=True) for column in (Decision.who, Decision.subject)
        )
        query = query.where(or_(*matches))
    if action:
        query = query.where(Decision.action == action)
    with store.read() as session:
        return tuple(session.scalars(query))
