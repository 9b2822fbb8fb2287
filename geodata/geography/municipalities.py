"""Municipalities (290) and counties (21): names, codes and facts.

Examples
--------
>>> municipalities()["2506"].county
'Norrbottens län'
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from geodata.text import Spellings, caseless

DATA_FOLDER = Path(__file__).parents[1] / "data"


@dataclass(frozen=True, slots=True)
class Municipality:
    """Municipality with its facts; their sources are listed in ``data/README.md``."""

    code: str
    name: str
    county_code: str
    county: str
    population: int
    population_year: int
    land_area_km2: float
    skr_group: str
    skr_group_name: str


@cache
def municipalities() -> dict[str, Municipality]:
    """Return the 290 municipalities by code, in order of code. Shared: do not modify."""
    numbers: dict[str, Callable[[str], float]] = {
        "population": int,
        "population_year": int,
        "land_area_km2": float,
    }
    with (DATA_FOLDER / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            Municipality(**{name: numbers.get(name, str)(value) for name, value in row.items()})  # type: ignore[arg-type]
            for row in csv.DictReader(file)
        ]
    return {row.code: row for row in rows}


@cache
def counties() -> dict[str, str]:
    """Return the names of the 21 counties by code, such as ``"25": "Norrbottens län"``."""
    return {m.county_code: m.county for m in municipalities().values()}


def municipality_code(text: str) -> str | None:
    """Return the code of the municipality with a name or code, None if there is none.

    Examples
    --------
    >>> [municipality_code(text) for text in ("Arvidsjaurs kommun", "180", "Borås stad", "Bergen")]
    ['2505', '0180', '1490', None]
    >>> [municipality_code(text) for text in ("1281 Lund", "Lund (1281)", "1281 Umeå", "Håbo")]
    ['1281', '1281', None, '0305']
    >>> [municipality_code(text) for text in ("Åsele, Västerbotten", "Åsele, Vilhelmina")]
    ['2463', None]
    """
    text = text.strip()[:100]
    code = re.sub(r"\.0$", "", text).zfill(4)
    if re.fullmatch(r"\d{3,4}(\.0)?", text):
        return code if code in municipalities() else None
    coded = re.fullmatch(r"(?:SE)?(\d{3,4})[ ,:–-]{1,3}(\D+)|(\D+?)[ ,(]{1,3}(\d{3,4})\)?", text)
    if coded:
        own, named = (
            municipality_code(coded[1] or coded[4]),
            municipality_code(coded[2] or coded[3]),
        )
        return own if own == named else None
    first, _, rest = text.partition(",")
    named_code = _code_of_name(text) or _code_of_name(first)
    if named_code is None:
        return None
    municipality = municipalities()[named_code]
    elsewhere = any(_is_elsewhere(other, municipality) for other in rest.split(","))
    return None if elsewhere else named_code


def _is_elsewhere(text: str, municipality: Municipality) -> bool:
    """Return whether a text names another municipality, and not the one's county by its seat."""
    other = municipalities().get(_code_of_name(text) or municipality.code, municipality)
    return other != municipality and not municipality.county.startswith(other.name)


def _code_of_name(text: str) -> str | None:
    name = re.sub(r"^region\s|\s(kommun|stad)$", "", " ".join(caseless(text).split()))
    codes = _codes_by_name()
    return codes.get(name.strip()) or codes.get(name.strip().removesuffix("s"))


@cache
def _codes_by_name() -> Spellings[str]:
    names = [(m.name, code) for code, m in municipalities().items()]
    falun = next(code for name, code in names if name == "Falun")
    return Spellings([*names, ("Falu", falun)])
