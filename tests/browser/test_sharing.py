"""A view is shared with one press; favourites and the key to one's tours outlast the browser."""

import time
from urllib.parse import parse_qs, unquote, urlsplit

from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import DESKTOP, PHONE, Start, Visit

DAY_SECONDS = 24 * 3600


def star(page: Page, at: int) -> str:
    """Keep an example of the list as a favourite; return its id."""
    button = page.locator("[class*=st-key-card-hit-] .sk-star").nth(at)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    return str(button.get_attribute("data-favourite"))


def listed(page: Page) -> list[str]:
    stars = page.locator(".vw-told .sk-star")
    stars.first.wait_for()
    return list(stars.evaluate_all("stars => stars.map(star => star.dataset.favourite)"))


def test_share_copies_the_link_at_once_and_shows_its_code(start: Start):
    visit = start(DESKTOP, permissions=["clipboard-read", "clipboard-write"])
    page = visit.open("/?county=Norrbottens län").page
    page.locator(".st-key-summary").get_by_role("button", name="Dela").click()
    dialog = page.get_by_role("dialog", name="Dela")
    expect(dialog.get_by_text("Länken är kopierad.")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert unquote(link).replace("+", " ") == f"{visit.site}/?county=Norrbottens län"
    assert dialog.get_by_role("img").evaluate("image => image.decode().then(() => true)")
    dialog.get_by_text("Bädda in på er webbplats").click()
    code = dialog.get_by_role("textbox", name="Bädda in på er webbplats").input_value()
    assert f'src="{visit.site}/embed?county=Norrbottens' in code
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_a_phone_shares_an_example_with_its_own_sheet(start: Start):
    visit = start(PHONE, permissions=["clipboard-write"])
    visit.page.add_init_script("navigator.share = async data => { window.shared = data.url; }")
    visit.open("/?idea=moskosel-lanthandel-och-servicepunkt&county=Norrbottens län")
    if not visit.page.locator(".st-key-steps").count():
        visit.page.locator("[class*=st-key-card-hit-] button").first.click()
        visit.page.locator(".st-key-steps").wait_for()
    visit.page.locator(".st-key-panel").get_by_role("button", name="Dela").click()
    visit.page.get_by_role("button", name="Skicka vidare").click()
    query = parse_qs(urlsplit(visit.page.evaluate("window.shared")).query)
    assert list(query) == ["idea"]


def test_favourites_outlast_the_page_and_travel_as_a_link(start: Start):
    visit = start(DESKTOP).open("/?county=Norrbottens län")
    ids = [star(visit.page, at) for at in (0, 2)]
    visit.open("/")
    visit.page.locator(".sk-favourites").first.click()
    assert listed(visit.page) == ids
    link = visit.page.url.removeprefix(visit.site)
    other = start(DESKTOP, locale="sv-SE")
    other.page.goto(other.site + link)
    other.page.get_by_role("button", name="Spara dem bland mina favoriter").click()
    other.page.goto(f"{other.site}/favoriter")
    assert listed(other.page) == ids
    assert violations(other.page) == []
    other.page.get_by_role("button", name="Jämför dem").click()
    assert other.page.locator(".vw-compare thead a").count() == 2
    assert violations(other.page) == []
    other.page.go_back()
    other.page.get_by_role("button", name="Glöm mina favoriter").click()
    expect(other.page.get_by_text("märker med en stjärna")).to_be_visible()


def test_favourites_become_a_tour_and_its_key_outlasts_the_browser(start: Start):
    visit = start(DESKTOP, locale="sv-SE").open("/?county=Norrbottens län")
    star(visit.page, 0)
    visit.page.locator(".sk-favourites").first.click()
    assert not _key_expires(visit)
    visit.page.get_by_role("link", name="Gör en visning av dem").click()
    visit.page.get_by_role("button", name="Gör en visning av dem").click()
    visit.page.locator("[data-remember]").wait_for()
    visit.settle()
    visit.page.wait_for_function(
        "performance.getEntriesByName(new URL('minns-mig', location)).length"
    )
    assert _key_expires(visit) > time.time() + 100 * DAY_SECONDS
    assert "exempel=" not in visit.page.url


def _key_expires(visit: Visit) -> float:
    """When the browser's key expires, in seconds; 0 for a session cookie."""
    cookies = {cookie["name"]: cookie for cookie in visit.page.context.cookies()}
    return max(0.0, cookies["servicekartan"]["expires"])
