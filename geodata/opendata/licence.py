"""Licence, attribution and publisher of the collection, for every export and catalogue.

The settings ``SERVICEKARTAN_PUBLISHER`` and ``SERVICEKARTAN_CONTACT`` name the organisation that
runs a server and its e-mail or web address.

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
ATTRIBUTION_EN = "Servicekartan, CC BY 4.0. The sources stand with each example."


@dataclass(frozen=True, slots=True)
class Publisher:
    """Organisation that publishes; ``contact`` begins with ``mailto:`` or ``http``, or is ""."""

    name: str
    contact: str


def publisher() -> Publisher:
    """Return the publisher in the settings."""
    contact = settings().contact
    if "@" in contact and ":" not in contact:
        contact = f"mailto:{contact}"
    return Publisher(settings().publisher, contact)
