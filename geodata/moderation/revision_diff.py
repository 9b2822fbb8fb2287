"""Diff of two versions of an example, by field and by word.

Examples
--------
>>> [(part.how, part.text) for part in text_diff("en gul buss", "en röd buss")]
[('same', 'en'), ('gone', 'gul'), ('new', 'röd'), ('same', 'buss')]
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from geodata.collection.form_row import FIELDS, to_row

HIDDEN = {"id"}


@dataclass(frozen=True, slots=True)
class Change:
    """A changed field of :data:`FIELDS`, ``shape`` or ``pictures``: its text before and after."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Part:
    """A run of words: the ``same`` in both texts, ``gone`` from the first or ``new``."""

    how: Literal["same", "gone", "new"]
    text: str


def changed_fields(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> list[Change]:
    """Return the fields in which two GeoJSON features differ, in the order of the fields.

    Parameters
    ----------
    before
        The earlier version; with None, every field of the later one that is not empty is a
        change.
    after
        The later version.
    """
    old, new = _texts(before) if before else {}, _texts(after)
    fields = [name for name in (*FIELDS, "shape", "pictures") if name not in HIDDEN]
    pairs = ((name, old.get(name, ""), new.get(name, "")) for name in fields)
    return [Change(*pair) for pair in pairs if pair[1] != pair[2]]


def _texts(feature: Mapping[str, Any]) -> dict[str, str]:
    more = {"shape": _shape(feature["geometry"]), "pictures": _pictures(feature["properties"])}
    return {**to_row(dict(feature)), **more}


def _pictures(properties: Mapping[str, Any]) -> str:
    """Return a line for each picture: what it shows, who took it, its licence and its id."""
    names = ("alt", "photographer", "licence", "id")
    lines = (" | ".join(p[name] for name in names) for p in properties.get("pictures") or ())
    return "\n".join(lines)


def _shape(geometry: Mapping[str, Any]) -> str:
    """Return type and coordinates of a geometry as text, "" for a point (in lat and lon)."""
    if geometry["type"] == "Point":
        return ""
    numbers = re.findall(r"-?\d+\.?\d*", str(geometry["coordinates"]))
    return f"{geometry['type']} {' '.join(numbers)}"


def text_diff(before: str, after: str) -> list[Part]:
    """Return the word diff of two texts, in reading order; a line break is a word."""
    old, new = _words(before), _words(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return list(_parts(matcher, old, new))


def _parts(matcher: SequenceMatcher[str], old: list[str], new: list[str]) -> Iterator[Part]:
    for operation, a, b, c, d in matcher.get_opcodes():
        if operation == "equal":
            yield Part("same", _joined(old[a:b]))
            continue
        if a < b:
            yield Part("gone", _joined(old[a:b]))
        if c < d:
            yield Part("new", _joined(new[c:d]))


def _words(text: str) -> list[str]:
    return re.findall(r"\n|[^\s]+", text)


def _joined(words: list[str]) -> str:
    return " ".join(words).replace(" \n ", "\n").replace(" \n", "\n").replace("\n ", "\n")
