"""Municipalities (290) and counties (21): names, codes and facts.

Examples
--------
>>> municipalities()["2506"].county
'Norrbottens län'
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

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
