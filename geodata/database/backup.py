"""Backup and restore of the SQLite database, while the app runs.

A copy of the file alone is empty: what is written last stands in the write-ahead log beside it.
SQLite's online backup copies a consistent state. PostgreSQL has ``pg_dump`` for the same.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from geodata.errors import GeodataError

OWNER_ONLY = 0o600
"""The file mode: contact details are nobody else's to read."""


def backup(source: Path, target: Path) -> int:
    """Write a consistent copy of a SQLite database; return its size in bytes.

    Parameters
    ----------
    source
        The database, in use or not.
    target
        The file to write; one that exists is replaced when the copy is whole.

    Raises
    ------
    GeodataError
        If there is no such database, or the copy does not pass SQLite's integrity check.
    """
    if not source.exists():
        message = f"{source} finns inte. Ange databasen med SERVICEKARTAN_STORE."
        raise GeodataError(message)
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_WRONLY, OWNER_ONLY))
    try:
        with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(part)) as copy:
            live.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        check(part)
        part.replace(target)
    except sqlite3.Error as error:
        part.unlink(missing_ok=True)
        message = f"{source} kan inte kopieras: {error}."
        raise GeodataError(message) from error
    return target.stat().st_size


def restore(copy: Path, target: Path) -> None:
    """Replace a SQLite database by a backup; the app must be stopped.

    The database that stood there is kept beside the new one with ``.before`` at its end.

    Raises
    ------
    GeodataError
        If the backup is missing or damaged; nothing is then changed.
    """
    if not copy.exists():
        message = f"{copy} finns inte."
        raise GeodataError(message)
    check(copy)
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        backup(target, target.with_name(f"{target.name}.before"))
    for suffix in ("-wal", "-shm"):
        target.with_name(f"{target.name}{suffix}").unlink(missing_ok=True)
    backup(copy, target)


def check(file: Path) -> None:
    """Raise ``GeodataError`` unless a file is an intact database of ours."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
            result = database.execute("PRAGMA integrity_check").fetchone()[0]
            database.execute("SELECT count(*) FROM submission")
    except sqlite3.Error as error:
        message = f"{file} är ingen hel databas för Servicekartan: {error}."
        raise GeodataError(message) from error
    if result != "ok":
        message = f"{file} är skadad: {result}."
        raise GeodataError(message)
