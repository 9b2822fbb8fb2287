"""What is opened begins at its beginning, has the focus and is said, also to a screen reader."""

import re
from contextlib import suppress

import pytest
from playwright.sync_api import Error, expect

from tests.browser.conftest import PHONE, Start

FOCUSED = "document.activeElement.textContent.trim()"
STREAMLITS_WORDS = re.compile(
    r"\b(Help for|Main menu|sidebar|App pages|Pagination|Next page|Previous page|Open|Clear|"
    r"Remove|Link to heading|Select all|Copy to|Press|Upload|Close|Expand|Collapse)\b",
    re.IGNORECASE,
)

NAMES = """[...document.querySelectorAll("[aria-label], [title], [placeholder]")].flatMap(
    e => ["aria-label", "title", "placeholder"].map(name => e.getAttribute(name) || ""))"""


def test_the_list_comes_back_where_it_was_left(start: Start):
    page = start().open().page
    card = page.locator("[class*='st-key-hit-'] button").nth(8)
    card.focus()
    title = card.inner_text()
    left_at = page.locator(".st-key-panel").evaluate("panel => panel.scrollTop")
    assert left_at > 100
    page.keyboard.press("Enter")
    expect(page.locator("#innehall")).to_be_focused()
    expect(page.locator("#innehall")).to_have_text(title)
    assert page.locator(".st-key-panel").evaluate("panel => panel.scrollTop") == 0
    assert page.title() == f"{title} – Servicekartan"
    page.keyboard.press("Escape")
    page.locator(".st-key-steps").wait_for(state="detached")
    expect(card).to_be_focused()
    assert page.locator(".st-key-panel").evaluate("panel => panel.scrollTop") == left_at


def test_the_next_page_of_the_list_begins_at_its_top(start: Start):
    page = start().open().page
    page.get_by_role("button", name="Nästa sida").click()
    expect(page.locator("#innehall")).to_be_focused()
    assert page.locator(".st-key-panel").evaluate("panel => panel.scrollTop") == 0


def test_the_count_is_said_in_a_region_that_stays(start: Start):
    visit = start().open()
    region = visit.page.locator("#sk-live")
    before = region.inner_text()
    visit.page.get_by_role("button", name="Digital").first.click()
    expect(region).not_to_have_text(before)
    expect(region).to_have_text(re.compile(r"^\d+ av \d+ exempel i \d+ kommuner$"))


@pytest.mark.parametrize("path", ["/", "/bidra", "/natverket", "/om"])
def test_streamlits_own_words_are_swedish(start: Start, path: str):
    visit = start()
    visit.page.goto(visit.site + path)
    visit.page.locator("#innehall").wait_for()
    visit.settle()
    # The words are put in when the page has stood still for a moment.
    with suppress(Error):
        visit.page.wait_for_function(
            f"words => !{NAMES}.some(name => new RegExp(words, 'i').test(name))",
            arg=STREAMLITS_WORDS.pattern,
            timeout=5_000,
        )
    names = visit.page.evaluate(NAMES)
    assert any(names)
    assert [name for name in names if STREAMLITS_WORDS.search(name)] == []


def test_a_forms_problems_are_tied_to_their_fields(start: Start):
    visit = start()
    visit.page.goto(f"{visit.site}/bidra")
    visit.page.get_by_role("button", name="Nästa").click()
    title = visit.page.get_by_label("Vad heter det?")
    expect(title).to_be_focused()
    expect(title).to_have_attribute("aria-invalid", "true")
    expect(title).to_have_accessible_description(re.compile("Skriv vad exemplet heter"))
    kind = visit.page.get_by_role("radiogroup", name="Vilket slag?")
    expect(kind).to_have_accessible_description(re.compile("Välj det slag som passar bäst"))


def test_a_link_shows_the_example_first_on_a_phone(start: Start):
    page = start(PHONE).open("/?idea=motala-bokbuss").page
    page.wait_for_function(
        f"document.querySelector('#innehall').getBoundingClientRect().top < {PHONE['height'] / 2}"
    )
    expect(page.locator("#innehall")).to_contain_text("bokbuss")


def test_the_menu_takes_the_focus_and_closes_when_one_has_searched(start: Start):
    page = start(PHONE).open().page
    button = page.get_by_role("button", name="Meny och filter")
    button.click()
    sidebar = page.get_by_test_id("stSidebar")
    expect(sidebar.get_by_role("button", name="Stäng menyn")).to_be_focused()
    sidebar.get_by_role("searchbox").fill("bokbuss")
    expect(sidebar.locator(".sk-show-hits")).not_to_have_text("Visa 515 exempel")
    sidebar.get_by_role("searchbox").press("Enter")
    expect(sidebar).to_have_attribute("data-collapsed", "true")
    expect(button).to_be_focused()


@pytest.mark.parametrize("position", ["16.5,64.4,6", "17.5,62.3,7", "14.5,58.3,8"])
def test_no_name_on_the_map_lies_over_a_mark(start: Start, position: str):
    visit = start().open(f"/?pos={position}")
    boxes = visit.frame.locator("body").evaluate(
        """body => ['.sk-name span', '.sk-icon'].map(s => [...body.querySelectorAll(s)].map(e => {
            const { left, top, right, bottom } = e.getBoundingClientRect();
            return [left, top, right, bottom];
        }))"""
    )
    names, marks = boxes
    assert names
    assert marks
    over = [
        (name, mark)
        for name in names
        for mark in marks
        if name[0] < mark[2] and mark[0] < name[2] and name[1] < mark[3] and mark[1] < name[3]
    ]
    assert over == []
