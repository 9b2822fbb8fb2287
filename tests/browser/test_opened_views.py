"""What is opened begins at its beginning, has the focus and is said, also to a screen reader."""

import re
from contextlib import suppress

import pytest
from playwright.sync_api import Error, Page, expect

from tests.browser.conftest import PHONE, Start
from tests.browser.light import Light
from tests.browser.steps import step

FOCUSED = "document.activeElement.textContent.trim()"
STREAMLITS_WORDS = re.compile(
    r"\b(Help for|Main menu|sidebar|App pages|Pagination|Next page|Previous page|Open|Clear|"
    r"Remove|Link to heading|Select all|Copy to|Press|Upload|Close|Expand|Collapse)\b",
    re.IGNORECASE,
)

NAMES = """[...document.querySelectorAll("[aria-label], [title], [placeholder]")].flatMap(
    e => ["aria-label", "title", "placeholder"].map(name => e.getAttribute(name) || ""))"""


def foreign_words(page: Page) -> list[str]:
    """Return the names in which Streamlit's own words still stand, after a while."""
    # The words are put in when the page has stood still for a moment.
    with suppress(Error):
        page.wait_for_function(
            f"words => !{NAMES}.some(name => new RegExp(words, 'i').test(name))",
            arg=STREAMLITS_WORDS.pattern,
            timeout=5_000,
        )
    names = page.evaluate(NAMES)
    assert any(names)
    return [name for name in names if STREAMLITS_WORDS.search(name)]


def test_what_is_opened_in_the_list_begins_at_its_top_and_comes_back_where_it_was(start: Start):
    page = start().open().page
    panel = page.locator(".st-key-panel")
    card = page.locator("[class*='st-key-hit-'] button").nth(8)
    card.focus()
    title = card.inner_text()
    left_at = panel.evaluate("panel => panel.scrollTop")
    assert left_at > 100
    page.keyboard.press("Enter")
    expect(page.locator("#innehall")).to_be_focused()
    expect(page.locator("#innehall")).to_have_text(title)
    assert panel.evaluate("panel => panel.scrollTop") == 0
    assert page.title() == f"{title} – Servicekartan"
    page.keyboard.press("Escape")
    page.locator(".st-key-steps").wait_for(state="detached")
    expect(card).to_be_focused()
    assert panel.evaluate("panel => panel.scrollTop") == left_at
    page.get_by_role("button", name="Nästa sida").click()
    expect(page.locator("#innehall")).to_be_focused()
    assert panel.evaluate("panel => panel.scrollTop") == 0
    region = page.locator("#sk-live")
    before = region.inner_text()
    page.get_by_role("button", name="Digital").first.click()
    expect(region).not_to_have_text(before)
    expect(region).to_have_text(re.compile(r"^\d+ av \d+ exempel i \d+ kommuner$"))


def test_streamlits_own_words_are_swedish_and_a_forms_problems_tied_to_its_fields(start: Start):
    visit = start().open()
    page = visit.page
    assert foreign_words(page) == [], "/"
    for path, mark in (
        ("/natverket", "[class*=st-key-card-post-]"),
        ("/om", ".st-key-about"),
        ("/bidra", ".st-key-bidra-title"),
    ):
        step(page, path)
        page.locator(mark).first.wait_for()
        visit.settle()
        assert foreign_words(page) == [], path
    page.get_by_role("button", name="Nästa").click()
    title = page.get_by_label("Vad heter det?")
    expect(title).to_be_focused()
    expect(title).to_have_attribute("aria-invalid", "true")
    expect(title).to_have_accessible_description(re.compile("Skriv vad exemplet heter"))
    kind = page.get_by_role("radiogroup", name="Vilket slag?")
    expect(kind).to_have_accessible_description(re.compile("Välj det slag som passar bäst"))


def test_a_phone_shows_a_links_example_first_and_closes_the_menu_when_one_has_searched(
    start: Start,
):
    page = start(PHONE).open("/?idea=motala-bokbuss").page
    page.wait_for_function(
        f"document.querySelector('#innehall').getBoundingClientRect().top < {PHONE['height'] / 2}"
    )
    expect(page.locator("#innehall")).to_contain_text("bokbuss")
    button = page.get_by_role("button", name="Meny och filter")
    button.click()
    sidebar = page.get_by_test_id("stSidebar")
    expect(sidebar.get_by_role("button", name="Stäng menyn")).to_be_focused()
    hits = sidebar.locator(".sk-show-hits")
    before = hits.inner_text()
    sidebar.get_by_role("searchbox").fill("bokbuss")
    expect(hits).not_to_have_text(before)
    sidebar.get_by_role("searchbox").press("Enter")
    expect(sidebar).to_have_attribute("data-collapsed", "true")
    expect(button).to_be_focused()


@pytest.mark.parametrize("position", ["16.5,64.4,6", "17.5,62.3,7", "14.5,58.3,8"])
def test_no_name_on_the_map_lies_over_a_mark(start: Start, position: str):
    light = Light(start(), f"/embed?pos={position}")
    light.page.locator(".sk-name span").first.wait_for(state="attached")
    boxes = light.page.locator("#map").evaluate(
        """map => ['.sk-name span', '.sk-icon'].map(s => [...map.querySelectorAll(s)].map(e => {
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
