"""Schema of the database: Alembic creates the tables and upgrades those of an older version."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

MIGRATIONS = Path(__file__).with_name("migrations")


def upgrade(connection: Connection) -> None:
    """Create or upgrade the tables, in the connection's transaction."""
    if connection.dialect.name == "postgresql":
        # Processes that start together make the tables in turn.
        connection.execute(text("SELECT pg_advisory_xact_lock(7261)"))
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
