"""What may be asked for: each parameter with its limits, and the filter that they make together.

The pages leave out what makes no sense; a program is better served by being told. What has been
checked is read by :meth:`Filter.from_params`, as on the pages.

Examples
--------
>>> IdeaQuery(kind=["fixed,case"]).filter.kind
('fixed', 'case')
>>> Period("2026-05-01/..").admits("2026"), Period("2026-05-01").admits("2026-04")
(True, False)
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from fastapi.exceptions import RequestValidationError
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    WithJsonSchema,
    create_model,
)
from pydantic_core import PydanticCustomError
from starlette.requests import Request

from geodata.collection.facets import FACETS, Facet
from geodata.collection.filter import MAX_QUERY_LENGTH, Filter

PAGE = 100
MAX_PAGE = 1_000
"""The most features in one answer; whoever asks for more gets this many and a link to the next."""

_DAY = r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]"
_INSTANT = rf"{_DAY}(T{_CLOCK}:[0-5][0-9](\.[0-9]{{1,9}})?(Z|[+-]{_CLOCK}))?"
_END = rf"({_INSTANT}|\.\.)?"
DATETIME = rf"^({_INSTANT}|{_END}/{_END})$"
"""An instant or an interval of RFC 3339 dates or times, of which either end may be open."""

_NUMBER = {"type": "number"}
_DEGREES = {"type": "number", "minimum": -180, "maximum": 180}
_BBOX_SCHEMA = {
    "oneOf": [
        {"type": "array", "items": _DEGREES, "minItems": 4, "maxItems": 4},
        {"type": "array", "items": _NUMBER, "minItems": 6, "maxItems": 6},
    ]
}


def _wrong(message: str, **values: str) -> PydanticCustomError:
    return PydanticCustomError("parameter", message, values)


def _apart(texts: list[str]) -> list[str]:
    """Take ``a,b`` apart: a parameter may hold a list or be repeated."""
    return [part for text in texts for part in text.split(",")]


def _one_of(known: Iterable[str]) -> tuple[AfterValidator, Any]:
    choices: list[JsonValue] = list(known)

    def check(key: str) -> str:
        if key not in choices:
            shown = ", ".join(map(str, choices[:50])) + (" ..." if len(choices) > 50 else "")
            raise _wrong("'{key}' is not known. Choose among: {shown}.", key=key[:40], shown=shown)
        return key

    return AfterValidator(check), Field(json_schema_extra={"enum": choices})


def _corners(texts: list[str]) -> list[str]:
    parts = _apart(texts)
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        numbers = []
    if len(numbers) not in (4, 6) or not all(map(math.isfinite, numbers)):
        raise _wrong("It needs four numbers: west,south,east,north, such as 11.0,55.3,24.2,69.1.")
    if len(numbers) == 4 and max(map(abs, numbers)) > 180:
        raise _wrong("It is given in degrees of longitude and latitude (CRS84), not in metres.")
    return parts


def _years(years: list[int]) -> list[int]:
    if len(years) != 2:
        raise _wrong("It needs the first and the last year, such as 2010,2020.")
    return years


def _period(text: str) -> str:
    if not re.fullmatch(DATETIME, text, re.ASCII):
        raise _wrong("Write a day, such as 2026-05-01, or an interval, such as 2026-05-01/..")
    return text


_LIST = BeforeValidator(_apart)
_MOST_VALUES = 500
"""The most values of one parameter: every municipality, and some to spare."""


class Where(BaseModel):
    """What the features of every collection can be narrowed by."""

    model_config = ConfigDict(extra="forbid")

    bbox: Annotated[
        list[str],
        BeforeValidator(_corners),
        WithJsonSchema(_BBOX_SCHEMA),
        Field(description="Features that touch a box: `west,south,east,north` in CRS84 degrees."),
    ] = []
    datetime: Annotated[
        str,
        AfterValidator(_period),
        Field(
            description="Examples last changed on a day or in an interval: `2026-05-01/..`. "
            "Compared by the day. Municipalities and counties have no time and always match.",
            json_schema_extra={"pattern": DATETIME, "maxLength": 100},
        ),
    ] = ""

    def params(self) -> dict[str, str]:
        """Return what was asked for as query parameters, a list as one value."""
        asked = self.model_dump(exclude_defaults=True)
        return {
            name: ",".join(map(str, value)) if isinstance(value, list) else str(value)
            for name, value in asked.items()
        }

    @property
    def filter(self) -> Filter:
        """What was asked for, as the pages read it."""
        return Filter.from_params({name: [value] for name, value in self.params().items()})


class _TextQuery(Where):
    """What examples can be narrowed by besides the facets."""

    q: Annotated[
        str, Field(max_length=MAX_QUERY_LENGTH, description="Words to search for, as on the map.")
    ] = ""
    started: Annotated[
        list[Annotated[int, Field(ge=1000, le=2999)]],
        _LIST,
        AfterValidator(_years),
        Field(
            description="Examples that began between two years: `2010,2020`.",
            json_schema_extra={"minItems": 2, "maxItems": 2},
        ),
    ] = []


def _facet_field(facet: Facet) -> Any:
    """Return the type and default of the parameter of a facet, as ``create_model`` takes them."""
    key = Annotated[str, *_one_of(facet.terms())]
    limits = Field(min_length=1, max_length=_MOST_VALUES, description=facet.note or None)
    return Annotated[list[key], _LIST, limits], []


if TYPE_CHECKING:
    _FacetQuery = _TextQuery
else:
    _FacetQuery = create_model(
        "_FacetQuery",
        __base__=_TextQuery,
        **{name: _facet_field(facet) for name, facet in FACETS.items()},
    )


class IdeaQuery(_FacetQuery):
    """What examples can be narrowed by: within one parameter any value will do."""


class Page(BaseModel):
    """Which part of the answer is wanted."""

    limit: Annotated[
        int, Field(ge=1, description=f"Features in one answer; more than {MAX_PAGE} gives so many.")
    ] = PAGE
    offset: Annotated[int, Field(ge=0, description="How many to pass over first.")] = 0


class IdeaPage(IdeaQuery, Page):
    """A page of examples."""


class AreaPage(Where, Page):
    """A page of municipalities or counties."""


LISTS = frozenset({"bbox", "started", *FACETS})


async def check_names(request: Request) -> None:
    """Refuse parameters where none can be given, and one that can have only one value twice.

    Raises
    ------
    RequestValidationError
        With the names that are wrong.
    """
    given = request.query_params
    takes = request.scope["route"].dependant.query_params
    unknown = [] if takes else list(given.keys())
    twice = [name for name in given.keys() - LISTS if len(given.getlist(name)) > 1]
    wrong = [{"loc": ("query", name), "type": "extra_forbidden", "msg": ""} for name in unknown]
    message = "It can only be given once."
    wrong += [{"loc": ("query", name), "type": "parameter", "msg": message} for name in twice]
    if wrong:
        raise RequestValidationError(wrong)


@dataclass(frozen=True)
class Period:
    """A day or an interval as ``datetime`` writes it; "" is all time."""

    text: str

    def admits(self, date: str) -> bool:
        """Say whether a date, as exactly as it is known, lies wholly or partly in the period."""
        first, slash, last = self.text.partition("/")
        begin, end = (day.strip(".")[:10] for day in (first, last if slash else first))
        length = len(date)
        return begin[:length] <= date and (not end or date <= end[:length])
