"""The interface's words: Swedish is written in the code, English stands in ``pages/locale``."""

from __future__ import annotations

import gettext
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

import streamlit as st
from babel.dates import format_date, parse_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from geodata.text import first_day

LOCALE = Path(__file__).parents[1] / "locale"
LANGUAGES = {"sv": "Svenska", "en": "English"}
_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)


@cache
def translations(language: str) -> gettext.NullTranslations:
    """Return the translations into a language; Swedish needs none."""
    path = LOCALE / f"{language}.po"
    if not path.exists():
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language, ``"sv"`` or ``"en"``, where there is no visit: in a route or an export."""
    token = _spoken.set(language if language in LANGUAGES else "sv")
    try:
        yield
    finally:
        _spoken.reset(token)


def language() -> str:
    """Return the language that is spoken, else that of this visit: ``"sv"`` or ``"en"``."""
    return _spoken.get() or str(st.session_state.get("language", "sv"))


def _(message: str) -> str:
    return translations(language()).gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """Translate a message that depends on a number, and put the number in as ``{n}``."""
    chosen = translations(language()).ngettext(one, many, count)
    return chosen.format(n=number(count))


def number(value: float) -> str:
    """Write a number as the language does: ``4 100`` or ``4,100``."""
    return str(format_decimal(value, locale=language()))


def listed(names: Iterable[str]) -> str:
    """Return names as a list in words: ``Malå, Norsjö och Sorsele``."""
    *first, last = list(names) or [""]
    return _("{several} och {last}").format(several=", ".join(first), last=last) if first else last


def date(partial: str) -> str:
    """Write a date as exactly as it is known: ``2016``, ``maj 2016`` or ``31 maj 2016``."""
    if len(partial) == 4:
        return partial
    day = parse_date(first_day(partial), locale="sv")
    return format_date(day, "d MMMM y" if len(partial) == 10 else "MMMM y", locale=language())
