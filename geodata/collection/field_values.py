"""Values in a form row: read lists, sources, stops, dates and web addresses.

Examples
--------
>>> read_sources("Byalaget | www.example.org | 2026-05")
[{'title': 'Byalaget', 'url': 'https://www.example.org', 'date': '2026-05'}]
>>> read_stop("Moskosel | 65.87 | 19.45 | tisdagar")
({'name': 'Moskosel', 'schedule': 'tisdagar'}, [19.45, 65.87])
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from babel.dates import get_month_names

from geodata.geography.coordinates import read_number


def split_list(value: Any, separators: str) -> list[Any]:
    """Split a text at a pattern into its non-empty parts; a list is returned as it is."""
    if isinstance(value, list | tuple):
        return list(value)
    return [part.strip() for part in re.split(separators, str(value or "")) if part.strip()]


def beginning(text: str, length: int) -> str:
    """Return the whole sentences, or else the words, that fit in a length."""
    cut = text[: length - 1]
    end = max(cut.rfind(mark) for mark in (". ", "! ", "? ", ".\n"))
    return cut[: end + 1] if end > 0 else cut.rsplit(" ", 1)[0] + "…"


# Sources


def named_source(source: Mapping[str, Any]) -> dict[str, Any]:
    """Return a source without empty values; a missing title becomes the host name."""
    url = str(source.get("url") or "")
    title = source.get("title") or _host(url)
    return {name: text for name, text in {**source, "title": title}.items() if text}


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.removeprefix("www.") or url
    except ValueError:
        return url


_ENDINGS = "se|nu|com|org|net|eu|info|no|fi|dk|io|gov|edu"
_BARE = re.compile(rf"[a-z0-9åäö-]+(\.[a-z0-9åäö-]+)*\.({_ENDINGS})([/?#]\S*)?", re.IGNORECASE)


def web_address(text: str) -> str | None:
    """Return a web address with its scheme, None if the text is none.

    Examples
    --------
    >>> [web_address(text) for text in ("www.byn.se/mack", "byn.se", "HTTP://byn.se", "Byn")]
    ['https://www.byn.se/mack', 'https://byn.se', 'http://byn.se', None]
    """
    text = text.strip().strip("<>")
    scheme, separator, rest = text.partition("://")
    if separator and scheme.lower() in ("http", "https"):
        return f"{scheme.lower()}://{rest}" if rest and not re.search(r"[\s<>\"]", rest) else None
    is_bare = text.lower().startswith("www.") or _BARE.fullmatch(text[:300])
    return f"https://{text}" if is_bare and not re.search(r"[\s<>\"@]", text) else None


def web_addresses(text: str) -> list[str]:
    """Return the addresses of a text that has nothing else, separated by space, ``;`` or ``|``."""
    parts = [
        part.strip(",") for part in re.split(r"[|\s]+|;(?=http|www\.)", text) if part.strip(",")
    ]
    addresses = [address for part in parts if (address := web_address(part))]
    return addresses if len(addresses) == len(parts) else []


def read_sources(value: Any) -> list[dict[str, Any]]:
    """Read sources written as ``title | address | date``, or as addresses only."""
    sources: list[dict[str, Any]] = []
    for line in split_list(value, r"\n"):
        if isinstance(line, dict):
            sources.append(named_source(line))
        elif addresses := _only_addresses(str(line)):
            sources += [named_source({"url": url}) for url in addresses]
        elif str(line).strip():
            sources.append(_read_source(str(line)))
    return sources


def _only_addresses(line: str) -> list[str]:
    """Return the addresses of a line without titles; a title may look like a bare address."""
    first = line.partition("|")[0].strip().lower()
    return web_addresses(line) if "|" not in line or first.startswith(("http", "www.")) else []


def _read_source(line: str) -> dict[str, Any]:
    """Read ``title | address | date``, from the end, as a title may have a bar too."""
    title, bar, last = line.rpartition("|")
    date = read_date(last) if bar and re.search(r"\d{4}", last) else None
    line = title if date else line
    title, bar, last = line.rpartition("|")
    url = web_address(last) if bar else None
    title = title if url else line
    return named_source({"title": title.strip(), "url": url, "date": date})


def joined_sources(own: list[dict[str, str]], others: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return the sources of both lists; one that stands in both has the first one's date, if any.

    The first list's come first, unless the second has them all.
    """

    def key(source: Mapping[str, str]) -> tuple[str, str]:
        return str(source.get("title")), str(source.get("url"))

    dated = {key(source): source for source in own if source.get("date")}
    others = [dated.get(key(source), source) for source in others]
    keys = set(map(key, others))
    return [*(source for source in own if key(source) not in keys), *others]


# Stops


def read_stop(value: Any) -> tuple[dict[str, str], list[float] | None]:
    """Read a stop written as ``name | lat | lon | schedule``; all but the name are optional."""
    if isinstance(value, dict):
        return value, None
    name, *rest = (part.strip() for part in str(value).split("|"))
    numbers = [number for part in rest if (number := read_number(part)) is not None]
    words = [part for part in rest if part and read_number(part) is None]
    stop = {"name": name} | ({"schedule": ", ".join(words)} if words else {})
    return stop, [numbers[1], numbers[0]] if len(numbers) == 2 else None


