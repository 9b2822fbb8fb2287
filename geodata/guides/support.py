"""Support forms that villages, shops and municipalities can apply for.

The table ``data/support.csv`` comes from the research of 2026-11-26: who decides, for what, who can
apply, level or rule, source and its date, and what must be checked before relying on it.

Examples
--------
>>> support_forms()["leader"].name
'Leader (lokalt ledd utveckling)'
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from geodata.collection.geojson import Problem, explain
from geodata.collection.idea import ShortText, Slug, WebAddress
from geodata.errors import Message
from geodata.text import clean

FILE = Path(__file__).parents[1] / "data" / "support.csv"
COLUMNS = {
    "id": "id",
    "name_sv": "name",
    "who_decides": "decided_by",
    "what_for": "purpose",
    "who_can_apply": "applicants",
    "level_or_rule": "rule",
    "source_url": "source_url",
    "source_title": "source_title",
    "source_date": "source_date",
    "caveat": "caveat",
}
"""The table's columns, and the field that each one fills."""


class SupportForm(BaseModel):
    """A form of support, in Swedish, as of its source's date; "" is what the source lacks."""

    model_config = ConfigDict(frozen=True)

    id: Slug
    name: ShortText
    decided_by: ShortText
    purpose: ShortText
    applicants: str = ""
    rule: str = ""
    source_url: WebAddress
    source_title: ShortText
    source_date: str = ""
    caveat: str = ""


@dataclass(frozen=True)
class SupportTable:
    """The forms of support that could be read, by id, and what was wrong with the rest."""

    forms: dict[str, SupportForm]
    problems: tuple[Problem, ...] = ()


def parse_support(text: str, file: str) -> SupportTable:
    """Return the forms of support in a CSV table; a faulty row is left out and reported.

    Parameters
    ----------
    text
        A table with the headings of ``COLUMNS``.
    file
        The file's name in messages.
    """
    reader = csv.DictReader(io.StringIO(text))
    missing = COLUMNS.keys() - set(reader.fieldnames or ())
    if missing:
        what = Message("kolumnen {name} saknas", name=", ".join(sorted(missing)))
        return SupportTable({}, (Problem(file, "", "", what, Message("Lägg till kolumnen")),))
    forms: dict[str, SupportForm] = {}
    problems: list[Problem] = []
    for row in reader:
        form = _parse_row(row, file)
        line = Message("rad {number}", number=reader.line_num)
        if isinstance(form, SupportForm) and form.id not in forms:
            forms[form.id] = form
        elif isinstance(form, SupportForm):
            what, how = Message("samma id finns tidigare"), Message("Ge stödet ett eget id")
            problems.append(Problem(file, line, "id", what, how))
        else:
            problems += [replace(problem, feature=line) for problem in form]
    return SupportTable(forms, tuple(problems))


def _parse_row(row: dict[str, str], file: str) -> SupportForm | list[Problem]:
    columns = {field: column for column, field in COLUMNS.items()}
    try:
        return SupportForm.model_validate(
            {field: clean(row[column] or "").strip() for column, field in COLUMNS.items()}
        )
    except ValidationError as error:
        faults = explain(error, "", file)
        return [replace(fault, property=columns[fault.property]) for fault in faults]


@cache
def support_table() -> SupportTable:
    """Return the table ``data/support.csv``, in the file's order. Shared: do not change it."""
    return parse_support(FILE.read_text(encoding="utf-8-sig", errors="replace"), FILE.name)


def support_forms() -> dict[str, SupportForm]:
    """Return the support forms by id, in the file's order. Shared: do not change it."""
    return support_table().forms
