"""Cells of a spreadsheet: no text becomes a formula, and nothing else is touched."""

import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from geodata.opendata.formula_guard import csv_text, plain_cell, safe_cell


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+46",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "＝1",
        "\x00=1",
        "\x1f\x0b=1",
    ],
)
def test_what_would_begin_a_formula_gets_an_apostrophe(text: str):
    assert str(safe_cell(text)).lstrip().startswith("'")


@pytest.mark.parametrize("separator", [";", "\t", "\n", "\r\n"])
def test_no_cell_begins_inside_the_text_when_the_file_is_split_otherwise(separator: str):
    parts = str(safe_cell(f"Butik{separator} =cmd|' /C calc'!A0")).split(separator)
    assert parts[1].strip().startswith("'=")


@pytest.mark.parametrize("value", ["Butiken i byn", "a-b = c", "", 3, -2.5, None, True])
def test_everything_else_is_left_alone(value: object):
    assert safe_cell(value) is value or safe_cell(value) == value


@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_every_text_can_be_saved_and_is_read_back_as_text(text: str):
    book = Workbook()
    book.active["A1"] = safe_cell(text)
    book.save(file := io.BytesIO())
    assert load_workbook(file).active["A1"].data_type in ("s", "n", "inlineStr")


def test_a_table_opens_in_a_swedish_excel_and_runs_nothing():
    text = csv_text(["Rad", "Vad"], [[2, "=1+1"], [3, "a; b"]]).decode("utf-8-sig")
    assert text.splitlines() == ["Rad;Vad", "2;'=1+1", '3;"a; b"']
    assert csv_text(["Å"], []).startswith(b"\xef\xbb\xbf")


signs = st.text(st.sampled_from("=+-@'; \n\ta＝å"), max_size=12)


@given(signs)
@example("a\n" + " " * 50 + "=1")
def test_the_apostrophes_of_the_guard_are_taken_away_again(text: str):
    assert plain_cell(safe_cell(text)) == text


@pytest.mark.parametrize("text", ["Butiken i byn", "'s Gravenhage", "a'-b", ""])
def test_an_apostrophe_that_guards_nothing_is_left(text: str):
    assert plain_cell(text) == text
