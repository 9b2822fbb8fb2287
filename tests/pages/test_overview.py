"""Överblick as Streamlit runs it: what is counted, and where each figure leads."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from geodata.bank import open_bank
from pages.common.links import filter_of, parse
from pages.parts.overview import bar_table
from pages.parts.overview.bar_table import Row
from tests.pages.conftest import Open


@pytest.fixture
def overview(open_page: Open) -> Open:
    """Open Överblick, with query parameters as the browser would send them."""

    def run(**params: str | list[str]) -> AppTest:
        # By way of a page without filters, whose empty ones would be carried along.
        app = open_page().switch_page("about.py").run().switch_page("overview.py")
        for name, value in params.items():
            app.query_params[name] = value
        return app.run()

    return run


def rows(app: AppTest) -> list[tuple[str, str, int]]:
    """Address, label and number of every row that leads to the map."""
    html = "".join(block.body for block in app.get("html"))
    rows = re.findall(r'<a href="\./\?([^"]*)">([^<]*)</a>.*?<b>([^<]*)</b>', html, re.DOTALL)
    return [(address.replace("&amp;", "&"), label, int(count)) for address, label, count in rows]


def found_by(address: str) -> int:
    """How many examples the map page shows at an address."""
    return len(open_bank().current().search_index.select(filter_of(parse(address))))


@pytest.mark.parametrize(
    "params",
    [{}, {"kind": "Digital"}, {"county": "Norrbottens län"}, {"q": "buss"}, {"status": "Avslutad"}],
)
def test_every_figure_leads_to_as_many_examples(overview: Open, params: dict[str, str]):
    app = overview(**params)
    assert not app.exception
    assert rows(app)
    for address, label, count in rows(app):
        assert found_by(address) == count, label


def test_the_page_says_how_many_there_are(overview: Open):
    app = overview()
    assert [metric.value for metric in app.metric][:1] == ["2 av 290"]
    assert any("3 av 3 exempel" in block.body for block in app.get("html"))


def test_a_county_narrows_the_white_spots(overview: Open):
    app = overview(county="Norrbottens län")
    html = "".join(block.body for block in app.get("html"))
    assert "13 av 14 kommuner" in html
    assert "./nara?kommun=Kiruna" in html
    assert "Stockholms län" not in html


def test_nothing_found_is_said(overview: Open):
    app = overview(q="xyzzy")
    assert not app.exception
    assert any("Inga exempel passar" in text.value for text in app.markdown)


def test_english_leads_to_english(overview: Open):
    app = overview(lang="en")
    assert all("lang=en" in address for address, *_ in rows(app))
    assert "Way of working" in [label for _, label, _ in rows(app)]


def test_a_table_escapes_what_it_is_given():
    hostile = "<img src=x onerror=top.hacked=1>"
    html = bar_table.table(
        hostile, (hostile,), [Row(hostile, 1, hostile, '"' + hostile, (hostile,))]
    )
    assert html.count("&lt;img") == 6
    assert "<img" not in html
