"""What the map has beside its marks: the area asked for, the legend, a search of where it is."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Start
from tests.browser.light import Light
from tests.browser.steps import step

HIDDEN = """() => {
    const boxes = [...document.querySelectorAll(".leaflet-control")]
        .map(control => control.getBoundingClientRect()).filter(box => box.width && box.height);
    return [...document.querySelectorAll(".sk-icon")].filter(mark => {
        const { left, right, top, bottom } = mark.getBoundingClientRect();
        const [x, y] = [(left + right) / 2, (top + bottom) / 2];
        return boxes.some(b => x > b.left && x < b.right && y > b.top && y < b.bottom);
    }).map(mark => mark.getAttribute("aria-label"));
}"""
"""The marks whose middle lies under a control or the legend."""
AREA = """() => {
    const { left, right, top, bottom } = document.querySelector(".sk-area").getBoundingClientRect();
    return [left / innerWidth, top / innerHeight, right / innerWidth, bottom / innerHeight];
}"""
"""Where the outline lies in the map, in shares of its width and height."""
IN_VIEW = """() => {
    const bounds = servicekartan.map.getBounds();
    const { ideas } = servicekartan.map.sk.view;
    return ideas.filter(([, lon, lat]) => bounds.contains([lat, lon])).length;
}"""


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_where_the_map_goes_by_itself_no_mark_lies_under_a_control_and_an_area_fills_it(
    start: Start, viewport: dict[str, int]
):
    visit = start(viewport).open()
    assert visit.frame.evaluate(HIDDEN) == [], "/"
    for path, chips in (
        ("/?county=14", 1),
        ("/?county=09&kind=fixed", 2),
        ("/?municipality=1430", 1),
    ):
        step(visit.page, path)
        expect(visit.page.locator("[class*=st-key-chip-]")).to_have_count(chips)
        visit.frame.locator(".sk-area").wait_for(state="attached")
        visit.settle()
        assert visit.frame.evaluate(HIDDEN) == [], path
        left, top, right, bottom = visit.frame.evaluate(AREA)
        assert min(left, top) >= 0, path
        assert max(right, bottom) <= 1, path
        assert max(right - left, bottom - top) > 0.3, path
    # On a phone Nära mig shows three rings around a place, and has no room to move them aside.
    if viewport == DESKTOP:
        step(visit.page, "/nara?kommun=2417")
        visit.page.locator("[class*=st-key-card-nearest-]").first.wait_for()
        visit.settle()
        assert visit.frame.evaluate(HIDDEN) == [], "/nara"


@pytest.mark.parametrize("path", ["/embed?county=14", "/embed?municipality=1430"])
def test_a_county_or_municipality_is_outlined_in_the_light_viewer_too(start: Start, path: str):
    light = Light(start(), path)
    light.page.locator(".sk-area").wait_for(state="attached")


def test_a_small_municipality_is_seen_with_what_lies_around_it(start: Start):
    light = Light(start(), "/embed?municipality=0183")
    light.page.locator(".sk-town").nth(3).wait_for(state="attached")
    assert light.page.evaluate("servicekartan.viewer.map.getZoom()") < 10.5


def test_the_legend_hides_and_shows_a_kind_by_keyboard(start: Start):
    visit = start().open()
    everything = visit.counted()
    fixed = visit.frame.locator(".sk-legend").get_by_role("button", name="Fast")
    count = int(fixed.locator("b").inner_text())
    expect(fixed).to_have_attribute("aria-pressed", "true")
    fixed.focus()
    visit.page.keyboard.press("Enter")
    visit.page.locator(".st-key-chip-2").wait_for()
    visit.settle()
    assert visit.drawn() == visit.counted() == visit.in_legend() == everything - count
    expect(fixed).to_have_attribute("aria-pressed", "false")
    expect(fixed).to_be_focused()
    assert int(fixed.locator("b").inner_text()) == count
    visit.page.keyboard.press("Enter")
    visit.page.locator(".st-key-chip-0").wait_for(state="detached")
    visit.settle()
    assert visit.counted() == everything


def drag(page: Page, x: float, y: float) -> None:
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 60, y - 120, steps=4)
    page.mouse.up()


def test_the_list_follows_the_map_when_one_asks_for_it(start: Start):
    visit = start().open("/?pos=15.5,62.0,7")
    frame = visit.page.locator(".st-key-map-frame iframe").bounding_box()
    here = visit.frame.get_by_role("button", name="Sök i det här området")
    expect(here).to_be_hidden()
    drag(visit.page, frame["x"] + 400, frame["y"] + 400)
    here.click()
    visit.page.locator(".st-key-chip-0", has_text="Området på kartan").wait_for()
    visit.settle()
    count = visit.counted()
    # Service on wheels may stop in view with its mark outside it.
    assert 0 < visit.frame.evaluate(IN_VIEW) <= count < 200
    expect(visit.page).to_have_url(re.compile("bbox="))
    expect(here).to_be_hidden()
    ids = visit.listed()
    visit.open(visit.page.url.removeprefix(visit.site))
    assert (visit.counted(), visit.listed()) == (count, ids)
    visit.page.locator(".st-key-chip-0 button").click()
    visit.page.locator(".st-key-chip-0").wait_for(state="detached")
    expect(visit.page).not_to_have_url(re.compile("bbox="))


def test_the_light_viewer_has_the_same_legend_and_search(start: Start):
    light = Light(start(), "/embed?pos=15.5,62.0,7&lang=en")
    everything = light.said()
    light.page.locator(".sk-legend").get_by_role("button", name="Digital").click()
    without_digital = light.said()
    # Marks outside the view are not drawn.
    assert 0 < light.drawn() <= without_digital < everything
    frame = light.page.locator("#map").bounding_box()
    drag(light.page, frame["x"] + 400, frame["y"] + 400)
    light.page.get_by_role("button", name="Search this area").click()
    assert 0 < light.said() < without_digital
    expect(light.page).to_have_url(re.compile("omrade="))
    light.page.get_by_role("button", name="The area on the map").click()
    assert light.said() == without_digital
