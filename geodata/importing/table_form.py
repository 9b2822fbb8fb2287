"""Form of an imported table: which fields its columns hold, and what they can and cannot tell.

A table by the open specification (:mod:`geodata.opendata.table_spec`) and one for people
(:mod:`geodata.opendata.people_table`), as the exports are, hold lists in their own ways. Whatever a
column cannot tell, such as the times of stops beside a column of their names, leaves the present
value of an example as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from typing import Any

from geodata.collection.field_headings import heading_key
from geodata.collection.field_values import named_source
from geodata.collection.form_row import FIELDS, to_values
from geodata.collection.idea import simplest
from geodata.collection.vocabulary import Term
from geodata.errors import Message
from geodata.geography.coordinates import read_number
from geodata.geography.crs import (
    DEGREES_CRS,
    METRIC_CRS,
    UnknownCrsError,
    named_crs,
    positions_to_degrees,
)
from geodata.importing.file_readers import Remark, Row
from geodata.importing.placeholders import (
    code_in,
    code_remark,
    is_placeholder,
    placeholder_remark,
)
from geodata.importing.readers.encodings import repaired, repaired_value
from geodata.importing.row_identity import Claim, Feature
from geodata.opendata import people_table
from geodata.opendata.licence import SOURCE
from geodata.opendata.table_column import split

ColumnMapping = Mapping[str, str]
"""The column of each field of :data:`FIELDS`."""
Cells = dict[str, Any]
"""The values of a row by field, without empty ones."""

_SPECIFIED = {"source", "id", "name", "latitude", "longitude", "kind"}
_OWN_FEATURES = {"id", "title", "kind", "summary", "municipality_code", "sources", "updated"}
_LISTED = ("lessons", "lessons_en", "other_services")
_WHERE = ("lat", "lon", "wkt")
_CRS_HEADINGS = ("crs", "epsg", "srid", "koordinatsystem", "referenssystem", "coordinate system")
_MAX_DEGREES = 1_000
"""Numbers below it are degrees, whatever CRS a heading names."""
_SAME_POINT = 6e-7
"""Degrees, about 6 cm: the specification's coordinates once had six decimals."""


