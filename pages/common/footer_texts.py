"""Words at the foot of every page: who is behind it, and where its accessibility is told."""

from __future__ import annotations

from pages.common.i18n import _


def foot_words() -> dict[str, str]:
    """Return the sender's sentence and the labels of the two links."""
    return {
        "sender": _("Servicekartan är Servicebankens karta, från Hela Sverige ska leva."),
        "about": _("Om"),
        "accessibility": _("Tillgänglighet"),
    }
