"""Base class of the domain's errors."""

from __future__ import annotations


class GeodataError(Exception):
    """Unusable geodata file; the message says why and what to do, in Swedish."""
