"""Column of the open table: its rules, and how several values are written in one cell.

Examples
--------
>>> split(joined(["Moskosel", "Auktsjaur"]))
['Moskosel', 'Auktsjaur']
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import shapely

from geodata.collection.idea import BBOX, Idea, json_schema

SEPARATOR = "|"
"""Separator of the values in one cell."""

Cell = str | int | float | None


@dataclass(frozen=True)
class Column:
    """A column of the file.

    Attributes
    ----------
    name
        Name in the first row.
    meaning_sv, meaning_en
        Description in one or two sentences.
    value
        Function from an example to its cell; None where the value is unknown.
    example
        Example of a cell.
    of
        Property of :class:`Idea` whose rules the column has, "" if there is none.
    listed
        Whether a cell holds several values, separated by ``SEPARATOR``.
    required, form
        For a column without such a property: whether every row must have a value, and the regular
        expression that it must match.
    """

    name: str
    meaning_sv: str
    meaning_en: str
    value: Callable[[Idea], Cell]
    example: str
    of: str = ""
    listed: bool = False
    required: bool = False
    form: str = ""

    @cached_property
    def schema(self) -> dict[str, Any]:
        """The JSON Schema of one value."""
        schema: dict[str, Any] = _PROPERTIES.get(self.of, {"type": "string"})
        schema = next((s for s in schema.get("anyOf", ()) if s["type"] != "null"), schema)
        return dict(schema["items"]) if "items" in schema else schema

    @property
    def mandatory(self) -> bool:
        """Whether every row must have a value."""
        return self.required or self.of in _REQUIRED

    @property
    def values(self) -> tuple[str, ...]:
        """The allowed values; empty if any value is."""
        return tuple(self.schema.get("enum", ()))

    @property
    def type(self) -> str:
        """The JSON type of one value: ``string``, ``integer`` or ``number``."""
        return str(self.schema["type"])

    @property
    def pattern(self) -> str:
        """The regular expression that a whole cell must match; "" if any text does."""
        if self.listed and self.values:
            one = f"({'|'.join(self.values)})"
            return rf"^{one}(\{SEPARATOR}{one})*$"
        return self.form or str(self.schema.get("pattern", ""))


ADDRESS = r"https?://[^\s<>\"|]+"
_FEATURE = json_schema()["properties"]
_PROPERTIES = {
    **_FEATURE["properties"]["properties"],
    "id": _FEATURE["id"],
    "latitude": {"type": "number", "minimum": BBOX[1], "maximum": BBOX[3]},
    "longitude": {"type": "number", "minimum": BBOX[0], "maximum": BBOX[2]},
}
_REQUIRED = {*_FEATURE["properties"]["required"], "id", "latitude", "longitude"}


_ESCAPES = {"¦": "¦¦", SEPARATOR: "¦/", "\n": "¦n"}
"""How the separator and line breaks are written inside a value, and how that sign itself is."""


def joined(values: Iterable[str | None]) -> str | None:
    """Return several values as one cell that :func:`split` reads, None if there are none.

    Examples
    --------
    >>> joined(["Ön", "Norra|södra", None])
    'Ön|Norra¦/södra|'
    """
    escape = str.maketrans(_ESCAPES)
    return SEPARATOR.join((value or "").translate(escape) for value in values) or None


def split(cell: str) -> list[str]:
    """Return the values of a cell made by :func:`joined`, empty ones too.

    Examples
    --------
    >>> split("Ön|Norra¦/södra|")
    ['Ön', 'Norra|södra', '']
    """
    texts = {escape: text for text, escape in _ESCAPES.items()}
    parts = cell.split(SEPARATOR) if cell else []
    return [re.sub("¦[¦/n]", lambda match: texts[match[0]], part) for part in parts]


def aligned(values: Iterable[str | None]) -> str | None:
    """Return values as one cell in the order of another column's, None if all are unknown."""
    values = list(values)
    return joined(values) if any(values) else None


def wkt(idea: Idea) -> str | None:
    """Return a geometry of several positions as WKT with every digit, None for a point."""
    if idea.geometry.type == "Point":
        return None
    return str(shapely.to_wkt(idea.shape, rounding_precision=17))
