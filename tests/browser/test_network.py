"""Servicenätverket: posts to find, open and share."""

from playwright.sync_api import expect

from geodata.network import posts
from tests.browser.conftest import Start, Visit

CARDS = "[class*=st-key-card-post-]"


def open_network(visit: Visit, query: str = "") -> Visit:
    visit.page.goto(f"{visit.site}/natverket{query}")
    visit.page.locator(f"{CARDS}, .st-key-posts h1").first.wait_for()
    visit.settle()
    return visit


def test_search_and_archive_narrow_the_list_and_a_post_leads_to_its_example(start: Start):
    count = len(posts.seed_posts())
    visit = open_network(start())
    page, main = visit.page, visit.page.get_by_test_id("stMain")
    page.get_by_role("button", name="April 2018").click()
    page.wait_for_url("**manad=2018-04**")
    main.get_by_text(f"1 av {count} inlägg", exact=True).wait_for()
    page.get_by_role("button", name="Alla månader").click()
    main.get_by_text(f"{count} av {count} inlägg").wait_for()
    visit.settle()
    page.get_by_role("searchbox", name="Sök").fill("arlanda")
    main.get_by_text(f"1 av {count} inlägg", exact=True).wait_for()
    expect(page.locator(CARDS)).to_have_count(1)

    # A post opens, and its address opens it again.
    page.get_by_role("searchbox", name="Sök").fill("Häradsbäck")
    page.get_by_role("button", name="Mötesplats Häradsbäck är invigd").click()
    page.wait_for_url("**inlagg=haradsback-invigt**")
    open_network(visit, f"?{page.url.split('?')[1]}")
    page.get_by_role("heading", level=1, name="Mötesplats Häradsbäck är invigd").wait_for()
    page.get_by_role("link", name="Mötesplats Häradsbäck: bygdebolagets").click()
    page.get_by_role("heading", level=2, name="Mötesplats Häradsbäck").wait_for()
