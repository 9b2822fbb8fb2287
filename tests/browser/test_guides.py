"""The guides by keyboard, on a phone, in print and for a screen reader, in both languages."""

from pathlib import Path

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from geodata.collection.geojson import read
from geodata.guides.guides import read_guides
from geodata.settings import ROOT
from tests.browser.conftest import DESKTOP, PHONE, Start
from tests.paper import squeezed

GUIDES = read_guides(read(ROOT / "ideas.geojson").by_id.keys()).guides
TOO_WIDE = """() => [...document.querySelectorAll('body *')].filter(node =>
    node.checkVisibility() && node.getBoundingClientRect().right > innerWidth + 1)
    .map(node => node.outerHTML.slice(0, 120))"""


def on_paper(page: Page, file: Path) -> str:
    """Return the text of a page's print-out on A4, without white space."""
    page.pdf(path=file, format="A4")
    return squeezed("".join(sheet.extract_text() for sheet in PdfReader(file).pages))


def test_every_guide_fits_on_a_phone_and_prints_whole(start: Start, tmp_path: Path):
    visit = start(PHONE)
    for guide in GUIDES:
        visit.page.goto(f"{visit.site}/sa-gor-ni/{guide.id}")
        assert visit.page.evaluate(TOO_WIDE) == []
        paper = on_paper(visit.page, tmp_path / "guide.pdf")
        for text in (guide.title, *(section.title for section in guide.sections)):
            assert squeezed(text) in paper
        assert all(squeezed(source.title) in paper for source in guide.sources)
        assert "Allaexempel" not in paper
        assert "Hoppatill" not in paper


def test_a_guide_is_read_by_keyboard_alone(start: Start):
    visit = start(DESKTOP)
    page = visit.page
    page.goto(f"{visit.site}/sa-gor-ni/mack-i-byn")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "innehall"
    stops = """[...document.querySelectorAll("main :is(a[href], button)")]
        .filter(each => each.checkVisibility())"""
    count = page.evaluate(f"{stops}.length")
    assert count > 40
    for at in range(count):
        page.keyboard.press("Tab")
        assert page.evaluate(f"{stops}.indexOf(document.activeElement)") == at


@pytest.mark.parametrize(("viewport", "lang"), [(PHONE, "en"), (DESKTOP, "sv")])
def test_a_guide_in_the_app_is_opened_and_read(
    start: Start, tmp_path: Path, viewport: dict[str, int], lang: str
):
    visit = start(viewport)
    page = visit.page
    page.goto(f"{visit.site}/sa-gor-ni?lang={lang}")
    page.locator(".st-key-guide-mack-i-byn button").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**guide=mack-i-byn**")
    visit.frame.locator(".sk-legend li").first.wait_for(state="attached")
    visit.settle()
    assert page.evaluate("document.activeElement.id") == "innehall"
    assert page.locator(".sk-guide").get_attribute("lang") == "sv"
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    paper = on_paper(page, tmp_path / "app.pdf")
    guide = next(guide for guide in GUIDES if guide.id == "mack-i-byn")
    assert all(squeezed(section.title) in paper for section in guide.sections)
    links = page.locator(
        ":is(.st-key-all-guides, [class*=st-key-guide-links], [class*=all-examples]) p"
    )
    for text in ("Servicenätverket", "The service network", *links.all_inner_texts()):
        assert squeezed(text) not in paper
    page.locator(".st-key-all-guides button").focus()
    page.keyboard.press("Enter")
    page.locator(".st-key-guide-mack-i-byn button:focus").wait_for()
