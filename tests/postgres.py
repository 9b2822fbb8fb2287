"""Debian's PostgreSQL on a free port, in a folder of its own that goes when the server does."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.server import free_port

FAST = "-c listen_addresses=127.0.0.1 -c unix_socket_directories= -c shared_buffers=32MB"


def programs() -> Path | None:
    """Return the folder of the newest server's programs, None if none is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    return found[-1].parent if found else None


def _version(program: Path) -> float:
    return float(program.parts[-3])


def _run(words: Sequence[str | Path]) -> None:
    # The server refuses to run as root.
    as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*as_postgres, *words], check=True, capture_output=True, cwd="/")


@contextmanager
def serve_postgres() -> Iterator[str]:
    """Start a server; yields the address of its database. It answers to this machine only."""
    bin_folder = programs()
    assert bin_folder is not None
    with tempfile.TemporaryDirectory(prefix="servicekartan-postgres-") as folder:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        data, port = Path(folder) / "data", free_port()
        control = [bin_folder / "pg_ctl", "-D", data, "-w"]
        _run([bin_folder / "initdb", "-D", data, "-U", "test", "-A", "trust", "-E", "UTF8"])
        _run([*control, "-l", data / "log", "-o", f"-p {port} {FAST}", "start"])
        try:
            yield f"postgresql://test@127.0.0.1:{port}/postgres"
        finally:
            _run([*control, "-m", "immediate", "stop"])
