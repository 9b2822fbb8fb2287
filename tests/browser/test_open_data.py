"""Files come with the map's filter, and the API's own pages work without internet."""

import csv

from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Start


def test_what_the_list_shows_can_be_saved(start: Start):
    visit = start().open("/?kind=På hjul")
    visit.page.get_by_role("button", name="Ladda ner").click()
    with visit.page.expect_download() as waiting:
        visit.page.get_by_role("link", name="CSV", exact=True).click()
    with waiting.value.path().open(encoding="utf-8", newline="") as file:
        kinds = [row["kind"] for row in csv.DictReader(file)]
    assert kinds == ["on_wheels"] * visit.counted()


def test_the_api_can_be_tried_without_internet(start: Start, site: str):
    page = start().page
    page.goto(f"{site}/api/docs")
    page.get_by_role("button", name="get ​/conformance").first.click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    expect(page.locator(".live-responses-table").get_by_text("conf/core")).to_be_visible()


def test_the_pages_of_the_api_fit_on_a_phone(start: Start, site: str):
    page = start(PHONE).page
    for path in ("/api/?f=html", "/api/spec", "/api/spec?lang=en"):
        page.goto(site + path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
