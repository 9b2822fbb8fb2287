r"""Import plan: what importing a file would do to each row, without changing anything.

:func:`guess_columns` maps a table's columns to fields and :func:`make_plan` validates its rows.
:mod:`geodata.importing.run` carries out a plan, and undoes it.

Examples
--------
>>> from pathlib import Path
>>> from geodata.database.store import Store
>>> from geodata.importing.file_readers import read_table
>>> text = "Namn;Slag;Kommun;Text;Källa\nMacken;Fast;Norsjö;Bensin;Byn\nBod;Fast;;;\n"
>>> table = read_table("byar.csv", text.encode())
>>> plan = make_plan(Bank(Path("ideas.geojson"), Store("sqlite://")), table, guess_columns(table))
>>> [(row.number, row.action) for row in plan.rows]
[(2, 'add'), (3, 'refuse')]
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from geodata.bank import Bank
from geodata.collection.fields import FIELDS, OPTIONAL, heading_key
from geodata.collection.form_row import FieldProblem, extras, to_feature, to_row
from geodata.collection.geojson import Problem
from geodata.collection.idea import Idea
from geodata.errors import Message
from geodata.geography.gazetteer import Gazetteer
from geodata.importing.file_readers import Remark, Row, Table
from geodata.importing.row_identity import RowIdentities, load_identities
from geodata.moderation.submissions import RefusedError, new_id, validate_feature

Action = Literal["add", "change", "same", "refuse"]
ColumnMapping = Mapping[str, str]
"""The column of each field of :data:`FIELDS`."""
Progress = Callable[[float], object]
"""Progress callback; receives the fraction done, 0 to 1."""
MAX_TITLE_SHOWN = 120
_USED_SHAPES = ("Point", "MultiPoint", "LineString", "MultiLineString")


def no_progress(_: float) -> None:
    """Ignore the progress."""


def guess_columns(table: Table) -> dict[str, str]:
    """Return the column of each field whose name or synonym is a heading of the table.

    No column is used twice.
    """
    headings = {heading_key(column): column for column in reversed(table.columns)}
    mapping: dict[str, str] = {}
    for name, term in FIELDS.items():
        spellings = map(heading_key, (name, term.sv, term.en, *term.spellings))
        columns = (headings[spelling] for spelling in spellings if spelling in headings)
        for column in columns:
            if column not in mapping.values():
                mapping[name] = column
                break
    if "summary" not in mapping and "description" in mapping:
        # The only text must be the summary; a long one becomes both.
        mapping["summary"] = mapping.pop("description")
        if "description_en" in mapping:
            mapping["summary_en"] = mapping.pop("description_en")
    return mapping


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """The planned action for a row; ``idea`` is None if the row would be refused."""

    number: int
    action: Action
    title: str
    idea: Idea | None
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class Plan:
    """The planned import of a file.

    ``seen`` has the latest version's number of each submission by id, for optimistic locking.
    """

    file: str
    rows: tuple[PlannedRow, ...]
    seen: Mapping[str, int]

    def count(self, *actions: Action) -> int:
        """Return the number of rows with one of the actions."""
        return sum(row.action in actions for row in self.rows)


def make_plan(
    bank: Bank,
    table: Table,
    mapping: ColumnMapping,
    defaults: Mapping[str, str] | None = None,
    progress: Progress = no_progress,
) -> Plan:
    """Plan the import of a table; nothing is changed.

    A row changes the example of its id or, without an id, the one of the same title and place;
    empty cells keep the present values. Every other row is a new example.

    Parameters
    ----------
    bank
        The collection and the store to compare with.
    table
        The file.
    mapping
        The column of each field, such as from :func:`guess_columns`.
    defaults
        Values by field, for rows without one.
    progress
        Called for every hundredth row.
    """
    snapshot = bank.current()
    identities, seen = load_identities(bank.store, snapshot.collection.ideas)
    planner = _Planner(mapping, defaults or {}, snapshot.gazetteer, identities)
    rows = []
    for at, row in enumerate(table.rows):
        if at % 100 == 0:
            progress(at / len(table.rows))
        rows.append(planner.plan(row))
    return Plan(table.file, tuple(rows), seen)


class _RowError(Exception):
    """A row breaks one or more rules, listed in ``remarks``."""

    def __init__(self, remarks: list[Remark]) -> None:
        self.remarks = remarks
        super().__init__(*remarks)


class _CellError(Exception):
    """Values of a row break one or more rules, each by its field in ``problems``."""

    def __init__(self, problems: list[FieldProblem]) -> None:
        self.problems = problems
        super().__init__(*problems)


@dataclass
class _Planner:
    """Plans row after row; each example may be in one of them."""

    mapping: ColumnMapping
    defaults: Mapping[str, str]
    gazetteer: Gazetteer
    identities: RowIdentities

    def plan(self, row: Row) -> PlannedRow:
        """Return the planned action for a row."""
        cells = {name: row.values[c] for name, c in self.mapping.items() if row.values.get(c)}
        title = str(cells.get("title", ""))[:MAX_TITLE_SHOWN]
        try:
            if row.problem:
                raise _RowError([Remark("", row.problem, row.remedy)])
            idea, notes = self._identify(cells, row)
        except _RowError as error:
            remarks = (*error.remarks, *row.remarks)
            return PlannedRow(row.number, "refuse", title, None, remarks)
        self.identities.assign(idea.id, row.number)
        action = self.identities.action(idea)
        return PlannedRow(row.number, action, idea.title, idea, (*row.remarks, *notes))

    def _identify(self, cells: dict[str, Any], row: Row) -> tuple[Idea, list[Remark]]:
        """Read a row as the example that it is about."""
        idea, notes = self._read(cells, row)
        if "id" not in cells:
            # The same title and place give the same id: an existing example's, or a new one.
            idea_id = new_id(idea, ())
            idea = idea.model_copy(update={"id": idea_id})
            if idea_id in self.identities.features:
                idea, notes = self._read({**cells, "id": idea_id}, row)
        if conflict := self.identities.conflict(idea.id):
            raise _RowError([Remark(self._column("title"), *conflict)])
        return idea, notes

    def _read(self, cells: dict[str, Any], row: Row) -> tuple[Idea, list[Remark]]:
        """Read a row's cells; an unusable value that the row can do without is left out."""
        problems: list[FieldProblem] = []
        try:
            idea, notes = self._read_whole(cells, row)
        except _CellError as error:
            problems = error.problems
        else:
            return idea, [self._remark(problem) for problem in notes]
        names = {problem.field for problem in problems} & cells.keys()
        # Without the value, the example's present one holds, or the one chosen for the whole file.
        spare = names & (OPTIONAL | self.defaults.keys())
        if len(spare) < len({problem.field for problem in problems}):
            raise _RowError([self._remark(problem) for problem in problems])
        rest = {name: value for name, value in cells.items() if name not in spare}
        idea, remarks = self._read(rest, row)
        return idea, [*map(self._left_out, problems), *remarks]

    def _read_whole(self, cells: dict[str, Any], row: Row) -> tuple[Idea, list[FieldProblem]]:
        """Read a row's cells as an example, with notes."""
        values = {**self.defaults, **self._present_values(cells, row), **cells}
        if row.geometry and row.geometry.get("type") in _USED_SHAPES:
            # Columns with coordinates beside a map file's own shape are derived from it.
            values = {name: v for name, v in values.items() if name not in ("lat", "lon", "wkt")}
        feature, problems = to_feature(values, self.gazetteer)
        errors = [problem for problem in problems if problem.severity == "error"]
        if errors:
            raise _CellError(errors)
        if present := self._present_feature(cells):
            feature["properties"] = extras(present) | feature["properties"]
        try:
            idea = validate_feature({"id": "nytt-exempel", **feature})
        except RefusedError as error:
            raise _CellError(list(map(_field_problem, error.problems))) from error
        return idea, problems

    def _present_feature(self, cells: Mapping[str, Any]) -> dict[str, Any] | None:
        return self.identities.features.get(str(cells.get("id", "")))

    def _present_values(self, cells: Mapping[str, Any], row: Row) -> dict[str, Any]:
        """Return the present values of the example that a row is about, and its geometry."""
        feature = self._present_feature(cells)
        own = {"geometry": row.geometry} if row.geometry else {}
        if feature is None:
            return own
        values = {name: text for name, text in to_row(feature).items() if text}
        if own or cells.keys() & {"lat", "lon", "stops", "wkt"}:
            values = {name: text for name, text in values.items() if name not in ("lat", "lon")}
        return {**values, "geometry": feature["geometry"], **own}

    def _column(self, name: str) -> str:
        return self.mapping.get(name) or (FIELDS[name].sv if name in FIELDS else name)

    def _remark(self, problem: FieldProblem) -> Remark:
        return Remark(self._column(problem.field), problem.what, problem.how)

    def _left_out(self, problem: FieldProblem) -> Remark:
        what = Message("{what}, så värdet är inte inläst", what=problem.what)
        return Remark(self._column(problem.field), what, problem.how)


def _field_problem(problem: Problem) -> FieldProblem:
    """Return a problem of the model as one of the field that the property is read from."""
    name, *rest = problem.property.split(".")
    fields = {"geometry": "lat", "municipality_code": "municipality", "place_accuracy": "accuracy"}
    part = rest[-1] if rest and rest[-1] in ("title", "date") else "url"
    name = f"source_{part}" if name == "sources" else fields.get(name, name)
    return FieldProblem(name, problem.what, problem.how)
