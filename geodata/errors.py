"""Base class of the domain's errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # Half a second to import, and `municipalities()` does without.
    pass


# Borders


class GeodataError(Exception):
    """A file of geodata cannot be used; the message says why and what to do, in Swedish."""
