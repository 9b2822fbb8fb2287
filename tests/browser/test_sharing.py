"""A view is shared with one press; favourites and the key to one's tours outlast the browser."""

import re
import time
from urllib.parse import parse_qs, unquote, urlsplit

from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import DESKTOP, PHONE, WAIT, Start, Visit

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


def test_a_view_is_shared_by_its_link_and_code_and_an_example_by_the_phones_own_sheet(start: Start):
    visit = start(DESKTOP)
    page = visit.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.add_init_script("navigator.share = async data => { window.shared = data.url; }")
    visit.open("/?county=Norrbottens län")
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

    page.set_viewport_size(PHONE)
    page.locator("[class*=st-key-card-hit-] button").first.click()
    page.locator(".st-key-steps").wait_for()
    page.locator(".st-key-panel").get_by_role("button", name="Dela").click()
    page.get_by_role("button", name="Skicka vidare").click()
    query = parse_qs(urlsplit(page.evaluate("window.shared")).query)
    assert list(query) == ["idea"]


def _expect_side_by_side_on_a_phone(visit: Visit, ids: list[str]) -> None:
    page = visit.page
    page.set_viewport_size(PHONE)
    page.goto(f"{visit.site}/jamfor?exempel={','.join(ids)}")
    boxes = page.locator(".vw-compare tbody tr").first.get_by_role("cell").all()
    (left, right) = (box.bounding_box() for box in boxes)
    assert left["y"] == right["y"]
    assert left["x"] + left["width"] < right["x"] < right["x"] + right["width"] <= PHONE["width"]
    page.set_viewport_size(DESKTOP)
    page.go_back()


def test_favourites_outlast_the_page_travel_as_a_link_and_become_a_tour(start: Start):
    visit = start(DESKTOP)
    # The light pages are in the browser's language; one that has Swedish would be a cold one.
    visit.page.set_extra_http_headers({"Accept-Language": "sv-SE"})
    visit.open("/?county=Norrbottens län")
    ids = [star(visit.page, at) for at in (0, 2)]
    visit.page.locator(".sk-favourites").first.click()
    assert listed(visit.page) == ids
    link = visit.page.url.removeprefix(visit.site)
    _keep_somebodys(start(DESKTOP, locale="sv-SE"), link, ids)

    _expect_side_by_side_on_a_phone(visit, ids)

    # A tour is changed by the browser that made it, so this one is remembered from now on.
    assert not _key_expires(visit)
    visit.page.get_by_role("link", name="Gör en visning av dem").click()
    visit.page.get_by_role("button", name="Gör en visning av dem").click()
    visit.page.locator("[data-remember]").wait_for()
    visit.settle()
    for _ in range(WAIT // 200):
        if _key_expires(visit):
            break
        visit.page.wait_for_timeout(200)
    assert _key_expires(visit) > time.time() + 100 * DAY_SECONDS
    expect(visit.page).not_to_have_url(re.compile("exempel="))


def _keep_somebodys(visit: Visit, link: str, ids: list[str]) -> None:
    """Keep the favourites that a link brings, compare them, and forget them again."""
    page = visit.page
    page.goto(visit.site + link)
    page.get_by_role("button", name="Spara dem bland mina favoriter").click()
    page.goto(f"{visit.site}/favoriter")
    assert listed(page) == ids
    assert violations(page) == []
    page.get_by_role("button", name="Jämför dem").click()
    assert page.locator(".vw-compare thead a").count() == 2
    assert violations(page) == []
    page.go_back()
    page.get_by_role("button", name="Glöm mina favoriter").click()
    expect(page.get_by_text("märker med en stjärna")).to_be_visible()


def _key_expires(visit: Visit) -> float:
    """When the browser's key expires, in seconds; 0 for a session cookie."""
    cookies = {cookie["name"]: cookie for cookie in visit.page.context.cookies()}
    return max(0.0, cookies["servicekartan"]["expires"])
