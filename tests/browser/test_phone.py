"""The page in a hand: the map first, the panel below, nothing wider than the screen."""

from tests.browser.conftest import PHONE, Start


def test_the_map_comes_first_with_all_of_sweden_and_the_filters_behind_a_named_button(start: Start):
    visit = start(PHONE).open()
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    frame = visit.page.locator(".st-key-map-frame iframe").bounding_box()
    panel = visit.page.locator(".st-key-panel").bounding_box()
    assert frame["y"] < 300
    assert frame["y"] + frame["height"] <= panel["y"] + 1
    inside = visit.frame.locator(".sk-cluster, .sk-point").evaluate_all(
        """marks => marks.every(m => { const r = m.getBoundingClientRect();
            return r.top >= -20 && r.bottom <= innerHeight + 20; })"""
    )
    assert inside
    everything = visit.counted()
    assert visit.drawn() == everything
    visit.page.get_by_test_id("stExpandSidebarButton").click()
    visit.page.locator("[data-testid=stSidebar]").get_by_role("button", name="Digital").click()
    visit.page.locator(".st-key-chip-0").wait_for()
    visit.settle()
    assert 0 < visit.counted() < everything
