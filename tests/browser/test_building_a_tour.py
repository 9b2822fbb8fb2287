"""A tour is filled on the map, kept while one types, and opened elsewhere by its address."""

import re

from playwright.sync_api import Page, expect

from geodata.opendata.file_name import file_name
from tests.browser.axe import violations
from tests.browser.conftest import PHONE, Start, Visit


def workshop(visit: Visit, path: str) -> Page:
    visit.page.goto(visit.site + path)
    visit.page.locator(".st-key-tour-actions").wait_for()
    visit.settle()
    return visit.page


def add(visit: Visit, at: int) -> str:
    card = visit.page.locator("[class*=st-key-card-hit-]").nth(at)
    title = card.get_by_role("button").first.inner_text()
    card.get_by_role("button", name="Lägg till i visning").click()
    card.get_by_role("button", name="Ta bort ur visningen").wait_for()
    return title


def stops(page: Page) -> list[str]:
    options = page.get_by_test_id("stRadioOption")
    options.first.wait_for()
    return options.all_inner_texts()


def test_a_tour_built_on_the_map_opens_in_another_browser(start: Start):
    visit = start().open("/?kind=on_wheels")
    titles = [add(visit, at) for at in (0, 2)]
    visit.page.get_by_role("link", name="Min visning: 2 stopp").click()
    expect(visit.page).to_have_url(re.compile(r"/workshop\?visning=[A-Z2-9]{6}$"))
    page = workshop(visit, visit.page.url.removeprefix(visit.site))
    assert all(title in text for title, text in zip(titles, stops(page), strict=True))

    page.get_by_label("Anteckning till den som berättar").fill("Fråga salen.")
    page.get_by_role("button", name="Flytta ner").click()
    expect(page.get_by_role("button", name="Flytta ner")).to_be_disabled()
    page.get_by_label("Rubrik", exact=True).fill("Vår kväll")
    expect(page.get_by_test_id("stRadioOption").nth(1)).to_contain_text(titles[0])
    page.get_by_test_id("stRadioOption").nth(1).click()
    expect(page.get_by_label("Anteckning till den som berättar")).to_have_value("Fråga salen.")
    visit.settle()

    other = workshop(start(PHONE), page.url.removeprefix(visit.site))
    expect(other.get_by_role("heading", name="Vår kväll")).to_be_visible()
    expect(other.get_by_role("button", name="Gör en egen kopia")).to_be_visible()
    # A note is for the one who tells; everybody else gets the tour without it.
    assert other.get_by_text("Fråga salen.").count() == 0
    assert other.get_by_role("button", name="Flytta ner").count() == 0


def expect_files(page: Page, title: str) -> None:
    """Make both files of a tour, and download them."""
    for name, ending, begins in (("PDF", "pdf", b"%pdf-"), ("Webbsida", "html", b"<!doctype")):
        page.get_by_role("button", name=f"Gör {name}").click()
        with page.expect_download() as download:
            page.get_by_role("button", name=f"Hämta {name}").click()
        assert download.value.suggested_filename == file_name(title, ending)
        assert download.value.path().read_bytes().lstrip().lower().startswith(begins)


def move_by_keyboard(visit: Visit) -> None:
    """Move the first stop two steps down with one key."""
    page = visit.page
    first = stops(page)[0].split("\n")[0].removeprefix("1. ")
    assert first
    page.get_by_role("button", name="Flytta ner").focus()
    for place in (2, 3):
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name=f"Stopp {place} av 8")).to_be_visible()
    visit.settle()
    assert first in stops(page)[2]


def test_a_copy_of_a_tour_is_changed_by_keyboard_and_lasts_when_the_page_is_loaded_again(
    start: Start,
):
    visit = start(color_scheme="dark")
    page = workshop(visit, "/workshop?visning=vard-nara")
    expect_files(page, "Vård nära")
    page.get_by_role("button", name="Gör en egen kopia").click()
    page.locator(".st-key-stop-editor").wait_for()
    move_by_keyboard(visit)
    page.get_by_role("button", name="Lägg till en egen bild").click()
    page.get_by_label("Bildens rubrik").fill("Vem kör?")
    page.get_by_label("Text", exact=True).fill("Rita på kartan.")
    page.get_by_label("Text", exact=True).blur()
    visit.settle()
    page.set_viewport_size(PHONE)
    visit.settle()
    assert violations(page) == []

    # Its address leads to it, and so does the page itself in this browser.
    page = workshop(visit, page.url.removeprefix(visit.site))
    assert stops(page)[-1].strip().endswith("Vem kör?")
    page.get_by_role("radio").last.check(force=True)
    expect(page.get_by_label("Text", exact=True)).to_have_value("Rita på kartan.")
    page.goto(visit.site + "/workshop")
    expect(page.get_by_label("Rubrik", exact=True)).to_have_value("Vård nära")
