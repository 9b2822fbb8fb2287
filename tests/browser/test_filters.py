"""Each filter narrows map, list, count and address alike."""

import pytest
from playwright.sync_api import Page

from pages.widgets.panel import PAGE_SIZE
from tests.browser.conftest import Start, Visit


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_label(label, exact=False).first.click()
    page.keyboard.type(option)
    page.get_by_role("option", name=option, exact=True).click()
    page.keyboard.press("Escape")


def agree(visit: Visit) -> int:
    visit.page.locator(".st-key-chip-0").wait_for()
    visit.settle()
    count = visit.counted()
    assert visit.in_legend() == count
    assert len(visit.listed()) == min(count, PAGE_SIZE)
    return count


@pytest.mark.parametrize("kind", ["Fast", "Digital", "På hjul", "Arbetssätt"])
def test_kind(start: Start, kind: str):
    visit = start().open()
    everything = visit.counted()
    visit.page.locator("[data-testid=stSidebar]").get_by_role("button", name=kind).click()
    assert 0 < agree(visit) < everything
    assert "kind=" in visit.page.url


@pytest.mark.parametrize(
    ("label", "option"),
    [("Service", "Bibliotek"), ("Län", "Dalarnas län"), ("Kommun", "Storuman")],
)
def test_choice_among_many(start: Start, label: str, option: str):
    visit = start().open()
    everything = visit.counted()
    choose(visit.page, label, option)
    assert 0 < agree(visit) < everything


def test_status(start: Start):
    visit = start().open()
    everything = visit.counted()
    visit.page.locator("[data-testid=stSidebar]").get_by_role("button", name="Avslutad").click()
    assert 0 < agree(visit) < everything


def test_start_year(start: Start):
    visit = start().open("/?started=2015&started=2026")
    assert 0 < agree(visit) < 205
    assert visit.page.locator(".st-key-chip-0").inner_text().startswith("2015–2026")


def test_search_filters_while_typing(start: Start):
    visit = start().open()
    visit.page.get_by_label("Sök", exact=True).press_sequentially("bokbus")
    visit.page.locator(".st-key-chip-0", has_text="bokbus").wait_for()
    assert agree(visit) >= 5
    assert "q=bokbus" in visit.page.url


def test_filters_can_be_combined_and_cleared(start: Start):
    visit = start().open("/?q=butik&kind=fixed")
    assert agree(visit) > 0
    visit.page.get_by_role("button", name="Rensa allt").click()
    visit.page.locator(".st-key-chip-0").wait_for(state="detached")
    visit.settle()
    assert visit.counted() == visit.in_legend() >= 200
    assert "kind=" not in visit.page.url


def test_the_map_moves_to_a_chosen_county(start: Start):
    visit = start().open()
    choose(visit.page, "Län", "Gotlands län")
    assert agree(visit) > 0
    assert visit.drawn() == visit.counted()
