"""The way between the pages, on every width."""

from pathlib import Path

import pytest

from pages.common.site_map import PAGES
from tests.browser.conftest import DESKTOP, PHONE, Start
from tests.server import MortalApp, free_port


def test_every_page_is_in_the_menu_and_back_from_one_leads_to_the_same_filter(start: Start):
    visit = start(DESKTOP).open("/?q=bokbuss")
    page = visit.page
    address, count = page.url, visit.counted()
    links = page.locator("[data-testid=stTopNavLink]")
    links.nth(len(PAGES) - 1).wait_for()
    paths = links.evaluate_all("links => links.map(link => new URL(link.href).pathname)")
    assert paths == [page.address for page in PAGES]

    # Pages without room are under a word in the page's language.
    page.set_viewport_size({"width": 1024, "height": 768})
    page.get_by_role("button", name="Mer", exact=True).click()
    page.get_by_role("menu").get_by_text("Servicenätverket").click()
    page.wait_for_url("**/natverket*")
    visit.settle()

    page.go_back()
    page.wait_for_url(address)
    # The browser loads the page anew, so the first picture comes and goes before the app stands.
    page.locator(".st-key-panel [class*=st-key-card-hit-]").first.wait_for()
    visit.settle()
    assert (page.url, visit.counted()) == (address, count)


def test_below_a_path_the_map_filters_and_nothing_leads_out(start: Start, tmp_path: Path):
    port = free_port()
    root = f"http://127.0.0.1:{port}/karta/"
    app = MortalApp(f"sqlite:///{tmp_path / 'store.sqlite'}", {"SERVICEKARTAN_ADDRESS": root}, port)
    app.start()
    try:
        visit = start(DESKTOP, address=root.rstrip("/")).open("/?county=24")
        assert visit.page.url.startswith(f"{root}?county=V")
        assert visit.drawn() == visit.counted() > 0
        assert {cookie["path"] for cookie in visit.page.context.cookies()} == {"/karta"}
        links = visit.page.locator("a[href]").evaluate_all("links => links.map(a => a.href)")
        own = [link for link in links if link.startswith(f"http://127.0.0.1:{port}/")]
        assert [link for link in own if not link.startswith(root)] == []
        visit.page.get_by_test_id("stTopNavLink").filter(has_text="Bidra").click()
        visit.page.wait_for_url(f"{root}bidra*")
        visit.leave()
    finally:
        app.kill()


@pytest.mark.parametrize(
    ("path", "name"),
    [("/?lang=en", "Menu and filters"), ("/natverket", "Meny och filter"), ("/om", "Meny")],
)
def test_a_phone_has_the_menu_behind_a_button_that_says_so(start: Start, path: str, name: str):
    visit = start(PHONE)
    visit.page.goto(visit.site + path)
    button = visit.page.get_by_test_id("stExpandSidebarButton")
    says = "([e, name]) => getComputedStyle(e, '::after').content === JSON.stringify(name)"
    visit.page.wait_for_function(says, arg=[button.element_handle(), name])
    button.click()
    visit.page.get_by_test_id("stSidebarNavLink").nth(len(PAGES) - 1).wait_for()
