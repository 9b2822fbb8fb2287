"""Query parameters of the API: validation, and the filter that they make together.

The pages ignore invalid values; the API answers them with an error that says what to write.

Examples
--------
>>> IdeaQuery(kind=["fixed,case"]).filter.kind
('fixed', 'case')
>>> Period("2026-05-01/..").admits("2026"), Period("2026-05-01").admits("2026-04")
(True, False)
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

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
from geodata.collection.filter import MAX_QUERY_LENGTH, Bbox, Filter
from geodata.swedish_time import local_date

PAGE = 100
MAX_PAGE = 1_000
"""The most features in one response; a larger ``limit`` gives this many and a link to the next."""

_DAY = r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]"
_INSTANT = rf"{_DAY}(T{_CLOCK}:[0-5][0-9](\.[0-9]{{1,9}})?(Z|[+-]{_CLOCK}))?"
_END = rf"({_INSTANT}|\.\.)?"
DATETIME = rf"^({_INSTANT}|{_END}/{_END})$"
"""Pattern of an RFC 3339 date or time, or an interval of them with at most open ends."""

_NUMBER = {"type": "number"}
_DEGREES = {"type": "number", "minimum": -180, "maximum": 180}
_BBOX_SCHEMA = {
    "oneOf": [
        {"type": "array", "items": _DEGREES, "minItems": 4, "maxItems": 4},
        {"type": "array", "items": _NUMBER, "minItems": 6, "maxItems": 6},
    ]
}


def _error(message: str, **values: str) -> PydanticCustomError:
    return PydanticCustomError("parameter", message, values)


def _split(texts: list[str]) -> list[str]:
    """Split at commas: a list may be one value, ``a,b``, or a repeated parameter."""
    return [part for text in texts for part in text.split(",")]


def _one_of(keys: Iterable[str]) -> tuple[AfterValidator, Any]:
    """Return the annotations of a text that must be one of some keys."""
    choices: list[JsonValue] = list(keys)

    def check(key: str) -> str:
        if key not in choices:
            names = ", ".join(map(str, choices[:50])) + (" ..." if len(choices) > 50 else "")
            message = "'{key}' is not a valid value. Choose one of: {names}."
            raise _error(message, key=key[:40], names=names)
        return key

    return AfterValidator(check), Field(json_schema_extra={"enum": choices})


def _corners(texts: list[str]) -> list[float]:
    """Return west, south, east and north; of six numbers the third and the last are heights."""
    try:
        numbers = [float(part) for part in _split(texts)]
    except ValueError:
        numbers = []
    if len(numbers) not in (4, 6) or not all(map(math.isfinite, numbers)):
        raise _error("Give four numbers: west,south,east,north, such as 11.0,55.3,24.2,69.1.")
    if len(numbers) == 4 and max(map(abs, numbers)) > 180:
        raise _error("Give degrees of longitude and latitude (CRS84), not metres.")
    half = len(numbers) // 2
    south, north = sorted((numbers[1], numbers[half + 1]))
    return [numbers[0], south, numbers[half], north]


def _years(years: list[int]) -> list[int]:
    if len(years) != 2:
        raise _error("Give the first and the last year, such as 2010,2020.")
    return sorted(years)


def _period(text: str) -> str:
    if not re.fullmatch(DATETIME, text, re.ASCII):
        raise _error("Give a date, such as 2026-05-01, or an interval, such as 2026-05-01/..")
    for end in text.split("/"):
        try:
            _swedish_day(end)
        except ValueError:
            raise _error("'{end}' is not in the calendar.", end=end) from None
    return text


def _swedish_day(end: str) -> str:
    """Return the day in Sweden of a date or time, "" of an open end.

    Raises
    ------
    ValueError
        If the date is not in the calendar.
    """
    if end in ("", ".."):
        return ""
    moment = dt.datetime.fromisoformat(end)
    return (local_date(moment) if moment.tzinfo else moment).isoformat()[:10]


_LIST = BeforeValidator(_split)
_MAX_VALUES = 500
"""The most values of one parameter: every municipality, and some to spare."""


class FeatureQuery(BaseModel):
    """Parameters that filter the features of every collection."""

    model_config = ConfigDict(extra="forbid")

    bbox: Annotated[
        list[float],
        BeforeValidator(_corners),
        WithJsonSchema(_BBOX_SCHEMA),
        Field(
            description="Only features that intersect the box `west,south,east,north`, in CRS84 "
            "degrees."
        ),
    ] = []
    datetime: Annotated[
        str,
        AfterValidator(_period),
        Field(
            description="Only examples last changed on a date or in an interval, such as "
            "`2026-05-01/..`; of a time, its day in Sweden counts. Municipalities and counties "
            "have no date and always match.",
            json_schema_extra={"pattern": DATETIME, "maxLength": 100},
        ),
    ] = ""

    def params(self) -> dict[str, str]:
        """Return the parameters as they stand in an address, a list as one value."""
        values = self.model_dump(exclude_defaults=True)
        return {
            name: ",".join(map(_text, value)) if isinstance(value, list) else str(value)
            for name, value in values.items()
        }

    @property
    def box(self) -> Bbox | None:
        """The box of ``bbox``: west, south, east, north in WGS84 degrees."""
        if not self.bbox:
            return None
        west, south, east, north = self.bbox
        return west, south, east, north


def _text(value: float | str) -> str:
    """Return a value as people write it in an address: ``15``, not ``15.0``."""
    return str(value).removesuffix(".0")


class _TextQuery(FeatureQuery):
    """Parameters that filter examples, beside the facets."""

    q: Annotated[
        str, Field(max_length=MAX_QUERY_LENGTH, description="Search words, as on the map.")
    ] = ""
    started: Annotated[
        list[Annotated[int, Field(ge=1000, le=2999)]],
        _LIST,
        AfterValidator(_years),
        Field(
            description="Only examples that started between two years, both included: `2010,2020`.",
            json_schema_extra={"minItems": 2, "maxItems": 2},
        ),
    ] = []


def _facet_field(facet: Facet) -> Any:
    """Return the type and default of a facet's parameter, as ``create_model`` takes them."""
    key = Annotated[str, *_one_of(facet.terms())]
    limits = Field(min_length=1, max_length=_MAX_VALUES, description=facet.note or None)
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
    """Parameters that filter examples: any value of a list matches, and all parameters must."""

    @property
    def filter(self) -> Filter:
        """The parameters as the filter that the pages use; ``datetime`` is not part of it."""
        return Filter(
            q=" ".join(self.q.split()),
            **{name: tuple(dict.fromkeys(getattr(self, name))) for name in FACETS},
            started=(self.started[0], self.started[1]) if self.started else None,
            bbox=self.box,
        )


