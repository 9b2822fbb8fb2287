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

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any, Literal

from geodata.bank import Bank
from geodata.collection.field_headings import FIELDS, OPTIONAL, heading_key
from geodata.collection.form_row import FieldProblem, to_feature, with_extras
from geodata.collection.geojson import Problem
from geodata.collection.idea import Idea
from geodata.errors import Message
from geodata.geography.gazetteer import Gazetteer
from geodata.importing.file_readers import Remark, Row, Table
from geodata.importing.row_identity import (
    Claim,
    Match,
    RowIdentities,
    duplicate,
    is_word,
    load_identities,
)
from geodata.importing.table_form import ColumnMapping, TableForm
from geodata.moderation.submissions import RefusedError, new_id, validate_feature
from geodata.text import fold, is_slug

Action = Literal["add", "change", "same", "refuse", "unsure"]
Answer = Literal["same", "new"]
Reading = tuple[dict[str, Any], list[FieldProblem]]
"""What :func:`to_feature` returns."""
Progress = Callable[[float], object]
"""Progress callback; receives the fraction done, 0 to 1."""
MAX_TITLE = 120


def no_progress(_: float) -> None:
    """Ignore the progress."""


def guess_columns(table: Table) -> dict[str, str]:
    """Return the column of each field whose name or synonym is a heading of the table.

    No column is used twice. A heading may lack the dots of å, ä and ö.
    """
    headings = {heading_key(column): column for column in reversed(table.columns)}
    mapping: dict[str, str] = {}
    for name, term in FIELDS.items():
        _guess_column(mapping, name, (name, term.sv, term.en, *term.spellings), headings)
    if "summary" not in mapping and "description" in mapping:
        # The only text must be the summary; a long one becomes both.
        mapping["summary"] = mapping.pop("description")
        _guess_column(mapping, "description", ("how_it_works",), headings)
        if "description_en" in mapping and "summary_en" not in mapping:
            mapping["summary_en"] = mapping.pop("description_en")
    _guess_column(mapping, "description_en", ("how_it_works_en",), headings)
    return mapping


def _guess_column(
    mapping: dict[str, str], name: str, spellings: Sequence[str], headings: Mapping[str, str]
) -> None:
    if name in mapping:
        return
    keys = list(map(heading_key, spellings))
    for key in (*keys, *map(fold, keys)):
        if key in headings and headings[key] not in mapping.values():
            mapping[name] = headings[key]
            return


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """The planned action for a row; ``idea`` is None if the row would be refused or is unsure.

    ``before`` is the feature that it would change, None for a new example. ``question`` stands
    only at an unsure row.
    """

    number: int
    action: Action
    title: str
    idea: Idea | None
    remarks: tuple[Remark, ...] = ()
    before: dict[str, Any] | None = None
    question: Question | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """The question whether a row is about an example or a new one, and the row in either case.

    ``idea_id``, ``title`` and ``place`` are the example's; ``reasons`` what speaks for and against.
    """

    idea_id: str
    title: str
    place: str
    reasons: tuple[Message, ...]
    same: PlannedRow
    new: PlannedRow

    @property
    def what(self) -> Message:
        """The question in words, with the reasons."""
        return Message(
            "kan vara ”{title}” i {place} ({reasons})",
            title=self.title,
            place=self.place,
            reasons=reduce(lambda a, b: Message("{a}, {b}", a=a, b=b), self.reasons),
        )


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

    def decide(self, answers: Mapping[int, Answer]) -> Plan:
        """Return the plan with the editor's answers to unsure rows, by row number.

        Unsure rows without an answer are left out of the import. A row that is about the same
        example as an earlier one is refused.
        """
        answered = [
            getattr(row.question, answers[row.number])
            if row.question and row.number in answers
            else row
            for row in self.rows
        ]
        numbers: dict[str, int] = {}
        for row in answered:
            if row.idea:
                numbers.setdefault(row.idea.id, row.number)
        rows = [
            _refused(row, Remark("", *duplicate(numbers[row.idea.id])))
            if row.idea and numbers[row.idea.id] != row.number
            else row
            for row in answered
        ]
        return replace(self, rows=tuple(rows))


def _refused(row: PlannedRow, *remarks: Remark) -> PlannedRow:
    return PlannedRow(row.number, "refuse", row.title, None, remarks)


