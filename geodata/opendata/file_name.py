"""Names of files to download: what they hold and the day they were made.

Examples
--------
>>> file_name("Vård: nära/fjärran?", "pdf", dt.date(2026, 11, 26))
'Vård nära fjärran 2026-11-26.pdf'
>>> file_title(Filter(county=("25",), kind=("digital",)))
'Servicekartan Digital Norrbottens län'
"""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import quote

from geodata.collection.facets import FACETS
from geodata.collection.filter import Filter
from geodata.swedish_time import today
from geodata.text import clean, fold

MAX_TITLE = 90
"""Characters of a title: some systems take no more than 143 bytes in a name."""
MAX_WORDS = 3
"""Keys of one facet that are named in a title; more are counted."""
# What Windows does not allow, what hides a file, and what turns the direction of the text.
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\s\x00-\x1f\u200e\u200f\u202a-\u202e\u2066-\u2069]+')


def file_name(title: str, ending: str, date: dt.date | None = None) -> str:
    """Return a file's name: the title, the date (today if None) and the ending."""
    words = _FORBIDDEN.sub(" ", str(clean(title)))[:MAX_TITLE].strip(" .")
    return f"{words or 'Servicekartan'} {(date or today()).isoformat()}.{ending}"


def file_title(filter: Filter, language: str = "sv") -> str:
    """Return the title of a file with the examples of a filter, such as a county's."""
    parts = ["Servicekartan", filter.q]
    for name, facet in FACETS.items():
        keys = getattr(filter, name)
        words = [facet.terms()[key].label(language) for key in keys[:MAX_WORDS]]
        parts += [*words, f"+{len(keys) - MAX_WORDS}" if len(keys) > MAX_WORDS else ""]
    parts += map(str, filter.started or ())
    return " ".join(filter_part for filter_part in parts if filter_part)


def content_disposition(name: str) -> str:
    r"""Return the header that has a file saved under a name (RFC 6266), in ASCII too.

    Examples
    --------
    >>> content_disposition("Åre.csv")
    'attachment; filename="Are.csv"; filename*=UTF-8\'\'%C3%85re.csv'
    """
    plain = re.sub(r'[^ -~]|["\\%]', "_", _undotted(name))
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _undotted(name: str) -> str:
    return "".join(fold(sign).upper() if sign.isupper() else fold(sign) for sign in name)