@dataclass(frozen=True)
class TableForm:
    """The columns of a table and the fields that they are mapped to."""

    columns: frozenset[str]
    mapping: ColumnMapping

    @cached_property
    def is_specified(self) -> bool:
        """Whether the table follows the open specification."""
        return self.columns >= _SPECIFIED

    @cached_property
    def is_for_people(self) -> bool:
        """Whether the table is the exports' own for people."""
        return self._language is not None and not self.is_specified

    @cached_property
    def _language(self) -> str | None:
        """The language of the exports' own table for people, None if it is another one."""
        return people_table.language_of(self.columns)

    @property
    def has_own_ids(self) -> bool:
        """Whether the ids are names of examples: in features and tables as the exports write."""
        return self.columns >= _OWN_FEATURES or self.is_for_people

    def column(self, field: str) -> str:
        """Return the column of a field, else the field's name."""
        return self.mapping.get(field) or (FIELDS[field].sv if field in FIELDS else field)

    def cells(self, row: Row) -> tuple[Cells, list[Remark]]:
        """Return the row's values by field, without what encoding them twice did, which is told.

        The file's own geometry goes before coordinates.
        """
        cells, remarks = self._without_placeholders(self._parted(row))
        for name, value in cells.items():
            if name != "geometry":
                cells[name], faults = repaired_value(value)
                remarks += [Remark(self._source(name), fault) for fault in faults]
        return cells, remarks

    def _without_placeholders(self, cells: Cells) -> tuple[Cells, list[Remark]]:
        """Return the values of another's table without placeholders, and the remarks on them."""
        values, remarks = dict(cells), list[Remark]()
        if self.is_specified or self.has_own_ids:
            return values, remarks
        for name, value in cells.items():
            if isinstance(value, str) and is_placeholder(value.strip()):
                remarks.append(Remark(self._source(name), placeholder_remark(value.strip())))
                del values[name]
            elif isinstance(value, str) and (code := code_in(value)):
                how = Message("Skriv texten utan den")
                remarks.append(Remark(self._source(name), code_remark(code), how))
        return values, remarks

    def _source(self, name: str) -> str:
        """Return the column that a field's value is from."""
        is_own_list = name == "sources" and name not in self.mapping
        return self.column("source_title" if is_own_list else name)

    def _parted(self, row: Row) -> Cells:
        """Return the row's values as they are, and as lists where the table is an export's."""
        cells = {name: row.values[c] for name, c in self.mapping.items() if row.values.get(c)}
        if row.geometry:
            cells = {name: value for name, value in cells.items() if name not in _WHERE}
            cells["geometry"] = simplest(row.geometry)
        external = self._heading(people_table.EXTERNAL_IDS, "external_ids")
        if external_ids := row.values.get(external):
            is_list = isinstance(external_ids, list)
            ids = list(map(str, external_ids)) if is_list else self._values(external_ids)
            cells["external_ids"] = ids
        if self.is_specified or self.is_for_people:
            self._split_lists(cells)
        if point := self._point_of_crs(row, cells):
            cells = {name: value for name, value in cells.items() if name not in _WHERE}
            cells["geometry"] = point
        return cells

    def _point_of_crs(self, row: Row, cells: Cells) -> Feature | None:
        """Return the point of coordinates in metres whose CRS the headings or a column tell.

        None if they tell none or one that coordinates show by themselves, in
        :mod:`geodata.geography.coordinates`.
        """
        crs = self._told_crs(row)
        lon, lat = (read_number(str(cells.get(name, ""))) for name in ("lon", "lat"))
        if lon is None or lat is None or cells.get("wkt"):
            return None
        if crs in ("", DEGREES_CRS, METRIC_CRS) or min(abs(lon), abs(lat)) < _MAX_DEGREES:
            return None
        try:
            [position] = positions_to_degrees(crs, [(lon, lat)])
        except UnknownCrsError:
            return None
        return {"type": "Point", "coordinates": list(position)}

    def _told_crs(self, row: Row) -> str:
        """Return the CRS of a row's coordinates, "" if nothing tells it."""
        texts = (str(row.values.get(column) or "") for column in self._crs_columns)
        codes = (named_crs(f"EPSG:{text}" if text.isdecimal() else text) for text in texts)
        return next(filter(None, codes), self._crs_of_headings)

    @cached_property
    def _crs_columns(self) -> tuple[str, ...]:
        return tuple(column for column in self.columns if heading_key(column) in _CRS_HEADINGS)

    @cached_property
    def _crs_of_headings(self) -> str:
        codes = (named_crs(self.mapping.get(name, "")) for name in ("lat", "lon"))
        return next(filter(None, codes), "")

    def _heading(self, term: Term, name: str) -> str:
        """Return a column's heading in the exports' table for people, else its specified name."""
        return term.label(self._language or "sv") if self.is_for_people else name

    def _values(self, cell: Any) -> list[str]:
        """Return the values of a cell that holds a list in the table's own way."""
        return (people_table.from_lines if self.is_for_people else split)(str(cell))

    def _is_own(self, name: str) -> bool:
        """Return whether a field is mapped to the column that the exports write it in."""
        return self.mapping.get(name) == self._heading(FIELDS[name], name)

    def _split_lists(self, cells: Cells) -> None:
        for name in _LISTED:
            if self._is_own(name) and isinstance(cells.get(name), str):
                cells[name] = self._values(cells[name])
        if self._is_own("stops") and isinstance(cells.get("stops"), str):
            names, times = self._values(cells["stops"]), self._values(cells.get("stop_times", ""))
            cells["stops"] = _stops(names, times)
        if self._is_own("source_title") and cells.get("source_title"):
            parts = ("source_title", "source_url", "source_date")
            lists = [self._values(cells.pop(part, "")) for part in parts]
            keys = ("title", "url", "date")
            sources = (dict(zip(keys, t, strict=True)) for t in zip_longest(*lists, fillvalue=""))
            cells["sources"] = [named_source(source) for source in sources]

    def claim(self, row: Row, cells: Cells, feature: Feature) -> Claim:
        """Return the identifying facts of a row, read as a feature."""
        column = self._heading(people_table.PUBLISHER, "source")
        unmapped = column in self.columns and column not in self.mapping.values()
        publisher = repaired(str(row.values.get(column) or ""))[0] if unmapped else ""
        position = any(cells.get(name) for name in (*_WHERE, "geometry"))
        return Claim(
            feature,
            row_id=str(cells.get("id", "")).strip(),
            own=publisher == SOURCE,
            has_position=position,
            has_place=position or bool(cells.get("place") or cells.get("municipality")),
            has_source=any(cells.get(name) for name in ("source_title", "source_url", "sources")),
            publisher=publisher,
        )

    def merged(self, cells: Cells, present: Feature) -> Cells:
        """Return the values of a row on top of those of the example that it changes."""
        values, own = to_values(present), dict(cells)
        if self._is_same_point(own, present):
            own = {name: value for name, value in own.items() if name not in _WHERE}
        if own.keys() & {*_WHERE, "geometry"}:
            values.pop("geometry", None)
        is_own = self.is_specified or self.is_for_people
        if is_own and "source_date" not in self.mapping and "sources" in own:
            own["sources"] = _dated(own["sources"], present["properties"].get("sources", ()))
        return values | own

    def keep_times(self, cells: Cells, feature: Feature, present: Feature) -> None:
        """Give the stops of a changed example their times, if the row had only their names."""
        only_names = isinstance(cells.get("stops"), str) or self.is_specified or self.is_for_people
        stops = feature["properties"].get("stops", [])
        if only_names and "stop_times" not in self.mapping and not any(map(_time, stops)):
            present_stops = present["properties"].get("stops", ())
            if [s.get("name") for s in stops] == [stop["name"] for stop in present_stops]:
                feature["properties"]["stops"] = present_stops
                return
            times = {stop["name"]: stop for stop in present_stops if _time(stop)}
            feature["properties"]["stops"] = [times.get(str(s.get("name")), s) for s in stops]

    def _is_same_point(self, cells: Cells, present: Feature) -> bool:
        """Return whether the row's only coordinates are a vertex of the example's geometry."""
        if cells.keys() & {"wkt", "geometry"}:
            return False
        texts = (str(cells.get(name, "")).replace(",", ".") for name in ("lon", "lat"))
        try:
            point = tuple(map(float, texts))
        except ValueError:
            return False
        return any(
            abs(point[0] - lon) < _SAME_POINT and abs(point[1] - lat) < _SAME_POINT
            for lon, lat in _vertices(present["geometry"]["coordinates"])
        )


def _vertices(coordinates: Any) -> Iterator[list[float]]:
    """Yield the positions of nested coordinates."""
    if isinstance(coordinates[0], list | tuple):
        for part in coordinates:
            yield from _vertices(part)
    else:
        yield coordinates


def _stops(names: Sequence[str], times: Sequence[str]) -> list[dict[str, str]]:
    """Return the stops of two lists, names and times in the same order."""
    pairs = zip_longest(names, times, fillvalue="")
    return [{"name": name} | ({"schedule": time} if time else {}) for name, time in pairs]


def _time(stop: Mapping[str, str]) -> str | None:
    return stop.get("schedule")


def _dated(
    sources: Sequence[dict[str, str]], present: Sequence[Mapping[str, str]]
) -> list[dict[str, str]]:
    """Return sources with the dates that the present ones of the same name and address have."""
    dates = {(s["title"], s.get("url")): s["date"] for s in present if s.get("date")}
    keys = [(source["title"], source.get("url")) for source in sources]
    return [
        source | ({"date": dates[key]} if key in dates else {})
        for source, key in zip(sources, keys, strict=True)
    ]