class FileQuery(IdeaQuery):
    """Parameters of a file of examples."""

    lang: Annotated[
        Literal["sv", "en"], Field(description="Language of the words in a file for people, XLSX.")
    ] = "sv"


class Page(BaseModel):
    """Parameters that choose a page of the matching features."""

    limit: Annotated[
        int,
        Field(
            ge=1,
            description="Maximum number of features in a response; values above "
            f"{MAX_PAGE} count as {MAX_PAGE}.",
        ),
    ] = PAGE
    offset: Annotated[int, Field(ge=0, description="Number of features to skip.")] = 0


class IdeaPage(IdeaQuery, Page):
    """A page of examples."""


class AreaPage(FeatureQuery, Page):
    """A page of municipalities or counties."""


LISTS = frozenset({"bbox", "started", *FACETS})


async def check_names(request: Request) -> None:
    """Refuse parameters of a route that has none, and repeated ones that are not lists.

    Raises
    ------
    RequestValidationError
        With the names of those parameters.
    """
    params = request.query_params
    has_parameters = request.scope["route"].dependant.query_params
    unknown = [] if has_parameters else list(params.keys())
    repeated = [name for name in params.keys() - LISTS if len(params.getlist(name)) > 1]
    errors = [{"loc": ("query", name), "type": "extra_forbidden", "msg": ""} for name in unknown]
    message = "This parameter can be given only once."
    errors += [{"loc": ("query", name), "type": "parameter", "msg": message} for name in repeated]
    if errors:
        raise RequestValidationError(errors)


@dataclass(frozen=True)
class Period:
    """A date or an interval as the parameter ``datetime`` has it; "" is all time."""

    text: str

    def admits(self, date: str) -> bool:
        """Return whether a year, month or day lies wholly or partly in the period."""
        first, slash, last = self.text.partition("/")
        begin, end = map(_swedish_day, (first, last if slash else first))
        length = len(date)
        return begin[:length] <= date and (not end or date <= end[:length])
