"""The audit log: reading who did what to which example, post or import.

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

MOST = 1000


def entries(
    store: Store, text: str = "", action: str | None = None, most: int = MOST
) -> tuple[Decision, ...]:
    """Return the log, the latest first.

    Parameters
    ----------
    store
        The database.
    text
        A part of the editor's name or of what it was done to, in any letter case; "" for all.
    action
        Only this action, such as ``publish``.
    most
        How many to return at most.
    """
    query = select(Decision).order_by(Decision.id.desc()).limit(most)
    if text:
        found = (
            column.icontains(text, autoescape=True) for column in (Decision.who, Decision.subject)
        )
        query = query.where(or_(*found))
    if action:
        query = query.where(Decision.action == action)
    with store.read() as session:
        return tuple(session.scalars(query))
