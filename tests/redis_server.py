"""Debian's Redis or Valkey on a free port, with nothing on the disk."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.server import free_port


def program() -> str | None:
    """Return the server's program, None if none is installed."""
    return shutil.which("valkey-server") or shutil.which("redis-server")


@contextmanager
def serve_redis(port: int | None = None) -> Iterator[str]:
    """Start a server; yields its address. It answers to this machine only."""
    name, port = program(), port or free_port()
    assert name is not None
    words = [name, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    try:
        _wait(port)
        yield f"redis://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait(timeout=10)


def _wait(port: int, seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return
