"""Provinces and well-known regions, as the counties and municipalities that they are made of.

The provinces (landskap) have no codes in today's division of Sweden, but people search by them.
A municipality that two provinces share counts to the one where most of its land lies; the rows of
``data/provinces.csv`` say so.

Examples
--------
>>> province = next(province for province in provinces() if province.name == "Öland")
>>> province.municipalities
('0840', '0885')
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from geodata.geography import municipalities

_FILE = Path(__file__).parents[1] / "data" / "provinces.csv"


@dataclass(frozen=True, slots=True)
class Province:
    """A named part of the country: whole counties, and municipalities beside them."""

    name: str
    counties: tuple[str, ...]
    municipalities: tuple[str, ...]


@cache
def provinces() -> tuple[Province, ...]:
    """Return every province and region, in the order of the file."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        return tuple(_province(row["name"], row["codes"].split()) for row in csv.DictReader(file))


def _province(name: str, codes: list[str]) -> Province:
    """Read codes such as ``07 08 -0840``: a county without a municipality is the others in it."""
    without = {code[1:] for code in codes if code.startswith("-")}
    known = municipalities.municipalities().values()
    split = {m.county_code for m in known if m.code in without}
    counties = [code for code in codes if len(code) == 2 and code not in split]
    remaining = [
        m.code for m in known if m.county_code in split & set(codes) and m.code not in without
    ]
    single = [code for code in codes if len(code) == 4]
    return Province(name, tuple(counties), (*remaining, *single))
