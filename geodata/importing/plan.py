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

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any, Literal

from geodata.bank import Bank
from geodata.collection.field_headings import FIELDS, OPTIONAL, heading_key
from geodata.collection.form_row import FieldProblem, to_feature, with_extras
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
from geodata.importing.row_reading import (
    Reading,
    RowError,
    SpareError,
    field_problem,
    validate,
)
from geodata.importing.table_form import ColumnMapping, TableForm
from geodata.moderation.submissions import RefusedError, new_id
from geodata.text import fold, is_slug

Action = Literal["add", "change", "same", "refuse", "unsure"]
Answer = Literal["same", "new"]
Progress = Callable[[float], object]
"""Progress callback; receives the fraction done, 0 to 1."""
MAX_TITLE = 120
BATCH = 100
"""Rows that are validated at once, between two reports of the progress."""


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
        Called before every ``BATCH`` rows.
    """
    snapshot = bank.current()
    identities, seen = load_identities(bank)
    form = TableForm(frozenset(table.columns), mapping)
    planner = _Planner(form, defaults or {}, snapshot.gazetteer, identities)
    rows: list[PlannedRow] = []
    for start in range(0, len(table.rows), BATCH):
        progress(start / len(table.rows))
        rows += planner.plan(table.rows[start : start + BATCH])
    return Plan(table.file, tuple(rows), seen)


@dataclass
class _Draft:
    """A row's values, read as a new example, and the example that it is about, if there is one.

    ``merged`` is the reading on top of that example, if it is surely the same.
    """

    row: Row
    cells: dict[str, Any]
    reading: Reading
    claim: Claim
    match: Match | None
    merged: Reading | None = None


@dataclass
class _Planner:
    """Plans row after row; each example may be in one of them."""

    form: TableForm
    defaults: Mapping[str, str]
    gazetteer: Gazetteer
    identities: RowIdentities
    row_ids: dict[str, int] = field(default_factory=dict)
    """Rows by the ids that they give themselves."""

    def plan(self, rows: Sequence[Row]) -> list[PlannedRow]:
        """Return the planned action for each row."""
        parts = [self.form.cells(row) for row in rows]
        drafts = [
            None if row.problem else self._draft(cells, row)
            for row, (cells, _) in zip(rows, parts, strict=True)
        ]
        validate(draft.merged or draft.reading for draft in drafts if draft)
        return [
            self._planned(row, cells, draft, mends)
            for row, (cells, mends), draft in zip(rows, parts, drafts, strict=True)
        ]

    def _planned(
        self, row: Row, cells: dict[str, Any], draft: _Draft | None, mends: Sequence[Remark]
    ) -> PlannedRow:
        title = str(cells.get("title", ""))[:MAX_TITLE]
        try:
            if draft is None:
                raise RowError(Remark("", row.problem, row.remedy))
            planned = self._usable(draft)
        except RowError as error:
            planned = PlannedRow(row.number, "refuse", title, None, error.remarks)
        return replace(planned, remarks=(*row.remarks, *mends, *planned.remarks))

    def _draft(self, cells: dict[str, Any], row: Row) -> _Draft:
        reading = self._read_new(cells, row)
        claim = self.form.claim(row, cells, reading.feature)
        match = self.identities.match(claim)
        draft = _Draft(row, cells, reading, claim, match)
        if match and match.certainty == "same":
            draft.merged = self._read_merged(match.idea_id, cells)
        return draft

    def _usable(self, draft: _Draft) -> PlannedRow:
        """Plan a row without the values that are unusable and that it can do without.

        For these the example's present value holds, or the one chosen for the whole file.
        """
        try:
            return self._identified(draft)
        except SpareError as error:
            cells = {name: v for name, v in draft.cells.items() if name not in error.fields}
            if len(cells) == len(draft.cells):
                raise
            planned = self._usable(self._draft(cells, draft.row))
            left_out = tuple(map(_left_out, error.remarks))
            return replace(planned, remarks=(*left_out, *planned.remarks))

    def _identified(self, draft: _Draft) -> PlannedRow:
        self._check_spare(draft.reading)
        if draft.match is None:
            return self._added(draft)
        if draft.merged:
            return self._changed(draft.match.idea_id, draft.merged, draft.row)
        return self._questioned(draft.match, draft)

    def _read_new(self, cells: dict[str, Any], row: Row) -> Reading:
        """Read a row as a new example: in a map file without any texts the title is the text."""
        title = cells.get("title")
        if row.geometry is None or "summary" in {*self.form.mapping, *self.defaults} or not title:
            return self._read(cells)
        reading = self._read({**cells, "summary": title})
        what = Message("saknas: rubriken står i stället")
        reading.problems.append(FieldProblem("summary", what, severity="note"))
        return reading

    def _read(self, values: dict[str, Any]) -> Reading:
        # A row that has its sources in one column lacks none.
        spare = {"source_title", "source_url", "source_date"} if values.get("sources") else ()
        defaults = {name: text for name, text in self.defaults.items() if name not in spare}
        feature, problems = to_feature({**defaults, **values}, self.gazetteer)
        if values.get("external_ids"):
            feature["properties"]["external_ids"] = values["external_ids"]
        return Reading(feature, problems)

    def _read_merged(self, idea_id: str, cells: dict[str, Any], **more: Any) -> Reading:
        """Read a row on top of an example, whose values stay where the row says nothing."""
        present = self.identities.examples[idea_id]
        reading = self._read(self.form.merged(cells, present))
        self.form.keep_times(cells, reading.feature, present)
        properties = reading.feature["properties"] | more
        reading.feature["properties"] = with_extras(present, properties)
        return reading

    def _added(self, draft: _Draft) -> PlannedRow:
        """Return a row that adds an example, unless an earlier row does so already."""
        claim, row = draft.claim, draft.row
        idea, remarks = self._validated(draft.reading)
        number, certainty = self.identities.earlier_row(claim) or (0, "unsure")
        if number and certainty == "same":
            raise RowError(Remark(self.form.column("title"), *duplicate(number)))
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

    def _changed(self, idea_id: str, reading: Reading, row: Row) -> PlannedRow:
        if conflict := self.identities.conflict(idea_id):
            raise RowError(Remark(self.form.column("title"), *conflict))
        planned = self._merged(idea_id, reading, row)
        self.identities.assign(idea_id, row.number)
        return planned

    def _merged(self, idea_id: str, reading: Reading, row: Row) -> PlannedRow:
        if idea_id in self.identities.withdrawn and (conflict := self.identities.conflict(idea_id)):
            raise RowError(Remark(self.form.column("title"), *conflict))
        idea, remarks = self._validated(reading)
        idea = idea.model_copy(update={"id": idea_id})
        before = self.identities.examples[idea_id]
        action = self.identities.action(idea)
        return PlannedRow(row.number, action, idea.title, idea, tuple(remarks), before)

    def _questioned(self, match: Match, draft: _Draft) -> PlannedRow:
        """Return an unsure row with both answers ready."""
        row, claim = draft.row, draft.claim
        new = self._answer(lambda: self._added(draft), row)
        ids = self.identities.examples[match.idea_id]["properties"].get("external_ids", ())
        external_ids = tuple(dict.fromkeys([*ids, claim.external_id])) if claim.external_id else ids
        more = {"external_ids": external_ids} if external_ids else {}
        merged = self._read_merged(match.idea_id, draft.cells, **more)
        same = self._answer(lambda: self._merged(match.idea_id, merged, row), row)
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
        except SpareError:
            raise
        except RowError as error:
            return PlannedRow(row.number, "refuse", "", None, error.remarks)

    def _validated(self, reading: Reading) -> tuple[Idea, list[Remark]]:
        """Return a row as an example of no name yet."""
        self._check(reading)
        validate([reading])
        if isinstance(reading.result, RefusedError):
            own = {"source_title", "source_url"} & {*self.form.mapping, *self.defaults}
            more = min(len(own), 1) if "sources" in self.form.mapping else None
            raise self._error([field_problem(p, more) for p in reading.result.problems])
        assert reading.result is not None  # noqa: S101
        return reading.result, list(map(self._remark, reading.problems))

    def _check(self, reading: Reading) -> None:
        if errors := reading.errors:
            raise self._error(errors)

    def _check_spare(self, reading: Reading) -> None:
        """Raise if only spare values are wrong; what else is missing an example may have."""
        try:
            self._check(reading)
        except SpareError:
            raise
        except RowError:
            return

    def _error(self, problems: Sequence[FieldProblem]) -> RowError:
        fields = {problem.field for problem in problems}
        remarks = map(self._remark, problems)
        if fields <= OPTIONAL | self.defaults.keys():
            return SpareError(fields, *remarks)
        return RowError(*remarks)

    def _remark(self, problem: FieldProblem) -> Remark:
        return Remark(self.form.column(problem.field), problem.what, problem.how)


def _left_out(remark: Remark) -> Remark:
    what = Message("{what}, så värdet är inte inläst", what=remark.what)
    return Remark(remark.column, what, remark.how)


@dataclass(frozen=True)
class _Taken:
    """The ids that a new example may not have."""

    identities: RowIdentities
    claim: Claim

    def __contains__(self, idea_id: object) -> bool:
        return not self.identities.is_free(str(idea_id), self.claim)
