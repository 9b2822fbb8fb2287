"""JSON files of tours, to save, send to others and open again.

Examples
--------
>>> from geodata.workshop.tours import TourStop
>>> tour = Tour(title="Vård nära", stops=(TourStop(idea="moskosel-navet", note="Fråga salen."),))
>>> parse_tour(dumps(tour).encode(), "visning.json") == tour
True
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from geodata.collection.geojson import Problem, explain
from geodata.errors import Message
from geodata.workshop.tours import Tour

FORMAT = "servicekartan-visning"
"""Value of ``format`` in a tour's file."""
MAX_FILE_BYTES = 2_000_000


class TourFileError(Exception):
    """A file is not a valid tour; ``problems`` say where, what and how to correct it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def dumps(tour: Tour) -> str:
    """Return a tour as JSON text; the inverse of :func:`parse_tour`."""
    content = {"format": FORMAT, **tour.model_dump(mode="json", exclude_defaults=True)}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def parse_tour(content: bytes, file: str) -> Tour:
    """Parse the content of a tour's file; ``file`` is its name in messages.

    Raises
    ------
    TourFileError
        If the file is larger than ``MAX_FILE_BYTES``, not JSON in UTF-8, or not a valid tour.
    """
    data = _read_json(content, file)
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        how = Message(
            'Välj en fil som du har sparat här: den har "format": "{format}"', format=FORMAT
        )
        raise TourFileError([Problem(file, "", "", Message("filen är ingen visning"), how)])
    try:
        return Tour.model_validate(data)
    except ValidationError as error:
        raise TourFileError(map(_with_stop_number, explain(error, "", file))) from error


def _read_json(content: bytes, file: str) -> Any:
    if len(content) > MAX_FILE_BYTES:
        what = Message("filen är större än {n} MB", n=MAX_FILE_BYTES // 1_000_000)
        raise TourFileError([Problem(file, "", "", what, Message("Dela visningen i två"))])
    try:
        return json.loads(content.decode("utf-8-sig"))
    except (RecursionError, ValueError) as error:
        raise TourFileError([Problem(file, "", "", *_unreadable(error))]) from error


def _unreadable(error: RecursionError | ValueError) -> tuple[str, str]:
    """Return the fault of a file that is not JSON, and how to correct it."""
    if isinstance(error, UnicodeDecodeError):
        return Message("filen är inte sparad som UTF-8"), Message("Spara om den som UTF-8")
    if isinstance(error, json.JSONDecodeError):
        what = Message(
            "filen är inte giltig JSON: rad {line}, tecken {column}",
            line=error.lineno,
            column=error.colno,
        )
        return what, Message("Ofta är det ett kommatecken eller citattecken för mycket")
    return Message("filen går inte att läsa"), Message("Spara visningen på nytt")


def _with_stop_number(problem: Problem) -> Problem:
    """Replace ``stops.3.note`` by ``stopp 4, note``: people count from one."""
    stops, _, rest = problem.property.partition(".")
    number, _, name = rest.partition(".")
    if stops != "stops" or not number.isdecimal():
        return problem
    return replace(problem, feature=Message("stopp {n}", n=int(number) + 1), property=name)
