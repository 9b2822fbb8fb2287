"""In a hand: the map keeps still under one finger, and the list is pulled up over it."""

from playwright.sync_api import Frame, Page, expect

from tests.browser.conftest import PHONE, Start, Visit
from tests.browser.light import Light
from tests.browser.steps import step

SHEET = "document.querySelector('.st-key-panel').getBoundingClientRect().top"
CENTRE = "Object.values(servicekartan.map.getCenter())"
BOUNDS = """() => {
    // The map itself must not be the answer: to send all that hangs on it takes 40 s.
    servicekartan.map.setView([40, -30], 5, { animate: false });
    const bounds = servicekartan.map.getBounds();
    return [bounds.getSouth(), bounds.getNorth(), bounds.getWest(), bounds.getEast()];
}"""
"""What the map shows after somebody has moved it to the middle of the Atlantic."""


def swipe(page: Page, x: float, y: float, up: float) -> None:
    """Move one finger up from a point, in steps as a hand does."""
    session = page.context.new_cdp_session(page)
    for at in range(11):
        kind = "touchMove" if at else "touchStart"
        points = [{"x": x, "y": y - up * at / 10}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def expect_little_over_the_map(map: Frame) -> None:
    """Check that the legend is folded, opens on demand, and that the credits take one line."""
    legend = map.locator(".sk-legend")
    assert map.locator(".leaflet-control-attribution").bounding_box()["height"] < 24
    assert legend.bounding_box()["height"] < 50
    legend.get_by_text("Teckenförklaring").click()
    expect(legend.get_by_role("button", name="Digital")).to_be_visible()


def expect_no_button_over_the_map(visit: Visit) -> None:
    """Check that Nära mig, whose map begins far down, has no button over it."""
    page = visit.open("/nara?kommun=Bräcke").page
    button = page.locator(".sk-sheet-button")
    expect(button).to_be_hidden()
    page.locator(".st-key-map-frame iframe").evaluate("map => map.scrollIntoView()")
    expect(button).to_be_visible()
    map_box = page.locator(".st-key-map-frame iframe").bounding_box()
    assert map_box["y"] + map_box["height"] <= button.bounding_box()["y"]


def expect_no_figure_cut(page: Page) -> None:
    """Check that no heading of Överblick's figures is cut, in the language of the longer words."""
    step(page, "/overblick", "en")
    labels = page.get_by_test_id("stMetricLabel").locator("p")
    expect(labels.first).to_have_text("Municipalities with examples")
    cut = "labels => labels.filter(p => p.scrollWidth > p.clientWidth).map(p => p.textContent)"
    assert labels.evaluate_all(cut) == []


def test_the_list_is_pulled_over_a_map_that_keeps_still_and_keeps_to_sweden(start: Start):
    visit = start(PHONE, has_touch=True, service_workers="block").open()
    page = visit.page

    # A button pulls it up and down.
    page.get_by_role("button", name="Visa mer").click()
    page.wait_for_function(f"{SHEET} < 150")
    page.get_by_role("button", name="Visa kartan").click()
    page.wait_for_function(f"{SHEET} > 500")
    expect(page.get_by_role("button", name="Visa mer")).to_be_visible()

    expect_little_over_the_map(visit.frame)

    # One finger on the map scrolls the page, and the list with it.
    before = visit.frame.evaluate(CENTRE)
    swipe(page, 200, 500, up=300)
    page.wait_for_function(f"{SHEET} < 450")
    assert visit.frame.evaluate(CENTRE) == before

    south, north, west, east = visit.frame.evaluate(BOUNDS)
    assert 51 < south < north < 72
    assert -1 < west < east < 36

    expect_no_button_over_the_map(visit)
    expect_no_figure_cut(page)


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
