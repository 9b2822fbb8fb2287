"""What came of a workshop, to take home: the dots that examples got and the ideas of the room.

Examples
--------
>>> from geodata.workshop.tours import Tour, TourStop
>>> tour = Tour(title="Vår kväll", stops=(TourStop(idea="bokbuss"),))
>>> results_xlsx(tour, {}, {"bokbuss": 3}, ())[:2]
b'PK'
>>> results_geojson(tour, {}, {"bokbuss": 3}, ())["features"]
[]
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from geodata.collection.idea import Idea
from geodata.collection.vocabulary import KINDS
from geodata.opendata.spreadsheet import safe_cell
from geodata.workshop.tours import Tour

Cell = str | int | float | None


class Said(Protocol):
    """An idea from the room; ``merged`` are others that say the same."""

    @property
    def text(self) -> str:
        """One line."""

    @property
    def lonlat(self) -> tuple[float, float] | None:
        """Where it would be, WGS84 degrees, if that was said."""

    @property
    def hidden(self) -> bool:
        """Whether the leader has hidden it: it is then no result."""

    @property
    def merged(self) -> Sequence[Said]:
        """Those that it has taken in."""


def results_xlsx(
    tour: Tour, ideas: Mapping[str, Idea], dots: Mapping[str, int], notes: Iterable[Said]
) -> bytes:
    """Return the results as an XLSX file: a sheet of examples, a sheet of the room's ideas.

    Parameters
    ----------
    tour
        What was shown.
    ideas
        The examples by id; one that is gone stands with its id.
    dots
        How many dots each example got, by id.
    notes
        What the room said; hidden ones are left out.
    """
    book = Workbook()
    examples, room = book.active, book.create_sheet("Rummets idéer")
    assert examples is not None  # noqa: S101
    examples.title = "Röster"
    names = ("Exempel", "Slag", "Plats", "Kommun", "Prickar", "Id")
    _fill(examples, names, (48, 14, 24, 20, 10, 36), _examples(tour, ideas, dots))
    _fill(room, ("Idé", "Longitud", "Latitud"), (80, 12, 12), _notes(notes))
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def _examples(
    tour: Tour, ideas: Mapping[str, Idea], dots: Mapping[str, int]
) -> Iterator[tuple[Cell, ...]]:
    """Yield a row for each example that was shown or got a dot, the most dots first."""
    shown = dict.fromkeys((*tour.ideas, *dots))
    for key in sorted(shown, key=lambda key: -dots.get(key, 0)):
        idea = ideas.get(key)
        if idea is None:
            yield key, None, None, None, dots.get(key, 0), key
        else:
            kind = KINDS[idea.kind].label("sv")
            yield idea.title, kind, idea.place, idea.municipality, dots.get(key, 0), key


def _notes(notes: Iterable[Said]) -> Iterator[tuple[Cell, ...]]:
    for note in notes:
        if not note.hidden:
            yield _whole(note), *(note.lonlat or (None, None))


def _whole(note: Said) -> str:
    """Return a note with those it has taken in, each on a line."""
    return "\n".join((note.text, *(other.text for other in note.merged)))


def _fill(
    sheet: Any, names: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[Cell]]
) -> None:
    sheet.append(names)
    for row in rows:
        sheet.append([safe_cell(value) for value in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="14543F")
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for (cell,) in sheet.iter_rows(min_row=2, max_col=1):
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"


def results_geojson(
    tour: Tour, ideas: Mapping[str, Idea], dots: Mapping[str, int], notes: Iterable[Said]
) -> dict[str, Any]:
    """Return the results that have a place as GeoJSON (RFC 7946); arguments as `results_xlsx`.

    Property ``type`` is ``example``, with ``dots``, or ``note``, with ``text``.
    """
    examples = [
        {**ideas[key].to_feature(), "properties": _facts(ideas[key], dots.get(key, 0))}
        for key in dict.fromkeys((*tour.ideas, *dots))
        if key in ideas
    ]
    said = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": list(note.lonlat)},
            "properties": {"type": "note", "text": _whole(note)},
        }
        for note in notes
        if note.lonlat and not note.hidden
    ]
    return {"type": "FeatureCollection", "features": examples + said}


def _facts(idea: Idea, dots: int) -> dict[str, Any]:
    names = ("title", "kind", "place", "municipality_code", "county_code")
    return {"type": "example", "dots": dots, **{name: getattr(idea, name) for name in names}}
