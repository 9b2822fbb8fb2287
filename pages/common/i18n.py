"""Interface texts: Swedish is written in the code, the English catalogue is ``pages/locale``."""

from __future__ import annotations

import gettext
import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from babel.dates import format_date, parse_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from geodata.text import first_day

LOCALE = Path(__file__).parents[1] / "locale"
LANGUAGES = {"sv": "Svenska", "en": "English"}
_language: ContextVar[str | None] = ContextVar("language", default=None)

N_ = str
"""Marks a message for extraction where it stands; ``_`` translates it where it is shown."""


def _default_language() -> str:
    return "sv"


session_language: Callable[[], str] = _default_language
"""Hook that returns a visit's language; ``pages/shell.py`` sets it, as only pages have visits."""


def speak(language: str) -> None:
    """Use a language for the rest of this run of a page, in its thread.

    The hook asks Streamlit's session, which a run did 1,250 times: a fifth of its time.
    """
    _language.set(language)


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
    """Use a language, ``"sv"`` or ``"en"``, where there is no visit: in a route or an export."""
    token = _language.set(language if language in LANGUAGES else "sv")
    try:
        yield
    finally:
        _language.reset(token)


def language() -> str:
    """Return the language that :func:`speaking` set, else the visit's: ``"sv"`` or ``"en"``."""
    return _language.get() or session_language()


def _(message: str) -> str:
    """Translate a Swedish message to the current language."""
    return translations(language()).gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """Translate a message that depends on a number, and put the number in as ``{n}``."""
    message = translations(language()).ngettext(one, many, count)
    return message.format(n=number(count))


def number(value: float) -> str:
    """Format a number as the language does: ``4 100`` or ``4,100``."""
    return str(format_decimal(value, locale=language()))


def listed(names: Iterable[str]) -> str:
    """Join names to a list in words: ``Malå, Norsjö och Sorsele``."""
    *first, last = list(names) or [""]
    return _("{several} och {last}").format(several=", ".join(first), last=last) if first else last


def date(partial: str) -> str:
    """Format a partial date, ISO 8601: ``2016``, ``maj 2016`` or ``31 maj 2016``."""
    if len(partial) == 4:
        return partial
    day = parse_date(first_day(partial), locale="sv")
    return format_date(day, "d MMMM y" if len(partial) == 10 else "MMMM y", locale=language())
