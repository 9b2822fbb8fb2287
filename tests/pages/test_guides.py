"""Så gör ni: the list, a guide with its sources and examples, and the lessons."""

import pytest
from streamlit.testing.v1 import AppTest

from geodata.bank import open_bank
from geodata.guides.support import support_forms
from tests.pages.conftest import Open
from tests.server import ROOT


@pytest.fixture
def page(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Open Så gör ni on the shipped collection, with query parameters as the browser sends them."""
    monkeypatch.setenv("SERVICEKARTAN_IDEAS", str(ROOT / "ideas.geojson"))

    def run(**params: str) -> AppTest:
        app = open_page().switch_page("guides.py")
        for name, value in params.items():
            app.query_params[name] = value
        return app.run()

    return run


def texts(app: AppTest) -> str:
    return "\n".join(element.value for element in app.markdown)


def test_every_guide_is_in_the_list(page: Open):
    app = page()
    assert not app.exception
    keys = [button.key for button in app.button]
    for guide in open_bank().current().guides.guides:
        assert f"guide-{guide.id}" in keys


def test_a_guide_opens_with_its_steps_sources_and_support(page: Open):
    app = page(guide="mack-i-byn")
    assert not app.exception
    guide = open_bank().current().guides.by_id["mack-i-byn"]
    assert app.title[0].value == guide.title
    headings = [header.value for header in app.header]
    assert "Så börjar ni" in headings
    assert "Stöd att söka" in headings
    assert guide.sources[0].url in texts(app)
    assert support_forms()["leader"].source_url in texts(app)


def test_a_guide_that_is_gone_says_so(page: Open):
    app = page(guide="finns-inte")
    assert not app.exception
    assert "Guiden finns inte längre" in app.info[0].value


def test_english_readers_are_told_that_the_text_is_swedish(page: Open):
    app = page(guide="mack-i-byn", lang="en")
    assert not app.exception
    assert app.title[0].value == "A filling station in the village"
    assert "in Swedish only" in "".join(caption.value for caption in app.caption)


def test_lessons_of_what_has_ended_stand_first(page: Open):
    app = page(visa="Lärdomar")
    assert not app.exception
    labels = [expander.label for expander in app.expander]
    assert labels[0].startswith("Det som har upphört")
    assert any(label.startswith("Dagligvaror") for label in labels)
