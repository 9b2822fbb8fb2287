"""In a hand: the map keeps still under one finger, and the list is pulled up over it."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Start
from tests.browser.light import Light

SHEET = "document.querySelector('.st-key-panel').getBoundingClientRect().top"
CENTRE = "Object.values(servicekartan.map.getCenter())"


def swipe(page: Page, x: float, y: float, up: float) -> None:
    """Move one finger up from a point, in steps as a hand does."""
    session = page.context.new_cdp_session(page)
    for step in range(11):
        kind = "touchMove" if step else "touchStart"
        points = [{"x": x, "y": y - up * step / 10}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_one_finger_on_the_map_scrolls_the_page(start: Start):
    visit = start(PHONE, has_touch=True, service_workers="block").open()
    before = visit.frame.evaluate(CENTRE)
    swipe(visit.page, 200, 500, up=300)
    visit.page.wait_for_function(f"{SHEET} < 450")
    assert visit.frame.evaluate(CENTRE) == before


def test_the_list_is_pulled_up_and_down_by_a_button(start: Start):
    page = start(PHONE).open().page
    page.get_by_role("button", name="Visa mer").click()
    page.wait_for_function(f"{SHEET} < 150")
    page.get_by_role("button", name="Visa kartan").click()
    page.wait_for_function(f"{SHEET} > 500")
    expect(page.get_by_role("button", name="Visa mer")).to_be_visible()


def test_the_light_viewer_has_the_same_sheet(start: Start):
    page = Light(start(PHONE)).page

    def comes(condition: str) -> bool:
        # The page's policy forbids what `wait_for_function` does with a text.
        top = "document.getElementById('list').getBoundingClientRect().top"
        return any(
            page.evaluate(f"{top} {condition}") or page.wait_for_timeout(100) for _ in "x" * 50
        )

    page.get_by_role("button", name="Visa mer").click()
    assert comes("< 150")
    assert page.locator("#map").bounding_box()["y"] == 0
    page.get_by_role("button", name="Visa kartan").click()
    assert comes("> 400")


def test_sweden_cannot_be_moved_out_of_the_map(start: Start):
    visit = start(PHONE).open()
    visit.frame.evaluate("servicekartan.map.setView([40, -30], 5, { animate: false })")
    south, north, west, east = visit.frame.evaluate(
        """() => { const b = servicekartan.map.getBounds();
            return [b.getSouth(), b.getNorth(), b.getWest(), b.getEast()]; }"""
    )
    assert 51 < south < north < 72
    assert -1 < west < east < 36


def test_the_legend_is_folded_and_the_credits_take_one_line(start: Start):
    visit = start(PHONE).open()
    legend = visit.frame.locator(".sk-legend")
    assert visit.frame.locator(".leaflet-control-attribution").bounding_box()["height"] < 24
    assert legend.bounding_box()["height"] < 50
    legend.get_by_text("Teckenförklaring").click()
    expect(legend.get_by_role("button", name="Digital")).to_be_visible()
