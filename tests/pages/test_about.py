"""Om as Streamlit runs it: the statement names who is responsible, and the download is whole."""

import pytest
from streamlit.testing.v1 import AppTest

from geodata.bank import open_bank
from pages.parts.about import texts
from tests.pages.conftest import Open


def page_text(app: AppTest) -> str:
    return " ".join(text.value for text in app.main.markdown)


def test_the_page_has_all_its_parts(open_page: Open):
    app = open_page().switch_page("about.py").run()
    assert not app.exception
    assert len(app.main.header) == 6
    assert f"Just nu finns {len(open_bank().current().collection.ideas)} exempel." in page_text(app)
    assert all(glyph in page_text(app) for glyph in "■◆●★")


def test_the_statement_names_who_answers_and_where_to_complain(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SERVICEKARTAN_PUBLISHER", "Storumans *kommun*")
    monkeypatch.setenv("SERVICEKARTAN_CONTACT", "kartan@example.org")
    text = page_text(open_page().switch_page("about.py").run())
    assert r"Storumans \*kommun\* svarar" in text
    assert "(mailto:kartan@example.org)" in text
    assert f"({texts.REPORT_TO_DIGG})" in text
    assert "delvis förenlig" in text


def test_a_missing_address_is_admitted(open_page: Open, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("SERVICEKARTAN_CONTACT", raising=False)
    text = page_text(open_page().switch_page("about.py").run())
    assert "inte skrivit in vem det är" in text
    assert "mailto:" not in text


def test_english(open_page: Open):
    app = open_page(lang="en").switch_page("about.py").run()
    assert app.title[0].value == "About Servicekartan"
    assert "partially compliant" in page_text(app)
