"""Alembic's way in: it is handed a connection by :class:`Store`."""

from typing import Any, Literal

from alembic import context

from geodata.database.models import Base, UtcDateTime


def render(kind: str, item: Any, _: object) -> str | Literal[False]:
    """Write a migration in SQLAlchemy's own words, so that it holds when ours change."""
    is_moment = kind == "type" and isinstance(item, UtcDateTime)
    return "sa.DateTime(timezone=True)" if is_moment else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=render,
)
with context.begin_transaction():
    context.run_migrations()
