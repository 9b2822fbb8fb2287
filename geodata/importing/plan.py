r"""Importing examples from a file: which column is what, what would happen, doing it, undoing it.

:func:`make_plan` says row by row what would be added, changed or refused, and changes nothing.
:func:`carry_out` writes the plan in one block, and :func:`undo` takes all of it back in another.

Examples
--------
>>> from pathlib import Path
>>> from geodata.importing.file_readers import read_table
>>> text = "Namn;Slag;Kommun;Text;Källa\nMacken;Fast;Norsjö;Bensin;Byn\nBod;Fast;;;\n"
>>> table = read_table("byar.csv", text.encode())
>>> found = make_plan(Bank(Path("ideas.geojson"), Store("sqlite://")), table, guess_columns(table))
>>> [(row.number, row.action) for row in found.rows]
[(2, 'add'), (3, 'refuse')]
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geodata.bank import Bank
from geodata.collection.form_row import FIELDS, FieldProblem, extras, to_feature, to_row
from geodata.collection.geojson import Problem
from geodata.collection.idea import Idea
from geodata.database.models import Revision, Submission
from geodata.geography.gazetteer import Gazetteer
from geodata.importing.file_readers import Row, Table
from geodata.moderation.submissions import (
    RefusedError,
    new_id,
    validated,
)
from geodata.text import fold

Action = Literal["add", "change", "same", "refuse"]
Mapped = Mapping[str, str]
"""The column that each field of :data:`FIELDS` is taken from."""
Progress = Callable[[float], object]
"""Told now and then how much is done, 0 to 1."""


def guess_columns(table: Table) -> dict[str, str]:
    """Return the column of each field that a table's headings tell of."""
    headings = {_heading(column): column for column in reversed(table.columns)}
    mapped: dict[str, str] = {}
    for name, term in FIELDS.items():
        spellings = map(_heading, (name, term.sv, term.en, *term.spellings))
        columns = (headings[spelling] for spelling in spellings if spelling in headings)
        for column in columns:
            if column not in mapped.values():
                mapped[name] = column
                break
    if "summary" not in mapped and "description" in mapped:
        # The one text that there is must be the summary; a long one becomes both.
        mapped["summary"] = mapped.pop("description")
        if "description_en" in mapped:
            mapped["summary_en"] = mapped.pop("description_en")
    return mapped


