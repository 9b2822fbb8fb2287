"""From a visitor's phone to the map of every other, and the receipt that follows it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from geodata.bank import Bank
from geodata.database.store import Store
from geodata.moderation import review
from geodata.moderation.submissions import Contact, submit
from tests.browser.axe import violations
from tests.browser.conftest import PHONE, Start, Visit
from tests.factory import feature
from tests.server import ROOT, serve_app


@pytest.fixture(scope="module")
def store_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("store") / "shared.sqlite"


@pytest.fixture(scope="module")
def two_sites(store_file: Path) -> Iterator[tuple[str, str]]:
    """Two server processes that share one store."""
    shared = {"SERVICEKARTAN_STORE": str(store_file)}
    with serve_app(shared) as one, serve_app(shared) as other:
        yield one, other


@pytest.fixture
def bank(store_file: Path) -> Bank:
    """The editors, in a process of their own."""
    return Bank(ROOT / "ideas.geojson", Store(f"sqlite:///{store_file}"))


def open_form(visit: Visit, path: str = "/bidra") -> None:
    visit.page.goto(visit.site + path)
    visit.page.get_by_role("heading", level=1).wait_for()
    visit.settle()


def press(visit: Visit, name: str) -> None:
    visit.page.get_by_role("button", name=name, exact=True).click()
    visit.settle()


def type_in(visit: Visit, label: str, text: str) -> None:
    visit.page.get_by_label(label).fill(text)
    visit.page.keyboard.press("Tab")
    visit.settle()


def hand_in(visit: Visit, title: str) -> str:
    """Fill in the three steps and return the receipt's code."""
    open_form(visit)
    type_in(visit, "Vad heter det?", title)
    visit.page.get_by_text("Fast").first.click()
    type_in(visit, "Vad är det, i en eller två meningar?", "Byns egen bagarstuga.")
    press(visit, "Nästa")
    type_in(visit, "Sök ort", "Moskosel")
    visit.page.get_by_text("Platsen ligger i Arvidsjaur").wait_for()
    press(visit, "Nästa")
    type_in(visit, "Ditt namn", "Kim Berg")
    type_in(visit, "Din e-post", "kim@example.org")
    visit.page.get_by_text("Redaktionen får spara mitt namn").click()
    press(visit, "Skicka in")
    visit.page.wait_for_url("**kvitto=**")
    return re.search(r"kvitto=([A-Z0-9]{5}-[A-Z0-9]{5})", visit.page.url).group(1)


def test_what_is_published_is_there_at_every_visitors_next_click_in_every_process(
    start: Start, two_sites: tuple[str, str], bank: Bank
):
    one, other = two_sites
    watching = [start(address=site).open() for site in two_sites]
    before = watching[0].counted()
    code = hand_in(start(PHONE, address=one), "Bagarstugan")
    review.publish(bank, "bagarstugan-moskosel", 1, "Redaktör")
    for visit in watching:
        visit.page.get_by_role("searchbox").fill("bagarstugan")
        visit.page.get_by_role("heading", name="Bagarstugan").or_(
            visit.page.locator("[class*=st-key-card-hit-bagarstugan]")
        ).first.wait_for()
        count = visit.page.locator("[role=status]").inner_text()
        assert re.search(rf"\b1 av {before + 1}\b", count), count
    receipt = start(address=other)
    open_form(receipt, f"/bidra?kvitto={code}")
    receipt.page.get_by_text("Exemplet syns på kartan").wait_for()
    press(receipt, "Stämmer fortfarande")
    receipt.page.get_by_text("bekräftade i dag").wait_for()


def test_a_click_on_the_map_says_where(start: Start, two_sites: tuple[str, str]):
    visit = start(address=two_sites[0])
    open_form(visit, "/bidra?steg=where")
    frame = visit.page.frame_locator(".st-key-bidra-map-frame iframe")
    frame.locator(".leaflet-container").click()
    visit.page.get_by_text("Platsen ligger").wait_for()
    visit.page.get_by_text("Nålen visar: Exakt plats").wait_for()
    frame.locator(".sk-here").wait_for()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_is_content_with_every_step_and_the_receipt(
    start: Start, two_sites: tuple[str, str], bank: Bank, theme: str
):
    visit = start(PHONE, address=two_sites[0], color_scheme=theme)
    for step in ("what", "where", "who"):
        open_form(visit, f"/bidra?steg={step}")
        press(visit, "Skicka in" if step == "who" else "Nästa")
        visit.page.locator("[data-testid=stMarkdown] .stMarkdownColoredText").first.wait_for()
        assert violations(visit.page) == []
    code = submit(bank, feature("x", title="Prov"), Contact(name="Kim", email="kim@example.org"))
    open_form(visit, f"/bidra?kvitto={code}")
    assert violations(visit.page) == []


def test_the_field_for_programs_is_hidden_from_people(start: Start, two_sites: tuple[str, str]):
    visit = start(address=two_sites[0])
    open_form(visit, "/bidra?steg=who")
    visit.page.get_by_label("Din e-post").wait_for()
    assert visit.page.locator(".st-key-bidra-trap input").is_hidden()
    assert "Webbplats" not in visit.page.locator("body").aria_snapshot()


def test_a_draft_outlasts_a_reload_and_a_change_of_language_until_it_is_sent(
    start: Start, two_sites: tuple[str, str]
):
    visit = start(address=two_sites[0])
    open_form(visit)
    type_in(visit, "Vad heter det?", "Bagarstugan två")
    visit.page.reload()
    title = visit.page.get_by_label("Vad heter det?")
    expect(title).to_have_value("Bagarstugan två", timeout=20_000)
    visit.settle()
    visit.page.get_by_role("link", name="English").click()
    english = visit.page.get_by_label("What is it called?")
    expect(english).to_have_value("Bagarstugan två", timeout=20_000)
    hand_in(visit, "Bagarstugan tre")
    open_form(visit)
    visit.page.wait_for_timeout(1000)
    expect(title).to_have_value("")
