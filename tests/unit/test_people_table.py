"""The Excel file for people: Swedish words, links, and a way back into the collection."""

import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from starlette.testclient import TestClient

from geodata.api.app import create
from geodata.bank import Bank
from geodata.collection.filter import Filter
from geodata.collection.geojson import dumps
from geodata.database.store import Store
from geodata.importing.file_readers import read_table
from geodata.importing.plan import guess_columns, make_plan
from geodata.opendata.exports import to_xlsx
from geodata.opendata.file_name import content_disposition, file_name, file_title
from geodata.opendata.people_table import from_lines, to_lines
from tests.examples import COMPLETE
from tests.factory import EVERY_GEOMETRY, collect
from tests.shipped import SHIPPED
from tests.table_files import workbook

ALL = SHIPPED.ideas
SITE = "https://kartan.example/"


@pytest.fixture(scope="module")
def book() -> bytes:
    """The file of the whole collection, which takes a second to write."""
    return to_xlsx(ALL, SITE)


def sheet(data: bytes) -> Any:
    return load_workbook(io.BytesIO(data)).worksheets[0]


def cells(data: bytes) -> list[dict[str, Any]]:
    headings, *rows = sheet(data).values
    return [dict(zip(headings, row, strict=True)) for row in rows]


def test_people_read_swedish_words_and_whole_texts(book: bytes):
    rows = cells(book)
    assert {row["Slag"] for row in rows} == {"Fast", "Digital", "På hjul", "Arbetssätt"}
    assert {row["Läge"] for row in rows} <= {"Igång", "Planerad", "Avslutad", "Oklart"}
    for idea, row in zip(ALL, rows, strict=True):
        assert row["Länk till exemplet"] == f"{SITE}exempel/{idea.id}"
        assert (row["Så fungerar det"] or "") == idea.description
        assert (row["Att ta efter"] or "").split("\n") == list(idea.lessons or [""])
        assert row["Service"] is None or "_" not in row["Service"]


def test_the_sheet_is_ready_to_look_over(book: bytes):
    table = sheet(book)
    assert table.auto_filter.ref == table.dimensions
    assert table.freeze_panes == "B2"
    assert table["A1"].font.bold
    assert table.column_dimensions["A"].width > 30
    headings = [cell.value for cell in table[1]]
    link = table.cell(2, headings.index("Länk till exemplet") + 1)
    assert link.hyperlink.target == link.value


def test_a_sheet_of_no_examples_has_its_headings():
    table = sheet(to_xlsx([], SITE))
    assert table.max_row == 1
    assert table["A1"].value == "Rubrik"


def test_an_english_reader_gets_english_headings_and_words():
    ideas = tuple({idea.kind: idea for idea in ALL}.values())
    data = to_xlsx(ideas, SITE, "en")
    rows = cells(data)
    assert {row["Kind"] for row in rows} == {"Fixed", "Digital", "On wheels", "Way of working"}
    assert rows[0]["Link to the example"] == f"{SITE}exempel/{ideas[0].id}?lang=en"
    assert not [heading for heading in rows[0] if set("åäöÅÄÖ") & set(heading)]
    book = load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["Examples", "About the data"]
    headings = [row[0].value for row in book["About the data"].iter_rows()]
    assert headings == ["Licence", "State", "Downloaded"]


def test_an_english_file_is_read_back_unchanged(tmp_path: Path):
    ideas = (*ALL[:20], *collect(COMPLETE, *EVERY_GEOMETRY).ideas)
    (tmp_path / "ideas.geojson").write_text(dumps(ideas), encoding="utf-8")
    table = read_table("Servicekartan.xlsx", to_xlsx(ideas, SITE, "en"))
    bank = Bank(tmp_path / "ideas.geojson", Store("sqlite://"))
    assert [row.action for row in make_plan(bank, table, guess_columns(table)).rows] == (
        ["same"] * len(ideas)
    )


@given(st.lists(st.none() | st.text("a–¦n/|\n", min_size=1), max_size=4))
def test_lines_keep_every_value_in_its_place(values: list[str | None]):
    cell = to_lines(values)
    assert from_lines(cell or "") == ([v or "" for v in values] if any(values) else [])
    assert cell is None or cell == cell.strip("\n")


