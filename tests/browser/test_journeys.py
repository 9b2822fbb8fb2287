"""Two visitors from start to goal, each on their own screen, told as somebody watching would."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Start


class Hand:
    """A hand on a phone, which counts how often it taps."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taps = 0

    def tap(self, target: Locator) -> None:
        """Tap something that is in view or can be scrolled to."""
        self.taps += 1
        target.click()


def is_on_first_screen(locator: Locator) -> bool:
    """Return whether an element can be read without scrolling."""
    box = locator.bounding_box()
    return box is not None and 0 <= box["y"] < PHONE["height"] * 0.8


def test_a_village_group_reads_about_a_shop_without_staff_near_bracke(start: Start):
    page = start(PHONE).open().page
    hand = Hand(page)

    # They see in a sentence what this is, and open the menu to search.
    expect(page.locator(".st-key-welcome")).to_contain_text("service på landsbygden")
    hand.tap(page.get_by_role("button", name="Meny och filter"))
    search = page.get_by_role("searchbox")
    hand.tap(search)
    search.fill("obemannad butik bräcke")
    search.press("Enter")

    # The menu closes by itself. Nothing lies in Bräcke, but the page knows the way to what is near.
    expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "true")
    hand.tap(page.get_by_role("link", name="Visa det som finns nära Bräcke"))
    expect(page.get_by_role("heading", level=1, name="Nära Bräcke")).to_be_visible()

    # The nearest is a tap away, and its title is what they see first.
    card = page.locator("[class*='st-key-card-nearest-'] button").first
    name = card.inner_text()
    hand.tap(card)
    heading = page.get_by_role("heading", name=name)
    expect(heading).to_be_focused()
    assert is_on_first_screen(heading)
    assert hand.taps <= 6

    # Back leads to the list, to the card they came from.
    page.go_back()
    expect(card).to_be_in_viewport()

    # They want to tell of their own shop: the menu leads to the form and gets out of the way.
    page.get_by_role("button", name="Meny och filter").click()
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Bidra").click()
    expect(page.get_by_label("Vad heter det?")).to_be_visible()
    expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "true")


def test_a_regional_officer_compares_and_hands_on_what_the_county_has(start: Start):
    visit = start(DESKTOP).open()
    page = visit.page

    # Typing the county picks that one only; the map shows it with its border.
    page.get_by_role("combobox", name="Län").click()
    page.keyboard.type("västra")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.locator(".st-key-chip-0")).to_contain_text("Västra Götalands län")
    expect(page.locator("[class*=st-key-chip-]")).to_have_count(1)
    visit.frame.locator(".sk-area").wait_for(state="attached")
    visit.settle()
    in_county = visit.counted()

    # What each kind would leave is told before they choose it.
    digital = page.locator(".st-key-kind").get_by_role("button", name="Digital")
    expect(digital).to_have_attribute("data-count", re.compile(r"\d+"))
    beforehand = int(digital.get_attribute("data-count") or 0)
    digital.click()
    expect(page.locator(".st-key-chip-1")).to_be_visible()
    visit.settle()
    assert visit.counted() == beforehand < in_county

    # A dead end says what to take away, and how many examples that gives.
    page.get_by_role("searchbox").fill("trollkarl")
    expect(page.get_by_role("heading", name="Inga exempel passar")).to_be_visible()
    page.get_by_role("button", name=f"”trollkarl” ✕ → {beforehand} exempel").click()
    expect(page.get_by_role("heading", name="Inga exempel passar")).to_be_hidden()
    visit.settle()

    # The figures are the county's too, and so is their map.
    address, cards = page.url, visit.listed()
    page.get_by_test_id("stTopNavLink").filter(has_text="Överblick").click()
    expect(page.get_by_role("heading", level=1, name="Överblick")).to_be_visible()
    expect(page.locator(".st-key-chip-0")).to_contain_text("Digital")
    visit.settle()
    visit.frame.locator(".sk-area").wait_for(state="attached")
    assert visit.frame.evaluate("servicekartan.map.getZoom()") > 6

    # A colleague who gets the address sees the same, and takes it along to Excel.
    colleague = start(DESKTOP).open(address.removeprefix(visit.site))
    assert (colleague.counted(), colleague.listed()) == (beforehand, cards)
    colleague.page.get_by_role("button", name="Ladda ner").click()
    workbook = colleague.page.get_by_role("link", name="Excel").get_attribute("href") or ""
    assert "county=14" in workbook
    answer = colleague.page.request.get(f"{visit.site}/{workbook.removeprefix('/')}")
    assert answer.ok
