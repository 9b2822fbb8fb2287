"""From a visitor's phone to the map of every other, and the receipt that follows it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from geodata.bank import Bank
from geodata.database.store import Store
from geodata.moderation import review
from tests.browser.axe import violations
from tests.browser.conftest import PHONE, Start, Visit
from tests.server import ROOT, serve_app


@pytest.fixture(scope="module")
def store_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("store") / "shared.sqlite"


@pytest.fixture(scope="module")
def address(store_file: Path) -> Iterator[str]:
    """The address of an app with a store of its own."""
    with serve_app({"SERVICEKARTAN_STORE": str(store_file)}) as address:
        yield address


@pytest.fixture
def bank(store_file: Path) -> Bank:
    """The editors, in another process than the visitors'."""
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


def expect_accessible(visit: Visit) -> None:
    """Check with axe what is seen, in both themes."""
    for theme in ("dark", "light"):
        visit.page.emulate_media(color_scheme=theme)
        visit.settle()
        assert violations(visit.page) == [], theme


def press_too_early(visit: Visit, button: str) -> None:
    """Leave a step without its answers; what is missing is said so that all can read it."""
    press(visit, button)
    visit.page.locator("[class*=st-key-problem-]").first.wait_for()
    expect_accessible(visit)


def expect_draft_kept(visit: Visit) -> None:
    """Begin a draft, and find it in the other language and back."""
    type_in(visit, "Vad heter det?", "Bagarstugan")
    visit.settle()
    visit.page.get_by_role("link", name="English").click()
    expect(visit.page.get_by_label("What is it called?")).to_have_value("Bagarstugan")
    visit.settle()
    open_form(visit)
    expect(visit.page.get_by_label("Vad heter det?")).to_have_value("Bagarstugan")


def say_what(visit: Visit) -> None:
    press_too_early(visit, "Nästa")
    visit.page.get_by_text("Fast").first.click()
    type_in(visit, "Vad är det, i en eller två meningar?", "Byns egen bagarstuga.")
    visit.settle()
    press(visit, "Nästa")


def say_where(visit: Visit) -> None:
    """Say where it is by a click on the map, and then by the place's name."""
    press_too_early(visit, "Nästa")
    frame = visit.page.frame_locator(".st-key-bidra-map-frame iframe")
    frame.locator(".leaflet-container").click()
    visit.page.get_by_text("Nålen visar: Exakt plats").wait_for()
    visit.page.get_by_text("Platsen ligger").wait_for()
    frame.locator(".sk-here").wait_for()
    type_in(visit, "Sök ort", "Moskosel")
    visit.page.get_by_text("Platsen ligger i Arvidsjaur").wait_for()
    visit.settle()
    press(visit, "Nästa")


def say_who(visit: Visit) -> None:
    """Say who hands in; only programs see the field that is there for them."""
    press_too_early(visit, "Skicka in")
    assert visit.page.locator(".st-key-bidra-trap input").is_hidden()
    assert "Webbplats" not in visit.page.locator("body").aria_snapshot()
    type_in(visit, "Ditt namn", "Kim Berg")
    type_in(visit, "Din e-post", "kim@example.org")
    visit.page.get_by_text("Redaktionen får spara mitt namn").click()
    visit.settle()
    press(visit, "Skicka in")


def test_what_a_phone_hands_in_is_on_the_map_at_every_visitors_next_click_once_published(
    start: Start, address: str, bank: Bank
):
    reader, sender = start(address=address).open(), start(PHONE, address=address)
    before = reader.counted()
    open_form(sender)
    expect_draft_kept(sender)
    say_what(sender)
    say_where(sender)
    say_who(sender)
    sender.page.wait_for_url(re.compile("kvitto=[A-Z0-9]{5}-[A-Z0-9]{5}"))
    expect_accessible(sender)

    review.publish(bank, "bagarstugan-moskosel", 1, "Redaktör")
    reader.page.get_by_role("searchbox").fill("bagarstugan")
    reader.page.get_by_role("heading", name="Bagarstugan").or_(
        reader.page.locator("[class*=st-key-card-hit-bagarstugan]")
    ).first.wait_for()
    expect(reader.page.locator("[role=status]")).to_contain_text(f"1 av {before + 1} ")

    # The receipt knows; the form is empty for the next.
    open_form(sender, sender.page.url.removeprefix(address))
    sender.page.get_by_text("Exemplet syns på kartan").wait_for()
    press(sender, "Stämmer fortfarande")
    sender.page.get_by_text("bekräftade i dag").wait_for()
    open_form(sender)
    expect(sender.page.get_by_label("Vad heter det?")).to_have_value("")
