"""Dead source links: found by the command ``links``, stored for the editors' Problem section."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, select

from geodata.bank import Bank
from geodata.database.models import DeadLink
from geodata.moderation.submissions import submission_transaction
from geodata.network.link_checker import LinkState


@dataclass(frozen=True, slots=True)
class DeadLinkState:
    """A dead source link of a public example; ``cause`` is a key of ``CAUSES``."""

    idea_id: str
    title: str
    url: str
    cause: str
    status: int
    checked: dt.datetime


def source_urls(bank: Bank) -> list[str]:
    """Return the source addresses of all public examples, each once."""
    ideas = bank.current().collection.ideas
    return list(dict.fromkeys(s.url for idea in ideas for s in idea.sources if s.url))


def store_dead_links(bank: Bank, states: Iterable[LinkState]) -> int:
    """Replace the stored dead links by those of a new check, and return how many there are."""
    dead = {state.url: state for state in states if state.dead}
    rows = [
        DeadLink(idea_id=idea.id, url=url, cause=dead[url].cause, status=dead[url].status)
        for idea in bank.current().collection.ideas
        for url in dict.fromkeys(source.url for source in idea.sources)
        if url in dead
    ]
    with submission_transaction(bank.store) as session:
        session.execute(delete(DeadLink))
        session.add_all(rows)
    return len(rows)


def load_dead_links(bank: Bank) -> tuple[DeadLinkState, ...]:
    """Return the dead links that public examples still have, in the order of the examples."""
    public = bank.current().collection.by_id
    with bank.store.read() as session:
        rows = list(session.scalars(select(DeadLink).order_by(DeadLink.id)))
    return tuple(
        DeadLinkState(
            row.idea_id,
            public[row.idea_id].title,
            row.url,
            row.cause,
            row.status,
            row.checked,
        )
        for row in rows
        if row.idea_id in public
        and row.url in {source.url for source in public[row.idea_id].sources}
    )
