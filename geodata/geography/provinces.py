"""Provinces and well-known regions: the counties and municipalities in each.

The provinces (landskap) have no codes in today's division of Sweden, but people search by them.
In ``data/provinces.csv`` a municipality shared by two provinces belongs to the one with most of its
land.

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

from geodata.geography import municipalities
from geodata.geography.municipalities import DATA_FOLDER

_FILE = DATA_FOLDER / "provinces.csv"


@dataclass(frozen=True, slots=True)
class Province:
    """Named part of the country: whole counties and further municipalities, by code."""

    name: str
    counties: tuple[str, ...]
    municipalities: tuple[str, ...]


@cache
def provinces() -> tuple[Province, ...]:
    """Return every province and region, in the order of the file."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        return tuple(_province(row["name"], row["codes"].split()) for row in csv.DictReader(file))


def _province(name: str, codes: list[str]) -> Province:
    """Read codes such as ``07 08 -0840``: two counties except one municipality."""
    without = {code[1:] for code in codes if code.startswith("-")}
    facts = municipalities.municipalities().values()
    split = {m.county_code for m in facts if m.code in without}
    counties = [code for code in codes if len(code) == 2 and code not in split]
    remaining = [
        m.code for m in facts if m.county_code in split & set(codes) and m.code not in without
    ]
    single = [code for code in codes if len(code) == 4]
    return Province(name, tuple(counties), (*remaining, *single))
