"""Så gör ni: the list, a guide with its sources and examples, and the lessons."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geodata.bank import open_bank
from geodata.database.store import open_store
from geodata.guides.revisions import save_guide
from geodata.guides.support import support_forms
from tests.pages.conftest import Open

HOSTILE = "<b onmouseover=top.hacked=1>x</b>"


@pytest.fixture
def page(open_page: Open, guide_examples: Path) -> Open:
    """Open Så gör ni, with query parameters as the browser sends them."""
    assert guide_examples

    def run(**params: str) -> AppTest:
        app = open_page().switch_page("guides.py")
        for name, value in params.items():
            app.query_params[name] = value
        return app.run()

    return run


def html(app: AppTest) -> str:
    return "\n".join(element.body for element in app.get("html"))


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
    assert "Stöd att söka" in [header.value for header in app.header]
    assert "<h2>Så börjar ni</h2>" in html(app)
    assert guide.sources[0].url in html(app)
    assert support_forms()["leader"].source_url in html(app)


def test_a_guide_that_is_gone_says_so(page: Open):
    app = page(guide="finns-inte")
    assert not app.exception
    assert "Guiden finns inte längre" in app.info[0].value


def test_english_readers_are_told_that_the_text_is_swedish(page: Open):
    app = page(guide="mack-i-byn", lang="en")
    assert not app.exception
    assert app.title[0].value == "A filling station in the village"
    assert "in Swedish only" in "".join(caption.value for caption in app.caption)
    assert '<div class="sk-guide" lang="sv">' in html(app)
    assert '<dt>Decided by</dt><dd lang="sv">' in html(app)


def test_the_text_of_a_guide_is_never_html(page: Open):
    page()
    guide = open_bank().current().guides.by_id["mack-i-byn"]
    save_guide(open_store(), guide.model_copy(update={"body": f"{guide.body}\n{HOSTILE}"}), "Ada")
    assert "<b onmouseover" not in html(page(guide="mack-i-byn"))
    assert "&lt;b onmouseover" in html(page(guide="mack-i-byn"))


def test_lessons_of_what_has_ended_stand_first(page: Open):
    app = page(visa="Lärdomar")
    assert not app.exception
    labels = [expander.label for expander in app.expander]
    assert labels[0].startswith("Det som har upphört")
    assert any(label.startswith("Dagligvaror") for label in labels)
