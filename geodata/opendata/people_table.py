r"""Table of examples for people: headings and words of a language, a line for each value of a list.

The importer knows it by its headings and reads it back unchanged
(:mod:`geodata.importing.table_form`); programs get :mod:`geodata.opendata.table_spec`.

Examples
--------
>>> from_lines(to_lines(["Börja smått", None, "Två\nrader", "–"]))
['Börja smått', '', 'Två\nrader', '–']
>>> [column.heading for column in columns("", "sv")][:3]
['Rubrik', 'Slag', 'Ort']
>>> [column.heading for column in columns("", "en")][:3]
['Title', 'Kind', 'Place']
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from operator import attrgetter

from geodata.collection.copying import COPYING
from geodata.collection.field_headings import FIELDS
from geodata.collection.idea import Idea
from geodata.collection.vocabulary import ACCURACIES, KINDS, STATUSES, Term
from geodata.opendata.licence import SOURCE
from geodata.opendata.table_column import Cell, wkt

LINK = Term("link", "Länk till exemplet", "Link to the example")
PUBLISHER = Term("publisher", "Utgivare", "Publisher")
EXTERNAL_IDS = Term("external_ids", "Id i källornas listor", "Ids in the sources' lists")
LANGUAGES = ("sv", "en")


def language_of(headings: Collection[str]) -> str | None:
    """Return the language of the table that has these headings, None if it is another table.

    It is known by two of them, also where somebody has removed other columns.
    """
    for language in LANGUAGES:
        if {LINK.label(language), FIELDS["id"].label(language)} <= set(headings):
            return language
    return None


NOTHING = "–"
"""The line of a value that is unknown, so that lists of the same order keep it."""
_ESCAPES = {"¦": "¦¦", "\n": "¦n"}
_TEXTS = {escape: text for text, escape in _ESCAPES.items()} | {f"¦{NOTHING}": NOTHING}


def to_lines(values: Iterable[str | None]) -> str | None:
    """Return several values as one cell that :func:`from_lines` reads, None if all are unknown."""
    escape = str.maketrans(_ESCAPES)
    lines = [(value or "").translate(escape) for value in values]
    if not any(lines):
        return None
    return "\n".join(f"¦{line}" if line == NOTHING else line or NOTHING for line in lines)


def from_lines(cell: str) -> list[str]:
    """Return the values of a cell made by :func:`to_lines`, empty ones too."""
    lines = cell.split("\n") if cell else []
    return ["" if line == NOTHING else re.sub("¦[¦n–]", _unescaped, line) for line in lines]


def _unescaped(match: re.Match[str]) -> str:
    return _TEXTS[match[0]]


@dataclass(frozen=True, slots=True)
class PeopleColumn:
    """A column: its heading, its width in characters, and the function that gives its cell."""

    heading: str
    width: int
    value: Callable[[Idea], Cell]


def columns(root: str, language: str) -> tuple[PeopleColumn, ...]:
    """Return the columns with headings and words in ``"sv"`` or ``"en"``.

    What people have written stays in its own column whatever the language, so that a file can be
    read back. ``root`` is the app's address with a slash at the end, or "".
    """
    return (*_first(language), *_links(root, language), *_rest(language))


def _field(name: str, language: str, width: int, value: Callable[[Idea], Cell]) -> PeopleColumn:
    return PeopleColumn(FIELDS[name].label(language), width, value)


def _first(language: str) -> Iterator[PeopleColumn]:
    """Yield the columns of an example's kind, content and lessons."""
    field = partial(_field, language=language)
    yield field("title", width=38, value=lambda idea: idea.title)
    yield field("kind", width=12, value=lambda idea: KINDS[idea.kind].label(language))
    yield field("place", width=18, value=lambda idea: idea.place)
    yield field("municipality", width=18, value=lambda idea: idea.municipality)
    county = Term("county", "Län", "County").label(language)
    yield PeopleColumn(county, 22, lambda idea: idea.county)
    yield field("status", width=14, value=lambda idea: STATUSES[idea.status].label(language))
    yield field("status_as_of", width=13, value=lambda idea: idea.status_as_of)
    yield field("started", width=10, value=lambda idea: idea.started)
    yield field("services", width=32, value=partial(_services, language=language))
    yield field("summary", width=50, value=lambda idea: idea.summary)
    yield field("description", width=60, value=lambda idea: idea.description or None)
    yield field("lessons", width=50, value=lambda idea: to_lines(idea.lessons))
    for name in COPYING:
        yield field(name, width=26, value=attrgetter(name))
    yield field("operator", width=26, value=lambda idea: idea.operator)


def _services(idea: Idea, language: str) -> str | None:
    return "; ".join(term.label(language) for term in idea.terms()) or None


def _links(root: str, language: str) -> Iterator[PeopleColumn]:
    """Yield the address of the example, and its sources in columns of the same order."""
    field = partial(_field, language=language)
    query = f"?lang={language}" if language != "sv" else ""
    yield PeopleColumn(
        LINK.label(language), 40, lambda idea: f"{root}exempel/{idea.id}{query}" if root else None
    )
    yield field(
        "source_title", width=36, value=lambda idea: to_lines(s.title for s in idea.sources)
    )
    yield field("source_url", width=40, value=lambda idea: to_lines(s.url for s in idea.sources))
    yield field("source_date", width=14, value=lambda idea: to_lines(s.date for s in idea.sources))


def _rest(language: str) -> Iterator[PeopleColumn]:
    """Yield the columns of its place, English texts and identifiers."""
    field = partial(_field, language=language)

    def column(term: Term, width: int, value: Callable[[Idea], Cell]) -> PeopleColumn:
        return PeopleColumn(term.label(language), width, value)

    yield field("stops", width=24, value=lambda idea: to_lines(s.name for s in idea.stops))
    yield field("stop_times", width=24, value=lambda idea: to_lines(s.schedule for s in idea.stops))
    yield field(
        "accuracy", width=14, value=lambda idea: ACCURACIES[idea.place_accuracy].label(language)
    )
    yield column(Term("lat", "Latitud", "Latitude"), 10, lambda idea: idea.lonlat[1])
    yield column(Term("lon", "Longitud", "Longitude"), 10, lambda idea: idea.lonlat[0])
    yield field("wkt", width=20, value=wkt)
    yield field("title_en", width=30, value=lambda idea: idea.title_en)
    yield field("summary_en", width=40, value=lambda idea: idea.summary_en)
    yield field("description_en", width=40, value=lambda idea: idea.description_en)
    yield field("lessons_en", width=40, value=lambda idea: to_lines(idea.lessons_en or ()))
    yield field("other_services", width=24, value=lambda idea: to_lines(idea.other_services or ()))
    yield column(Term("updated", "Senast ändrat", "Last changed"), 13, lambda idea: idea.updated)
    confirmed = Term("confirmed", "Senast bekräftat", "Last confirmed")
    yield column(confirmed, 13, lambda idea: idea.confirmed)
    yield field("id", width=24, value=lambda idea: idea.id)
    yield column(EXTERNAL_IDS, 20, lambda idea: to_lines(idea.external_ids or ()))
    yield column(PUBLISHER, 14, lambda _: SOURCE)