_TIME = re.compile(
    r"\d|(mån|tis|ons|tors|fre|lör|sön)|dag|veck|varje|varannan|jämn|udda|öppe|tid|efter|\bkl\b",
    re.IGNORECASE,
)


def stop_texts(value: Any, points: int) -> list[Any]:
    """Return the texts of the stops in a cell, one stop each.

    Stops stand on lines or between ``;``. A single line of names has ``|`` between them, as in the
    open specification: as many as there are points, or more than a stop without a point has parts,
    or without spaces around the bar and with a name, not a time, at the end.

    Examples
    --------
    >>> stop_texts("Torget|Skolan", 0), stop_texts("Torget | måndagar", 0)
    (['Torget', 'Skolan'], ['Torget | måndagar'])
    """
    names = str(value or "").strip().split("|")
    is_line = isinstance(value, str) and len(names) > 1 and not re.search(r"[\n;]", value.strip())
    if is_line and all(read_number(name) is None for name in names):
        bare = " | " not in value and not _TIME.search(names[-1])
        if len(names) == points or len(names) > 2 or bare:
            return [name.strip() for name in names if name.strip()]
    return split_list(value, r"[\n;]")


# Years and dates


def read_year(text: str) -> int | None:
    """Return the only year in a text, None if there is none or more than one.

    Examples
    --------
    >>> [read_year(text) for text in ("2019.0", "hösten 2016", "2016-05-31", "2016-2018", "i fjol")]
    [2019, 2016, 2016, None, None]
    """
    years = re.findall(r"(?<!\d)\d{4}(?!\d)", text[:200])
    return int(years[0]) if len(years) == 1 else None


def is_only_year(text: str) -> bool:
    """Return whether a text says no more than a year or a date: "nedlagd 2020" does.

    Examples
    --------
    >>> [is_only_year(text) for text in ("2019.0", "sedan 2016", "maj 2016", "ca 2016")]
    [True, True, True, False]
    """
    year = re.fullmatch(r"((sedan|från|since) )?\d{4}([.,]0*)?", text.strip(), re.IGNORECASE)
    return bool(year) or read_date(text) is not None


@cache
def _months() -> dict[str, int]:
    """Return the numbers of months by their names, whole and short, Swedish and English."""
    names: dict[str, int] = {}
    for locale in ("sv", "en"):
        for width in ("wide", "abbreviated"):
            months = get_month_names(width, "format", locale)
            names |= {str(name).lower().rstrip("."): at for at, name in months.items()}
    return names | {"sept": 9}


_ISO = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?:[t ]\d{1,2}:\d\d.{0,20})?")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ]{1,2}(\d{1,2})[-/. ]{1,3}(\d{4})")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_MONTH_FIRST = re.compile(r"(\d{1,2})[-/.](\d{4})")
_NAMED = re.compile(
    r"(?:[a-zåäö]{3,4}dag(?:en)?,? )?(?:den )?"
    r"(?:(\d{1,2})(?::[ae]|\.)? )?([a-zåäö]{3,9})\.?,? (\d{4})"
)
_US_NAMED = re.compile(r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")


def read_date(text: str) -> str | None:
    """Return a date as ISO 8601, as exact as it is written; None if it is none.

    A date in numbers that ends with the year has the day first, as in Sweden, unless there is no
    such month.

    Examples
    --------
    >>> [read_date(text) for text in ("2024", "maj 2024", "1/5 2024", "20240501", "May 1, 2024")]
    ['2024', '2024-05', '2024-05-01', '2024-05-01', '2024-05-01']
    """
    text = re.sub(r"^(\d{4})\.0$", r"\1", " ".join(text.lower().split())[:60])
    if match := _COMPACT.fullmatch(text) or _ISO.fullmatch(text):
        return _date(match[1], match[2], match[3])
    if match := _MONTH_FIRST.fullmatch(text):
        return _date(match[2], match[1], None)
    if match := _DAY_FIRST.fullmatch(text):
        return _date(match[3], match[2], match[1]) or _date(match[3], match[1], match[2])
    if (match := _NAMED.fullmatch(text)) and match[2] in _months():
        return _date(match[3], _months()[match[2]], match[1])
    if (match := _US_NAMED.fullmatch(text)) and match[1] in _months():
        return _date(match[3], _months()[match[1]], match[2])
    return None


def is_ambiguous_date(text: str) -> bool:
    """Return whether a date in numbers may have the day or the month first."""
    match = _DAY_FIRST.fullmatch(" ".join(text.split())[:60])
    if match is None:
        return False
    return match[1] != match[2] and max(int(match[1]), int(match[2])) <= 12


def _date(year: str, month: Any, day: Any) -> str | None:
    try:
        date = dt.date(int(year), int(month or 1), int(day or 1)).isoformat()
    except ValueError:
        return None
    return date if day else date[:7] if month else date[:4]