def _heading(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", fold(re.sub(r"\(.*\)", "", text))).strip()


# What would happen


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be said of a row: in which column, what, and how to mend it, in Swedish."""

    column: str
    what: str
    how: str = ""

    def __str__(self) -> str:
        where = f"{self.column}: " if self.column else ""
        return f"{where}{self.what}." + (f" {self.how}." if self.how else "")


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """What would become of a row; ``idea`` is None where it would be refused."""

    number: int
    action: Action
    title: str
    idea: Idea | None
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class Plan:
    """What would become of a file. ``seen`` has the latest version of each example in the store."""

    file: str
    rows: tuple[PlannedRow, ...]
    seen: Mapping[str, int]

    def count(self, *actions: Action) -> int:
        """Return how many rows some actions would be done to."""
        return sum(row.action in actions for row in self.rows)


def make_plan(
    bank: Bank,
    table: Table,
    mapped: Mapped,
    defaults: Mapping[str, str] | None = None,
    progress: Progress = float,
) -> Plan:
    """Say what would become of every row of a table.

    A row changes the example that its id names or, without an id, one of the same title and
    place; empty cells leave what stands there as it is. Every other row is a new example.

    Parameters
    ----------
    bank
        What there is already.
    table
        The file.
    mapped
        Which column each field is taken from, such as :func:`guess_columns` says.
    defaults
        Values by field, for rows that have none of their own.
    progress
        Told how much is done.
    """
    snapshot = bank.current()
    with bank.store.read() as session:
        known = _latest_features(session)
        withdrawn = session.scalars(
            select(Submission.idea_id).where(Submission.state == "withdrawn")
        )
        planner = _Planner(mapped, defaults or {}, snapshot.gazetteer, known, set(withdrawn))
        seen = _latest_numbers(session)
    known |= {idea.id: idea.to_feature() for idea in snapshot.collection.ideas}
    rows = []
    for at, row in enumerate(table.rows):
        if at % 100 == 0:
            progress(at / len(table.rows))
        rows.append(planner.planned(row))
    return Plan(table.file, tuple(rows), seen)


@dataclass
class _Planner:
    """Reads rows one by one, and remembers which examples they were about."""

    mapped: Mapped
    defaults: Mapping[str, str]
    gazetteer: Gazetteer
    known: Mapping[str, Any]
    withdrawn: set[str]
    taken: dict[str, int] = field(default_factory=dict)

    def planned(self, row: Row) -> PlannedRow:
        """Return what would become of a row."""
        given = {name: row.values[c] for name, c in self.mapped.items() if row.values.get(c)}
        title = str(given.get("title", ""))[:120]
        try:
            if row.wrong:
                raise _RowError(
                    [Remark("", row.wrong, "Sätt citattecken om text med skiljetecken")]
                )
            idea, notes = self._read(given, row)
        except _RowError as refused:
            return PlannedRow(row.number, "refuse", title, None, tuple(refused.remarks))
        self.taken[idea.id] = row.number
        return PlannedRow(row.number, self._action(idea), idea.title, idea, tuple(notes))

    def _read(self, given: dict[str, Any], row: Row) -> tuple[Idea, list[Remark]]:
        idea, notes = self._idea(given, row)
        if "id" not in given:
            identifier = new_id(idea, ())
            idea = idea.model_copy(update={"id": identifier})
            if identifier in self.known:
                # The same title and place: the same example.
                idea, notes = self._idea({**given, "id": identifier}, row)
        if idea.id in self.taken:
            what = f"samma exempel står på rad {self.taken[idea.id]}"
            raise _RowError([Remark(self._column("title"), what, "Ta bort den ena raden")])
        if idea.id in self.withdrawn:
            what = "exemplet är tillbakadraget"
            raise _RowError([Remark(self._column("title"), what, "Återställ det först")])
        return idea, notes

    def _idea(self, given: dict[str, Any], row: Row) -> tuple[Idea, list[Remark]]:
        values = {**self.defaults, **self._base(given, row), **given}
        feature, flaws = to_feature(values, self.gazetteer)
        errors = [flaw for flaw in flaws if flaw.severity == "error"]
        if errors:
            raise _RowError([self._remark(flaw) for flaw in errors])
        if base := self.known.get(str(given.get("id", ""))):
            feature["properties"] = extras(base) | feature["properties"]
        try:
            idea = validated({"id": "nytt-exempel", **feature})
        except RefusedError as refused:
            raise _RowError([self._problem(found) for found in refused.problems]) from refused
        return idea, [self._remark(flaw) for flaw in flaws]

    def _base(self, given: Mapping[str, Any], row: Row) -> dict[str, Any]:
        """Return what is known already of the example that a row is about."""
        feature = self.known.get(str(given.get("id", "")))
        own = {"geometry": row.geometry} if row.geometry else {}
        if feature is None:
            return own
        base = {name: text for name, text in to_row(feature).items() if text}
        if own or given.keys() & {"lat", "lon", "stops", "wkt"}:
            base = {name: text for name, text in base.items() if name not in ("lat", "lon")}
        return {**base, "geometry": feature["geometry"], **own}

    def _action(self, idea: Idea) -> Action:
        before = self.known.get(idea.id)
        if before is None:
            return "add"
        return "same" if _content(before) == _content(idea.to_feature()) else "change"

    def _column(self, name: str) -> str:
        return self.mapped.get(name) or (FIELDS[name].sv if name in FIELDS else name)

    def _remark(self, flaw: FieldProblem) -> Remark:
        return Remark(self._column(flaw.field), flaw.what, flaw.how)

    def _problem(self, problem: Problem) -> Remark:
        name = problem.property.split(".")[0]
        fields = {"geometry": "lat", "municipality_code": "municipality", "sources": "source_url"}
        return Remark(self._column(fields.get(name, name)), problem.what, problem.how)


class _RowError(Exception):
    """A row breaks a rule; ``remarks`` say which."""

    def __init__(self, remarks: list[Remark]) -> None:
        self.remarks = remarks
        super().__init__()


def _content(feature: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what an editor would call the same, whenever it was written."""
    dated = ("updated", "confirmed")
    properties = {k: v for k, v in feature["properties"].items() if k not in dated}
    return properties, feature["geometry"]


def _latest_features(session: Session) -> dict[str, Any]:
    query = select(Submission.idea_id, Revision.feature).join(Revision.submission)
    open_ones = query.where(Submission.state.not_in(("withdrawn", "refused")))
    rows = session.execute(open_ones.order_by(Revision.number))
    return {row.idea_id: row.feature for row in rows}


def _latest_numbers(session: Session) -> dict[str, int]:
    query = select(Submission.idea_id, func.max(Revision.number)).outerjoin(Submission.revisions)
    rows = session.execute(query.group_by(Submission.idea_id)).all()
    return {idea_id: number or 0 for idea_id, number in rows}
