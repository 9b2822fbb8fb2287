"""ZIP archive from a stranger: its parts, unpacked within limits."""

from __future__ import annotations

import io
import zipfile
import zlib
from functools import cached_property

from geodata.errors import GeodataError, Message

MAX_UNPACKED_BYTES = 60_000_000


class Archive:
    """ZIP archive.

    Raises
    ------
    zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError
        If it is broken, encrypted or compressed in an unknown way.
    """

    def __init__(self, name: str, data: bytes) -> None:
        self._name = name
        self._zip = zipfile.ZipFile(io.BytesIO(data))
        self._unpacked = 0

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the parts, without folders."""
        return tuple(name for name in self._zip.namelist() if not name.endswith("/"))

    def read(self, part: str) -> bytes:
        """Unpack a part.

        Raises
        ------
        GeodataError
            If the parts read so far unpack to more than ``MAX_UNPACKED_BYTES``.
        """
        # zipfile itself never unpacks more of a part than its declared size.
        self._unpacked += self._zip.getinfo(part).file_size
        if self._unpacked > MAX_UNPACKED_BYTES:
            raise too_large(self._name)
        try:
            return self._zip.read(part)
        except zlib.error as error:
            raise zipfile.BadZipFile(part) from error


def too_large(name: str) -> GeodataError:
    """Return the error of a file that unpacks to too much."""
    message = Message(
        "Filen {file} packar upp sig till orimligt mycket. Spara om den i Excel.", file=name
    )
    return GeodataError(message)
