"""The first visit: a map of Sweden with every example on it."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Start

TILES = "https://tile.openstreetmap.org/"
IN_VIEW = """() => [...document.querySelectorAll(".sk-cluster, .sk-point")].filter(mark => {
    const { left, right, top, bottom } = mark.getBoundingClientRect();
    return left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
}).map(mark => Number(mark.querySelector(".sk-count")?.textContent ?? 1))"""
"""How many examples each mark stands for that lies within the map."""


def test_the_map_shows_290_municipalities_and_every_example_and_a_cluster_opens(start: Start):
    visit = start().open()
    visit.frame.locator("path.sk-municipality").nth(289).wait_for(state="attached")
    assert visit.frame.locator("path.sk-municipality").count() == 290
    assert visit.drawn() == visit.counted() == visit.in_legend() >= 200
    sizes = [int(text) for text in visit.frame.locator(".sk-cluster .sk-count").all_inner_texts()]
    visit.frame.locator(".sk-cluster").nth(sizes.index(max(sizes))).click()
    visit.settle()
    marks = visit.frame.evaluate(IN_VIEW)
    assert max(marks) < max(sizes) <= sum(marks)


def test_a_marker_opens_its_panel_and_the_map_stays_in_view_while_it_is_read(start: Start):
    visit = start().open("/?kind=on_wheels&county=25")
    before = visit.page.locator(".st-key-map-frame iframe").bounding_box()
    marker = visit.frame.locator(".sk-point").first
    title = marker.get_attribute("aria-label").split(" (")[0]
    marker.click()
    visit.page.get_by_role("heading", name=title, level=2).wait_for()
    expect(visit.page).to_have_url(re.compile("idea="))
    visit.frame.locator(".sk-selected").wait_for()
    visit.settle()
    panel = visit.page.locator(".st-key-panel")
    panel.evaluate("panel => panel.scrollTo(0, panel.scrollHeight)")
    assert panel.evaluate("panel => panel.scrollTop") > 0
    assert visit.page.locator(".st-key-map-frame iframe").bounding_box() == before


def test_a_municipality_is_named_on_hover_and_filters_on_click(start: Start):
    visit = start().open("/?pos=20.6,67.85,8")
    visit.frame.locator("path.sk-municipality").nth(289).wait_for(state="attached")
    frame = visit.page.locator(".st-key-map-frame iframe").bounding_box()
    x, y = frame["x"] + frame["width"] * 0.35, frame["y"] + frame["height"] * 0.3
    visit.page.mouse.move(x, y)
    visit.page.mouse.move(x + 3, y)
    name = visit.frame.locator(".leaflet-tooltip").inner_text()
    visit.page.mouse.click(x + 3, y)
    visit.page.locator(".st-key-chip-0", has_text=name).wait_for()


def test_stops_of_an_example_on_wheels_are_drawn_when_it_is_selected(start: Start):
    visit = start().open("/?kind=on_wheels&q=bokbåten")
    visit.page.locator("[class*=st-key-card-hit-] button").first.click()
    visit.frame.locator(".sk-stop").first.wait_for()
    assert visit.frame.locator(".sk-stop").count() >= 10


def test_the_view_stays_when_a_filter_changes_and_tiles_come_only_when_switched_on(start: Start):
    visit = start().open("/?pos=15.0,59.0,8")
    pane = visit.frame.locator(".leaflet-map-pane")
    before = pane.evaluate("e => e.getBoundingClientRect().x")
    visit.page.get_by_role("button", name="Digital").first.click()
    visit.page.locator(".st-key-chip-0").wait_for()
    visit.settle()
    assert pane.evaluate("e => e.getBoundingClientRect().x") == before
    expect(visit.page).to_have_url(re.compile("pos="))
    assert visit.strangers == []
    with visit.page.context.expect_event("request", lambda request: TILES in request.url):
        visit.page.get_by_text("Bakgrundskarta från nätet").click()
    visit.page.wait_for_url("**tiles=true**")
    visit.page.frame_locator(".st-key-map-frame iframe >> nth=-1").locator(".sk-tiles").wait_for()
    visit.settle()
    assert visit.strangers
    assert all(url.startswith(TILES) for url in visit.strangers)
    visit.strangers.clear()
    visit.complaints.clear()
