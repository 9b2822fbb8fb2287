r"""Table of examples for people: Swedish headings and words, a line for each value of a list.

The importer knows it by its headings and reads it back unchanged
(:mod:`geodata.importing.table_form`); programs get :mod:`geodata.opendata.table_spec`.

Examples
--------
>>> from_lines(to_lines(["Börja smått", None, "Två\nrader", "–"]))
['Börja smått', '', 'Två\nrader', '–']
>>> [column.heading for column in columns("")][:3]
['Rubrik', 'Slag', 'Ort']
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter

from geodata.collection.copying import COPYING
from geodata.collection.field_headings import FIELDS
from geodata.collection.idea import Idea
from geodata.collection.vocabulary import ACCURACIES, KINDS, STATUSES
from geodata.opendata.licence import SOURCE
from geodata.opendata.table_column import Cell, wkt

LINK = "Länk till exemplet"
PUBLISHER = "Utgivare"
EXTERNAL_IDS = "Id i källornas listor"
HEADINGS = frozenset((LINK, FIELDS["id"].sv))
"""Headings by which the table is known, also where somebody has removed other columns."""

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


def columns(root: str) -> tuple[PeopleColumn, ...]:
    """Return the columns; ``root`` is the app's address with a slash at the end, or ""."""
    return (*_first(), _field("operator", 26, lambda idea: idea.operator), *_links(root), *_rest())


def _field(name: str, width: int, value: Callable[[Idea], Cell]) -> PeopleColumn:
    return PeopleColumn(FIELDS[name].sv, width, value)


def _first() -> Iterator[PeopleColumn]:
    """Yield the columns of an example's kind, content and lessons."""
    yield _field("title", 38, lambda idea: idea.title)
    yield _field("kind", 12, lambda idea: KINDS[idea.kind].sv)
    yield _field("place", 18, lambda idea: idea.place)
    yield _field("municipality", 18, lambda idea: idea.municipality)
    yield PeopleColumn("Län", 22, lambda idea: idea.county)
    yield _field("status", 14, lambda idea: STATUSES[idea.status].sv)
    yield _field("status_as_of", 13, lambda idea: idea.status_as_of)
    yield _field("started", 10, lambda idea: idea.started)
    yield _field("services", 32, lambda idea: "; ".join(t.sv for t in idea.terms()) or None)
    yield _field("summary", 50, lambda idea: idea.summary)
    yield _field("description", 60, lambda idea: idea.description or None)
    yield _field("lessons", 50, lambda idea: to_lines(idea.lessons))
    for name in COPYING:
        yield _field(name, 26, attrgetter(name))


def _links(root: str) -> Iterator[PeopleColumn]:
    """Yield the address of the example, and its sources in columns of the same order."""
    yield PeopleColumn(LINK, 40, lambda idea: f"{root}exempel/{idea.id}" if root else None)
    yield _field("source_title", 36, lambda idea: to_lines(s.title for s in idea.sources))
    yield _field("source_url", 40, lambda idea: to_lines(s.url for s in idea.sources))
    yield _field("source_date", 14, lambda idea: to_lines(s.date for s in idea.sources))


def _rest() -> Iterator[PeopleColumn]:
    """Yield the columns of its place, English texts and identifiers."""
    yield _field("stops", 24, lambda idea: to_lines(stop.name for stop in idea.stops))
    yield _field("stop_times", 24, lambda idea: to_lines(stop.schedule for stop in idea.stops))
    yield _field("accuracy", 14, lambda idea: ACCURACIES[idea.place_accuracy].sv)
    yield PeopleColumn("Latitud", 10, lambda idea: idea.lonlat[1])
    yield PeopleColumn("Longitud", 10, lambda idea: idea.lonlat[0])
    yield _field("wkt", 20, wkt)
    yield _field("title_en", 30, lambda idea: idea.title_en)
    yield _field("summary_en", 40, lambda idea: idea.summary_en)
    yield _field("description_en", 40, lambda idea: idea.description_en)
    yield _field("lessons_en", 40, lambda idea: to_lines(idea.lessons_en or ()))
    yield _field("other_services", 24, lambda idea: to_lines(idea.other_services or ()))
    yield PeopleColumn("Senast ändrat", 13, lambda idea: idea.updated)
    yield PeopleColumn("Senast bekräftat", 13, lambda idea: idea.confirmed)
    yield _field("id", 24, lambda idea: idea.id)
    yield PeopleColumn(EXTERNAL_IDS, 20, lambda idea: to_lines(idea.external_ids or ()))
    yield PeopleColumn(PUBLISHER, 14, lambda _: SOURCE)