def edited(data: bytes, row: int, **changes: str) -> bytes:
    """Return the file as somebody saves it who has changed some cells of a row."""
    book = load_workbook(io.BytesIO(data))
    table = book.worksheets[0]
    headings = [cell.value for cell in table[1]]
    for heading, text in changes.items():
        table.cell(row, headings.index(heading.replace("_", " ")) + 1).value = text
    return workbook(book)


def test_what_somebody_changes_in_the_file_is_all_that_an_import_changes(tmp_path: Path):
    (tmp_path / "ideas.geojson").write_text(dumps(ALL[:20]), encoding="utf-8")
    data = edited(to_xlsx(ALL[:20], SITE), 3, Läge="Avslutad", Att_ta_efter="Ett\nTvå")
    table = read_table("Servicekartan 2026-11-26.xlsx", data)
    bank = Bank(tmp_path / "ideas.geojson", Store("sqlite://"))
    plan = make_plan(bank, table, guess_columns(table))
    assert [row.number for row in plan.rows if row.action != "same"] == [3]
    idea = plan.rows[1].idea
    assert idea
    assert (idea.status, idea.lessons) == ("ended", ("Ett", "Två"))


def test_a_new_row_is_a_new_example(tmp_path: Path):
    ideas = collect(*EVERY_GEOMETRY).ideas
    (tmp_path / "ideas.geojson").write_text(dumps(ideas), encoding="utf-8")
    new = {"Rubrik": "Macken", "Slag": "Fast", "Ort": "Norsjö", "Kommun": "Norsjö"}
    new |= {"Sammanfattning": "Bensin dygnet runt.", "Källans_namn": "Byalaget"}
    data = edited(to_xlsx(ideas, SITE), len(ideas) + 2, **new)
    table = read_table("x.xlsx", data)
    bank = Bank(tmp_path / "ideas.geojson", Store("sqlite://"))
    actions = [row.action for row in make_plan(bank, table, guess_columns(table)).rows]
    assert actions == ["same"] * len(ideas) + ["add"]


def test_the_api_links_each_row_to_the_host_that_was_asked(tmp_path: Path):
    path = tmp_path / "ideas.geojson"
    path.write_text(dumps(ALL[:3]), encoding="utf-8")
    client = TestClient(create(Bank(path, Store("sqlite://"))), base_url="https://kartan.example")
    answer = client.get("/collections/ideas/items.xlsx?kind=case&kind=fixed")
    assert cells(answer.content)[0]["Länk till exemplet"].startswith(f"{SITE}exempel/")
    english = client.get("/collections/ideas/items.xlsx?lang=en")
    assert cells(english.content)[0]["Title"] == ALL[0].title
    assert english.headers["etag"] != client.get("/collections/ideas/items.xlsx").headers["etag"]
    assert client.get("/collections/ideas/items.xlsx?lang=fi").status_code == 400
    name = answer.headers["Content-Disposition"]
    assert "Servicekartan%20Arbetss%C3%A4tt%20Fast%20" in name
    assert name.endswith(".xlsx")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Vård nära", "Vård nära 2026"),
        ("../../etc: passwd?", "etc passwd 2026"),
        ("", "Servicekartan 2026"),
        ("x" * 300, "x" * 90 + " 2026"),
        ("a\u202efdp.exe", "a fdp.exe 2026"),
    ],
)
def test_a_file_is_named_after_what_it_holds(title: str, name: str):
    assert file_name(title, "pdf").startswith(name)
    assert content_disposition(file_name(title, "pdf")).isascii()


@given(st.text())
def test_no_title_makes_a_header_or_a_path_of_its_own(title: str):
    name = file_name(title, "pdf")
    assert not set(name) & set('/\\:*?"<>|\r\n\t')
    assert content_disposition(name).isprintable()


def test_many_counties_are_counted_in_the_name():
    codes = ("01", "03", "04", "05", "06")
    assert file_title(Filter(county=codes)).endswith("Södermanlands län +2")
