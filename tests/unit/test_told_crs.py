"""Coordinates in the reference system that a table tells, in its headings or in a column."""

from pathlib import Path

import pytest

from geodata.bank import Bank
from geodata.database.store import Store
from geodata.importing.file_readers import read_table
from geodata.importing.plan import guess_columns, make_plan

STOCKHOLM = (18.0527, 59.3425)


@pytest.fixture
def bank(tmp_path: Path) -> Bank:
    (tmp_path / "ideas.geojson").write_text('{"type": "FeatureCollection", "features": []}')
    return Bank(tmp_path / "ideas.geojson", Store("sqlite://"))


def position(bank: Bank, headings: str, cells: str) -> list[float]:
    text = f"Namn;Slag;Text;Källa;{headings}\nBod;Fast;Mat.;Byn;{cells}\n"
    table = read_table("byar.csv", text.encode())
    [row] = make_plan(bank, table, guess_columns(table)).rows
    return [] if row.idea is None else row.idea.to_feature()["geometry"]["coordinates"]


@pytest.mark.parametrize(
    ("headings", "cells"),
    [
        ("N (SWEREF 99 18 00);E (SWEREF 99 18 00)", "6580822;153000"),
        ("N_SWEREF99_1800;E_SWEREF99_1800", "6 580 822;153 000"),
        ("X (EPSG:3011);Y (EPSG:3011)", "6580822;153000"),
        ("N;E;Koordinatsystem", "6580822;153000;Sweref 99 18 00"),
        ("N;E;EPSG", "6580822;153000;3011"),
        ("N (UTM zon 34);E (UTM zon 34)", "6581900;332391"),
        ("N-koordinat (SWEREF 99 TM);E-koordinat (SWEREF 99 TM)", "6582170;673600"),
        ("Lat (WGS84);Long (WGS84)", "59,3425;18,0527"),
        # A heading that is wrong: these are degrees.
        ("N (SWEREF 99 18 00);E (SWEREF 99 18 00)", "59,3425;18,0527"),
    ],
)
def test_the_coordinates_are_read_in_it(bank: Bank, headings: str, cells: str):
    assert position(bank, headings, cells) == pytest.approx(STOCKHOLM, abs=3e-4)


@pytest.mark.parametrize("name", ["", "Kommunens eget", "EPSG:999999"])
def test_without_one_that_is_known_nothing_is_guessed(bank: Bank, name: str):
    assert position(bank, "N;E;CRS", f"6580822;153000;{name}") == []
