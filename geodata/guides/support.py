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
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parents[1] / "data" / "support.csv"


@dataclass(frozen=True, slots=True)
class SupportForm:
    """A form of support, in Swedish, as of its source's date."""

    id: str
    name: str
    decided_by: str
    purpose: str
    applicants: str
    rule: str
    source_url: str
    source_title: str
    source_date: str
    caveat: str


@cache
def support_forms() -> dict[str, SupportForm]:
    """Return the support forms by id, in the file's order. Shared: do not change it."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        forms = [SupportForm(*row) for row in list(csv.reader(file))[1:]]
    return {form.id: form for form in forms}
