"""Results of a workshop as XLSX and GeoJSON: the dots of each example, and the room's notes.

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
from typing import Any, Literal, NotRequired, TypedDict

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from geodata.collection.idea import Idea
from geodata.collection.vocabulary import KINDS
from geodata.opendata.formula_guard import xlsx_cell
from geodata.palette import SPRUCE, WHITE
from geodata.workshop.rooms import RoomNote
from geodata.workshop.tours import Tour

Cell = str | int | float | None


class ResultFeature(TypedDict):
    """GeoJSON feature of an example, which has an ``id``, or of a note."""

    type: Literal["Feature"]
    id: NotRequired[str]
    geometry: dict[str, Any]
    properties: dict[str, Any]


class ResultCollection(TypedDict):
    """GeoJSON FeatureCollection of a workshop's results."""

    type: Literal["FeatureCollection"]
    features: list[ResultFeature]


def results_xlsx(
    tour: Tour, ideas: Mapping[str, Idea], dots: Mapping[str, int], notes: Iterable[RoomNote]
) -> bytes:
    """Return the results as an XLSX file: a sheet of examples, a sheet of the room's ideas.

    Parameters
    ----------
    tour
        The tour of the room.
    ideas
        The examples by id; an example that is gone is listed by its id.
    dots
        Number of dots by the id of the example.
    notes
        The room's notes; hidden ones are left out.
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
    """Yield a row for each example in the tour or with a dot, the most dots first."""
    keys = dict.fromkeys((*tour.ideas, *dots))
    for key in sorted(keys, key=lambda key: -dots.get(key, 0)):
        idea = ideas.get(key)
        if idea is None:
            yield key, None, None, None, dots.get(key, 0), key
        else:
            kind = KINDS[idea.kind].label("sv")
            yield idea.title, kind, idea.place, idea.municipality, dots.get(key, 0), key


def _notes(notes: Iterable[RoomNote]) -> Iterator[tuple[Cell, ...]]:
    for note in notes:
        if not note.hidden:
            yield full_text(note), *(note.lonlat or (None, None))


def full_text(note: RoomNote) -> str:
    """Return the texts of a note and those merged into it that are not hidden, each on a line."""
    return "\n".join((note.text, *(other.text for other in note.merged if not other.hidden)))


def _fill(
    sheet: Any, names: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[Cell]]
) -> None:
    sheet.append(names)
    for row in rows:
        sheet.append([xlsx_cell(value) for value in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True, color=WHITE.removeprefix("#"))
        cell.fill = PatternFill("solid", fgColor=SPRUCE.removeprefix("#"))
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for (cell,) in sheet.iter_rows(min_row=2, max_col=1):
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"


def results_geojson(
    tour: Tour, ideas: Mapping[str, Idea], dots: Mapping[str, int], notes: Iterable[RoomNote]
) -> ResultCollection:
    """Return the results with a position as GeoJSON (RFC 7946); parameters as `results_xlsx`.

    The property ``type`` is ``example``, with ``dots``, or ``note``, with ``text``.
    """
    examples = [
        _example_feature(ideas[key], dots.get(key, 0))
        for key in dict.fromkeys((*tour.ideas, *dots))
        if key in ideas
    ]
    own_ideas = [
        _note_feature(note, note.lonlat) for note in notes if note.lonlat and not note.hidden
    ]
    return {"type": "FeatureCollection", "features": examples + own_ideas}


def _example_feature(idea: Idea, dots: int) -> ResultFeature:
    names = ("title", "kind", "place", "municipality_code", "county_code")
    facts = {name: getattr(idea, name) for name in names}
    return {
        "type": "Feature",
        "id": idea.id,
        "geometry": idea.to_feature()["geometry"],
        "properties": {"type": "example", "dots": dots, **facts},
    }


def _note_feature(note: RoomNote, lonlat: tuple[float, float]) -> ResultFeature:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": list(lonlat)},
        "properties": {"type": "note", "text": full_text(note)},
    }
