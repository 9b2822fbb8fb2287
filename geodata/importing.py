r"""Importing examples from a file: which column is what, what would happen, doing it, undoing it.

:func:`plan` says row by row what would be added, changed or refused, and changes nothing.
:func:`carry_out` writes the plan in one block, and :func:`undo` takes all of it back in another.

Examples
--------
>>> from pathlib import Path
>>> from geodata.tables import read_table
>>> text = "Namn;Slag;Kommun;Text;Källa\nMacken;Fast;Norsjö;Bensin;Byn\nBod;Fast;;;\n"
>>> table = read_table("byar.csv", text.encode())
>>> found = plan(Bank(Path("ideas.geojson"), Store("sqlite://")), table, guess(table))
>>> [(row.number, row.action) for row in found.rows]
[(2, 'add'), (3, 'refuse')]
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from geodata.bank import Bank
from geodata.ideas import Idea, Problem
from geodata.places import Gazetteer
from geodata.rows import FIELDS, Flaw, extras, to_feature, to_row
from geodata.search import fold
from geodata.store import Import, Revision, Store, Submission, bump, now
from geodata.submissions import (
    NotAllowedError,
    OutdatedError,
    RefusedError,
    UnknownError,
    changing,
    checked,
    decide,
    new_id,
)
from geodata.tables import Row, Table

Action = Literal["add", "change", "same", "refuse"]
Mapped = Mapping[str, str]
"""The column that each field of :data:`geodata.rows.FIELDS` is taken from."""
Progress = Callable[[float], object]
"""Told now and then how much is done, 0 to 1."""
BATCH = 500


def guess(table: Table) -> dict[str, str]:
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
class Planned:
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
    rows: tuple[Planned, ...]
    seen: Mapping[str, int]

    def count(self, *actions: Action) -> int:
        """Return how many rows some actions would be done to."""
        return sum(row.action in actions for row in self.rows)


def plan(
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
        Which column each field is taken from, such as :func:`guess` says.
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

    def planned(self, row: Row) -> Planned:
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
            return Planned(row.number, "refuse", title, None, tuple(refused.remarks))
        self.taken[idea.id] = row.number
        return Planned(row.number, self._action(idea), idea.title, idea, tuple(notes))

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
            idea = checked({"id": "nytt-exempel", **feature})
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

    def _remark(self, flaw: Flaw) -> Remark:
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


# Doing it


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did: its id, and how many examples it added, changed and refused."""

    import_id: int
    added: int
    changed: int
    refused: int


def carry_out(
    bank: Bank, plan: Plan, who: str, *, publish: bool, progress: Progress = float
) -> Report:
    """Write everything that a plan would add or change, all of it or nothing.

    Parameters
    ----------
    bank, plan
        What :func:`plan` said of the file.
    who
        The editor.
    publish
        Whether it comes on the map at once, or waits in the queue.
    progress
        Told how much is done.

    Raises
    ------
    OutdatedError
        If an example of the plan has been changed since.
    """
    count: Counter[str] = Counter(row.action for row in plan.rows)
    with changing(bank.store) as session:
        _check_unchanged(plan, _latest_numbers(session))
        record = Import(who=who, file=plan.file, added=count["add"], changed=count["change"])
        record.refused = count["refuse"]
        session.add(record)
        session.flush()
        writer = _Writer(session, bank, record, plan, publish)
        written = [row for row in plan.rows if row.action in ("add", "change")]
        for start in range(0, len(written), BATCH):
            progress(start / len(written))
            writer.write(written[start : start + BATCH])
        record.before = writer.before
        decide(session, who, "import", plan.file, published=publish, rows=dict(count))
        bump(session, "ideas")
    return Report(record.id, record.added, record.changed, record.refused)


def _check_unchanged(plan: Plan, numbers: Mapping[str, int]) -> None:
    ids = [row.idea.id for row in plan.rows if row.idea and row.action != "same"]
    changed = [each for each in ids if numbers.get(each) != plan.seen.get(each)]
    if changed:
        message = (
            f"Exemplet {changed[0]} har ändrats sedan förhandsvisningen. Inget importerades. "
            "Läs in filen igen."
        )
        raise OutdatedError(message)


