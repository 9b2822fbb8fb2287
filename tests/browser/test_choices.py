"""The filter's choices say beforehand how many hits each gives, and typing picks one at most."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Start


def test_each_choice_says_how_many_hits_it_gives(start: Start):
    visit = start().open()
    pill = visit.page.locator(".st-key-kind").get_by_role("button", name="Digital")
    expect(pill).to_have_accessible_description(re.compile(r"^\d+ exempel$"))
    count = int(pill.get_attribute("data-count"))
    pill.click()
    visit.page.locator(".st-key-chip-0").wait_for()
    visit.settle()
    assert visit.counted() == count
    visit.page.get_by_role("combobox", name="Kommun").click()
    option = visit.page.get_by_role("option", name="Storuman", exact=True)
    visit.page.keyboard.type("Storu")
    expect(option).to_have_attribute("data-count", re.compile("[1-9]"))


def test_typing_in_a_list_never_picks_two(start: Start):
    visit = start().open()
    visit.page.get_by_role("combobox", name="Län").click()
    visit.page.keyboard.type("västra")
    visit.page.keyboard.press("Enter")
    visit.page.locator(".st-key-chip-0", has_text="Västra Götalands län").wait_for()
    visit.settle()
    assert visit.page.locator("[class*=st-key-chip-]").count() == 1
