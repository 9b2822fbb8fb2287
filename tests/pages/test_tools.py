"""What every view can do, as the app draws it: tools, stars, a county beside those like it."""

import io
import re
from pathlib import Path

from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from geodata.bank import open_bank
from geodata.collection.filter import Filter
from pages.parts.overview.figures_file import figures_workbook
from tests.factory import FEATURES
from tests.pages.conftest import Open


def markup(app: AppTest) -> str:
    return " ".join(str(part.body) for part in app.get("html"))


def test_the_list_prints_as_a_page_of_text_with_the_same_filter(open_page: Open):
    page = markup(open_page(kind=["Fast"]))
    assert 'href="./exempel?kind=Fast#skriv-ut"' in page
    assert page.count("data-favourite=") >= 1
    assert 'data-tool="share"' in page
    assert re.search(r'data-framed="q kind [a-z ]*bbox idea lang"', page)


def test_an_open_example_shares_itself_and_prints_its_own_page(open_page: Open):
    page = markup(open_page(idea=FEATURES[0]["id"]))
    assert f'data-link="./?idea={FEATURES[0]["id"]}"' in page
    assert f'href="./exempel/{FEATURES[0]["id"]}#skriv-ut"' in page


def test_the_figures_of_a_county_fill_a_workbook(collection: Path):
    assert collection
    data = figures_workbook(open_bank().current(), Filter(county=("25",)), "sv")
    book = load_workbook(io.BytesIO(data))
    assert {"Kommuner", "Slag", "Service", "Län", "Läge", "Startår"} <= set(book.sheetnames)
    rows = {row[0]: row for row in book["Kommuner"].iter_rows(min_row=2, values_only=True)}
    assert len(rows) == 14
    assert rows["Arvidsjaur"][2] == 2
    assert book["Kommuner"].auto_filter.ref == book["Kommuner"].dimensions
    assert book["Om siffrorna"]["B2"].value == "Servicekartan Norrbottens län"