class _Writer:
    """Writes rows in batches, and notes down what was there before."""

    def __init__(
        self, session: Session, bank: Bank, record: Import, plan: Plan, publish: bool
    ) -> None:
        self.session = session
        self.in_file = bank.in_file().by_id
        self.file = bank.path.name
        self.record = record
        self.seen = plan.seen
        self.publish = publish
        self.before: dict[str, Any] = {}

    def write(self, rows: Sequence[Planned]) -> None:
        """Write one batch: submissions where there are none, then a new version of each."""
        ideas = {row.idea.id: row.idea for row in rows if row.idea}
        self._insert_submissions([idea for idea in ideas.values() if idea.id not in self.seen])
        query = select(Submission).where(Submission.idea_id.in_(ideas))
        stored = {each.idea_id: each for each in self.session.scalars(query)}
        revisions: list[dict[str, Any]] = []
        changes: list[dict[str, Any]] = []
        for row in rows:
            if row.idea:
                submission = stored[row.idea.id]
                revisions += self._versions(submission, row.idea, row.number)
                changes.append(self._change(submission, revisions[-1]["number"]))
        self.session.execute(insert(Revision), revisions)
        self.session.execute(update(Submission), changes)

    def _insert_submissions(self, ideas: Iterable[Idea]) -> None:
        made = [
            {"idea_id": idea.id, "origin": "collection", "state": "published"}
            if idea.id in self.in_file
            else {"idea_id": idea.id, "origin": "import", "state": "refused"}
            for idea in ideas
        ]
        if made:
            self.session.execute(insert(Submission), made)

    def _versions(
        self, submission: Submission, idea: Idea, row_number: int
    ) -> Iterator[dict[str, Any]]:
        """Yield the new version; before it the file's own words, if they are not there yet."""
        number = self.seen.get(idea.id, 0)
        same = {"submission_id": submission.id}
        if number == 0 and idea.id in self.in_file:
            number = 1
            original = self.in_file[idea.id].model_copy(update={"confirmed": None})
            first = {"number": 1, "feature": original.to_feature(), "author": self.file, "note": ""}
            yield {**same, **first}
        version = {"number": number + 1, "feature": idea.to_feature(), "author": self.record.who}
        yield {**same, **version, "note": f"{self.record.file}, rad {row_number}"}

    def _change(self, submission: Submission, number: int) -> dict[str, Any]:
        before = [number, submission.state, submission.published_number]
        self.before[submission.idea_id] = before
        published = {"state": "published", "published_number": number}
        waiting = {"state": "waiting"}
        return {
            "id": submission.id,
            "changed": now(),
            "import_id": self.record.id,
            **(published if self.publish else waiting),
        }


# Undoing it


@dataclass(frozen=True, slots=True)
class Undone:
    """How many examples an undone import took back, and how many were changed since and stay."""

    taken_back: int
    left: int


def imports(store: Store) -> tuple[Import, ...]:
    """Return every import, the latest first."""
    with store.read() as session:
        return tuple(session.scalars(select(Import).order_by(Import.id.desc())))


def undo(bank: Bank, import_id: int, who: str) -> Undone:
    """Take an import back: what it added is gone from the map, what it changed is as before.

    Whatever somebody has changed or withdrawn since stays as it is. Every version is kept.

    Raises
    ------
    UnknownError, NotAllowedError
        If there is no such import, or it has been undone already.
    """
    with changing(bank.store) as session:
        record = session.get(Import, import_id)
        if record is None:
            raise UnknownError("Det finns ingen sådan import.")
        if record.undone:
            raise NotAllowedError("Importen är redan ångrad.")
        numbers = _latest_numbers(session)
        rows = session.scalars(select(Submission).where(Submission.import_id == import_id)).all()
        alike = [row for row in rows if _untouched(row, numbers, record.before)]
        changes = [_as_before(row, record.before) for row in alike]
        if changes:
            session.execute(update(Submission), changes)
        record.undone = now()
        result = Undone(len(changes), len(record.before) - len(changes))
        decide(session, who, "undo_import", record.file, taken_back=len(changes), left=result.left)
        bump(session, "ideas")
    return result


def _untouched(
    submission: Submission, numbers: Mapping[str, int], before: Mapping[str, Any]
) -> bool:
    number, *_ = before[submission.idea_id]
    closed = submission.state in ("withdrawn", "refused")
    return numbers[submission.idea_id] == number and not closed


def _as_before(submission: Submission, before: Mapping[str, Any]) -> dict[str, Any]:
    _, state, published = before[submission.idea_id]
    was = {"state": state, "published_number": published}
    return {"id": submission.id, "changed": now(), **was}