def make_plan(
    bank: Bank,
    table: Table,
    mapping: ColumnMapping,
    defaults: Mapping[str, str] | None = None,
    progress: Progress = no_progress,
) -> Plan:
    """Plan the import of a table; nothing is changed.

    Which example a row is about is told in :mod:`geodata.importing.row_identity`; an unsure row
    is left out until :meth:`Plan.decide`. Empty cells, and what a column cannot tell, keep the
    present values.

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
    identities, seen = load_identities(bank)
    form = TableForm(frozenset(table.columns), mapping)
    planner = _Planner(form, defaults or {}, snapshot.gazetteer, identities)
    rows = []
    for at, row in enumerate(table.rows):
        if at % 100 == 0:
            progress(at / len(table.rows))
        rows.append(planner.plan(row))
    return Plan(table.file, tuple(rows), seen)


class _RowError(Exception):
    """A row breaks one or more rules, listed in ``remarks``."""

    def __init__(self, *remarks: Remark) -> None:
        self.remarks = remarks
        super().__init__(*remarks)


class _SpareError(_RowError):
    """Only values that a row can do without break a rule, those of ``fields``."""

    def __init__(self, fields: Collection[str], *remarks: Remark) -> None:
        self.fields = frozenset(fields)
        super().__init__(*remarks)


@dataclass
class _Planner:
    """Plans row after row; each example may be in one of them."""

    form: TableForm
    defaults: Mapping[str, str]
    gazetteer: Gazetteer
    identities: RowIdentities
    row_ids: dict[str, int] = field(default_factory=dict)
    """Rows by the ids that they give themselves."""

    def plan(self, row: Row) -> PlannedRow:
        """Return the planned action for a row."""
        cells, mends = self.form.cells(row)
        title = str(cells.get("title", ""))[:MAX_TITLE]
        try:
            if row.problem:
                raise _RowError(Remark("", row.problem, row.remedy))
            planned = self._usable(cells, row)
        except _RowError as error:
            planned = PlannedRow(row.number, "refuse", title, None, error.remarks)
        return replace(planned, remarks=(*row.remarks, *mends, *planned.remarks))

    def _usable(self, cells: dict[str, Any], row: Row) -> PlannedRow:
        """Plan a row without the values that are unusable and that it can do without.

        For these the example's present value holds, or the one chosen for the whole file.
        """
        try:
            return self._identified(cells, row)
        except _SpareError as error:
            rest = {name: value for name, value in cells.items() if name not in error.fields}
            if len(rest) == len(cells):
                raise
            planned = self._usable(rest, row)
            left_out = tuple(map(_left_out, error.remarks))
            return replace(planned, remarks=(*left_out, *planned.remarks))

    def _identified(self, cells: dict[str, Any], row: Row) -> PlannedRow:
        reading = self._read_new(cells, row)
        self._check_spare(reading[1])
        claim = self.form.claim(row, cells, reading[0])
        match = self.identities.match(claim)
        if match is None:
            return self._added(claim, reading, row)
        if match.certainty == "same":
            return self._changed(match.idea_id, cells, row)
        return self._questioned(match, claim, reading, cells, row)

    def _read_new(self, cells: dict[str, Any], row: Row) -> Reading:
        """Read a row as a new example: in a map file without any texts the title is the text."""
        title = cells.get("title")
        if row.geometry is None or "summary" in {*self.form.mapping, *self.defaults} or not title:
            return self._read(cells)
        feature, problems = self._read({**cells, "summary": title})
        what = Message("saknas: rubriken står i stället")
        return feature, [*problems, FieldProblem("summary", what, severity="note")]

    def _read(self, values: dict[str, Any]) -> Reading:
        # A row that has its sources in one column lacks none.
        spare = {"source_title", "source_url", "source_date"} if values.get("sources") else ()
        defaults = {name: text for name, text in self.defaults.items() if name not in spare}
        feature, problems = to_feature({**defaults, **values}, self.gazetteer)
        if values.get("external_ids"):
            feature["properties"]["external_ids"] = values["external_ids"]
        return feature, problems

    def _added(self, claim: Claim, reading: Reading, row: Row) -> PlannedRow:
        """Return a row that adds an example, unless an earlier row does so already."""
        idea, remarks = self._validated(*reading)
        number, certainty = self.identities.earlier_row(claim) or (0, "unsure")
        if number and certainty == "same":
            raise _RowError(Remark(self.form.column("title"), *duplicate(number)))
        if number:
            what = Message("liknar rad {row}", row=number)
            remarks.append(Remark(self.form.column("title"), what))
        same_id = self.row_ids.setdefault(claim.row_id, row.number)
        if claim.row_id and same_id != row.number:
            what = Message("samma id står på rad {row}", row=same_id)
            remarks.append(Remark(self.form.column("id"), what))
        idea = self._named(idea, claim)
        self.identities.remember(claim, row.number)
        self.identities.assign(idea.id, row.number)
        return PlannedRow(row.number, "add", idea.title, idea, tuple(remarks))

    def _named(self, idea: Idea, claim: Claim) -> Idea:
        """Give a new example its id: the row's own if that is a name and free, else a new one."""
        names = claim.own or self.form.has_own_ids or is_word(claim.row_id)
        if names and is_slug(claim.row_id) and self.identities.is_free(claim.row_id, claim):
            return idea.model_copy(update={"id": claim.row_id})
        ids = [*(idea.external_ids or ()), *filter(None, [claim.external_id])]
        external_ids = tuple(dict.fromkeys(ids)) or None
        name = new_id(idea, _Taken(self.identities, claim))
        return idea.model_copy(update={"id": name, "external_ids": external_ids})

    def _changed(self, idea_id: str, cells: dict[str, Any], row: Row) -> PlannedRow:
        if conflict := self.identities.conflict(idea_id):
            raise _RowError(Remark(self.form.column("title"), *conflict))
        planned = self._merged(idea_id, cells, row)
        self.identities.assign(idea_id, row.number)
        return planned

    def _merged(self, idea_id: str, cells: dict[str, Any], row: Row, **more: Any) -> PlannedRow:
        """Return a row that changes an example, whose values stay where the row says nothing."""
        if idea_id in self.identities.withdrawn and (conflict := self.identities.conflict(idea_id)):
            raise _RowError(Remark(self.form.column("title"), *conflict))
        present = self.identities.examples[idea_id]
        feature, problems = self._read(self.form.merged(cells, present))
        self.form.keep_times(cells, feature, present)
        feature["properties"] = with_extras(present, feature["properties"] | more)
        idea, remarks = self._validated(feature, problems)
        idea = idea.model_copy(update={"id": idea_id})
        action = self.identities.action(idea)
        return PlannedRow(row.number, action, idea.title, idea, tuple(remarks), present)

    def _questioned(
        self, match: Match, claim: Claim, reading: Reading, cells: dict[str, Any], row: Row
    ) -> PlannedRow:
        """Return an unsure row with both answers ready."""
        new = self._answer(lambda: self._added(claim, reading, row), row)
        ids = self.identities.examples[match.idea_id]["properties"].get("external_ids", ())
        external_ids = tuple(dict.fromkeys([*ids, claim.external_id])) if claim.external_id else ids
        more = {"external_ids": external_ids} if external_ids else {}
        same = self._answer(lambda: self._merged(match.idea_id, cells, row, **more), row)
        example = self.identities.examples[match.idea_id]["properties"]
        place = example["place"]
        question = Question(match.idea_id, example["title"], place, match.reasons, same, new)
        how = Message("Välj om det är samma exempel eller ett nytt. Tills dess utelämnas raden")
        remark = Remark(self.form.column("title"), question.what, how)
        rest = (new if new.idea else same).remarks
        title = new.title or same.title
        return PlannedRow(row.number, "unsure", title, None, (remark, *rest), same.before, question)

    def _answer(self, plan: Callable[[], PlannedRow], row: Row) -> PlannedRow:
        try:
            return plan()
        except _SpareError:
            raise
        except _RowError as error:
            return PlannedRow(row.number, "refuse", "", None, error.remarks)

    def _validated(
        self, feature: dict[str, Any], problems: Sequence[FieldProblem]
    ) -> tuple[Idea, list[Remark]]:
        """Validate a row as an example of no name yet."""
        self._check(problems)
        try:
            idea = validate_feature({**feature, "id": "nytt-exempel"})
        except RefusedError as error:
            raise self._error(list(map(_field_problem, error.problems))) from error
        return idea, [self._remark(problem) for problem in problems]

    def _check(self, problems: Sequence[FieldProblem]) -> None:
        errors = [problem for problem in problems if problem.severity == "error"]
        if errors:
            raise self._error(errors)

    def _check_spare(self, problems: Sequence[FieldProblem]) -> None:
        """Raise if only spare values are wrong; what else is missing an example may have."""
        try:
            self._check(problems)
        except _SpareError:
            raise
        except _RowError:
            return

    def _error(self, problems: Sequence[FieldProblem]) -> _RowError:
        fields = {problem.field for problem in problems}
        remarks = map(self._remark, problems)
        if fields <= OPTIONAL | self.defaults.keys():
            return _SpareError(fields, *remarks)
        return _RowError(*remarks)

    def _remark(self, problem: FieldProblem) -> Remark:
        return Remark(self.form.column(problem.field), problem.what, problem.how)


def _left_out(remark: Remark) -> Remark:
    what = Message("{what}, så värdet är inte inläst", what=remark.what)
    return Remark(remark.column, what, remark.how)


def _field_problem(problem: Problem) -> FieldProblem:
    """Return a problem of the model as one of the field that the property is read from."""
    name, *rest = problem.property.split(".")
    fields = {"geometry": "lat", "municipality_code": "municipality", "place_accuracy": "accuracy"}
    part = rest[-1] if rest and rest[-1] in ("title", "date") else "url"
    name = f"source_{part}" if name == "sources" else fields.get(name, name)
    return FieldProblem(name, problem.what, problem.how)


@dataclass(frozen=True)
class _Taken:
    """The ids that a new example may not have."""

    identities: RowIdentities
    claim: Claim

    def __contains__(self, idea_id: object) -> bool:
        return not self.identities.is_free(str(idea_id), self.claim)
