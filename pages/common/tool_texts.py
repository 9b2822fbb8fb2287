"""Texts of the share, print and favourite buttons of every view, for ``viewer/static/tools.js``.

Examples
--------
>>> share_words()["copied"]
'Länken är kopierad.'
"""

from __future__ import annotations

import json
from functools import cache

from pages.common.i18n import _, language, speaking

PRINT = "#skriv-ut"
"""Fragment by which a page of text prints itself as soon as it is there."""
MAX_FAVOURITES = 100
"""As in ``tools.js``; also what a tour holds."""


def share_words() -> dict[str, str]:
    """Return the words of the dialog that shares a view."""
    return {
        "share": _("Dela"),
        "link": _("Länk till det du ser"),
        "copy": _("Kopiera"),
        "copied": _("Länken är kopierad."),
        "uncopied": _("Webbläsaren kopierar inte själv. Markera texten och kopiera den."),
        "send": _("Skicka vidare …"),
        "qr": _("QR-kod med länken"),
        "embed": _("Bädda in på er webbplats"),
        "close": _("Stäng"),
    }


def star_words() -> dict[str, str]:
    """Return the messages when a favourite is added or removed."""
    full = _("Du har redan {n} favoriter. Ta bort någon först.")
    return {
        "kept": _("Sparad bland favoriterna på den här enheten."),
        "removed": _("Borttagen ur favoriterna."),
        "full": full.format(n=MAX_FAVOURITES),
        "unkept": _("Webbläsaren låter inte sidan spara något. Kopiera länken i stället."),
    }


def words_json(words: dict[str, str]) -> str:
    """Return words as the JSON that a button's ``data-words`` holds, not yet escaped."""
    return json.dumps(words, ensure_ascii=False)


def bar_words() -> dict[str, str]:
    """Return the labels of the bar of tools, in the current language."""
    return _bar_words(language())


@cache
def _bar_words(language: str) -> dict[str, str]:
    # Each card of a list asks for them.
    with speaking(language):
        return {
            "share": _("Dela"),
            "print": _("Skriv ut"),
            "favourites": _("Favoriter"),
            "star": _("Favorit"),
            "share_words": words_json(share_words()),
            "star_words": words_json(star_words()),
        }
