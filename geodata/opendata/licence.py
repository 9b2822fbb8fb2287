"""Who publishes the collection and on what terms, as every export and catalogue says it.

``SERVICEKARTAN_PUBLISHER`` and ``SERVICEKARTAN_CONTACT`` name the organisation behind a server and
the address, of e-mail or a page, at which it answers for the data.

Examples
--------
>>> publisher().name
'Servicekartan'
"""

from __future__ import annotations

from dataclasses import dataclass

from geodata.settings import settings

LICENCE = "CC BY 4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
SOURCE = "servicekartan"
ATTRIBUTION = "Servicekartan, CC BY 4.0. Källorna står vid varje exempel."


@dataclass(frozen=True, slots=True)
class Publisher:
    """An organisation; ``contact`` begins with ``mailto:`` or ``http``, or is ""."""

    name: str
    contact: str


def publisher() -> Publisher:
    """Return who publishes what this server shows."""
    contact = settings().contact
    if "@" in contact and ":" not in contact:
        contact = f"mailto:{contact}"
    return Publisher(settings().publisher, contact)
