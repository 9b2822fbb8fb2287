"""Disk cache: what takes long to make, kept as files that several processes may share.

Examples
--------
>>> DiskCache(Path("/dev/null/nowhere")).read("0a1b") is None
True
"""

from __future__ import annotations

import logging
import os
from pathlib import Path

log = logging.getLogger(__name__)


class DiskCache:
    """Files by key in one folder; without leave to write there, nothing is kept.

    Parameters
    ----------
    folder
        The folder, made when the first file is written.
    limit
        How many files are kept, the newest; None keeps all.
    """

    def __init__(self, folder: Path, limit: int | None = None) -> None:
        self._folder = folder
        self._limit = limit

    def read(self, key: str) -> bytes | None:
        """Return the content of a key, such as a digest in hex; None if there is none."""
        try:
            return (self._folder / key).read_bytes()
        except OSError:
            return None

    def has(self, key: str) -> bool:
        """Return whether there is content of a key."""
        return (self._folder / key).exists()

    def write(self, key: str, content: bytes) -> None:
        """Keep the content of a key."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            # Several processes may write the same file, and one may be killed.
            unfinished = self._folder / f"{key}.{os.getpid()}"
            unfinished.write_bytes(content)
            unfinished.replace(self._folder / key)
            self._prune()
        except OSError as error:
            log.info("%s keeps nothing: %s", self._folder, error)

    def _prune(self) -> None:
        """Remove the oldest files above the limit."""
        if self._limit is None:
            return
        files = sorted(self._folder.iterdir(), key=lambda file: file.stat().st_mtime)
        for file in files[: -self._limit]:
            file.unlink(missing_ok=True)
