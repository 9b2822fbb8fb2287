r"""Remarks on the values that stand in for what a file does not say.

A value chosen for rows without one is convenient, and wrong where the row only failed to say it: so
each row tells what it got.

Examples
--------
>>> from geodata.importing.file_readers import read_table
>>> table = read_table("a.csv", "Rubrik;Källa\nBod;\n".encode())
>>> row = PlannedRow(2, "refuse", "Bod", None)
>>> mapping, defaults = {"title": "Rubrik", "source_title": "Källa"}, {"source_title": "Byn"}
>>> str(with_stand_ins(Plan("a.csv", (row,), {}), table, mapping, defaults).rows[0].remarks)
'()'
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from geodata.collection.form_row import FIELDS
from geodata.collection.vocabulary import KINDS
from geodata.errors import Message
from geodata.importing.plan import Plan, PlannedRow
from geodata.importing.readers.table import Remark, Table
from geodata.importing.table_form import ColumnMapping


def with_stand_ins(
    plan: Plan, table: Table, mapping: ColumnMapping, defaults: Mapping[str, str]
) -> Plan:
    """Return a plan whose added rows have a remark for each default that they got.

    Parameters
    ----------
    plan, table, mapping, defaults
        The result and the arguments of :func:`geodata.importing.plan.make_plan`.
    """
    remarks = {row.number: tuple(_remarks(row.values, mapping, defaults)) for row in table.rows}
    rows = (_with_remarks(row, remarks[row.number]) for row in plan.rows)
    return replace(plan, rows=tuple(rows))


def _with_remarks(row: PlannedRow, remarks: tuple[Remark, ...]) -> PlannedRow:
    """Return a row with the remarks where it is added, also if that is still a question."""
    if row.question:
        new = _with_remarks(row.question.new, remarks)
        return replace(row, question=replace(row.question, new=new))
    return replace(row, remarks=(*row.remarks, *remarks)) if row.action == "add" else row


def _remarks(
    values: Mapping[str, Any], mapping: ColumnMapping, defaults: Mapping[str, str]
) -> Iterator[Remark]:
    has_sources = bool(values.get(mapping.get("sources", "")))
    for name, text in defaults.items():
        column = mapping.get(name)
        is_spare = has_sources and name.startswith("source_")
        if not is_spare and not (column and values.get(column)):
            value = KINDS[text].sv if name == "kind" else text
            what = Message("saknas: ”{value}” står i stället", value=value[:100])
            yield Remark(column or FIELDS[name].sv, what)
