"""Lines of Markdown about an example: kind, place, distance and direction."""

from __future__ import annotations

from geodata.collection.idea import Idea
from geodata.collection.vocabulary import KINDS
from geodata.proximity.nearest import Direction
from pages.common.i18n import _, language, number
from pages.widgets.markdown import plain

GLYPHS = {
    "fixed": ":blue[■]",
    "digital": ":orange[◆]",
    "on_wheels": ":yellow[●]",
    "case": ":violet[★]",
}
"""The map's shapes as text, in the theme's colours, which are the vocabulary's."""


def kind_and_place(idea: Idea) -> str:
    """Return an example's kind, place and municipality as a line of Markdown."""
    kind = KINDS[idea.kind].label(language())
    return f"{GLYPHS[idea.kind]} {kind} · {plain(idea.place_label)}"


def distance_text(metres: float, direction: Direction | None = None) -> str:
    """Return a distance as text: ``under 1 km``, ``38 km`` or ``38 km nordväst``."""
    away = _("under 1 km") if metres < 1000 else f"{number(round(metres / 1000))} km"
    return f"{away} {direction_text(direction)}" if direction else away


def direction_text(direction: Direction) -> str:
    """Return a direction as the word that follows a distance."""
    words: dict[Direction, str] = {
        "n": _("norrut"),
        "ne": _("nordost"),
        "e": _("österut"),
        "se": _("sydost"),
        "s": _("söderut"),
        "sw": _("sydväst"),
        "w": _("västerut"),
        "nw": _("nordväst"),
    }
    return words[direction]
