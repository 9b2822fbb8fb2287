"""Each filter narrows map, list, count and address alike, and says beforehand by how much."""

import re

from playwright.sync_api import expect

from pages.widgets.panel import PAGE_SIZE
from tests.browser.conftest import Start, Visit

CHIPS = "[class*=st-key-chip-]"


def agree(visit: Visit, step: str, chips: int = 1) -> int:
    """Return the count when as many filters are on, and map and list show as many examples."""
    expect(visit.page.locator(CHIPS), step).to_have_count(chips)
    visit.settle()
    count = visit.counted()
    assert visit.in_legend() == count, step
    assert len(visit.listed()) == min(count, PAGE_SIZE), step
    return count


def clear(visit: Visit) -> int:
    """Take all filters away, check that nothing is left of them, and return how many there are."""
    visit.page.get_by_role("button", name="Rensa allt").click()
    everything = agree(visit, "Rensa allt", chips=0)
    assert everything >= 200
    expect(visit.page).not_to_have_url(re.compile("q=|kind=|county=|started="))
    return everything


def press(visit: Visit, choice: str) -> int:
    """Press a choice, and return how many examples it said that it would leave."""
    pill = visit.page.get_by_test_id("stSidebar").get_by_role("button", name=choice)
    expect(pill, choice).to_have_accessible_description(re.compile(r"^\d+ exempel$"))
    count = int(str(pill.get_attribute("data-count")))
    pill.click()
    return count


def choose(visit: Visit, label: str, option: str) -> int:
    """Choose in a list by typing, and return how many examples the choice said that it has."""
    page = visit.page
    page.get_by_role("combobox", name=label).click()
    page.keyboard.type(option)
    row = page.get_by_role("option", name=option, exact=True)
    expect(row, option).to_have_attribute("data-count", re.compile("[1-9]"))
    count = int(str(row.get_attribute("data-count")))
    row.click()
    page.keyboard.press("Escape")
    return count


def test_each_filter_narrows_what_is_shown_to_as_many_as_it_said(start: Start):
    visit = start().open("/?q=butik&kind=fixed&started=2015&started=2026")
    years = visit.page.locator(CHIPS).filter(has_text="2015–2026")
    expect(years).to_have_count(1)
    few = agree(visit, "from the address", chips=3)
    everything = clear(visit)
    assert 0 < few < everything
    for label, choice in (
        ("", "Digital"),
        ("", "Avslutad"),
        ("Service", "Bibliotek"),
        ("Kommun", "Storuman"),
    ):
        count = choose(visit, label, choice) if label else press(visit, choice)
        assert 0 < agree(visit, choice) == count < everything, choice
        expect(visit.page, choice).to_have_url(re.compile("="))
        assert clear(visit) == everything, choice


def test_search_filters_while_typing_and_the_map_moves_to_a_county(start: Start):
    visit = start().open()
    visit.page.get_by_label("Sök", exact=True).press_sequentially("bokbus")
    visit.page.locator(CHIPS, has_text="bokbus").wait_for()
    assert agree(visit, "bokbus") >= 5
    expect(visit.page).to_have_url(re.compile("q=bokbus"))
    clear(visit)

    choose(visit, "Län", "Gotlands län")
    assert agree(visit, "Gotlands län") > 0
    assert visit.drawn() == visit.counted()
    assert visit.frame.evaluate("servicekartan.map.getZoom()") > 6
