"""A large collection: clusters for what the map shows, and every hit in one of them."""

import itertools
from collections.abc import Callable

from tests.browser.conftest import Start
from tests.factory import MOTALA, Feature, feature

SIZE = 5_000
ALONE = ".sk-point[aria-label^='Exempel nr-0 (']"
DRAWN = """all => [...document.querySelectorAll('.sk-count')]
    .reduce((sum, mark) => sum + Number(mark.textContent), 0)
    + document.querySelectorAll('.sk-point').length === all"""


def spread() -> list[Feature]:
    """Examples around Moskosel and Motala, every fifth of them digital."""
    places = itertools.product(range(50), range(50))
    north = [{"coordinates": [19.1 + x / 150, 65.6 + y / 200]} for x, y in places]
    places = itertools.product(range(50), range(50))
    # One that no other is near.
    north[0] = {"coordinates": [19.6, 65.3]}
    south = [{"coordinates": [15.02 + x / 2_000, 58.54 + y / 2_000]} for x, y in places]
    return [
        feature(
            f"nr-{number}",
            kind="fixed" if number % 5 else "digital",
            **{**(MOTALA if number % 2 else {}), "geometry": {"type": "Point", **point}},
        )
        for number, point in enumerate(itertools.chain(*zip(north, south, strict=True)))
    ]


def test_every_hit_of_a_large_collection_is_on_the_map(
    start: Start, serve_features: Callable[[object], str]
):
    address = serve_features({"type": "FeatureCollection", "features": spread()})
    visit = start(address=address).open("/")
    visit.frame.wait_for_function(DRAWN, arg=SIZE)
    assert visit.frame.locator(".sk-icon").count() < 40
    visit.page.get_by_role("button", name="Digital").first.click()
    visit.frame.wait_for_function(DRAWN, arg=SIZE // 5)
    before = visit.frame.evaluate("servicekartan.map.getZoom()")
    visit.frame.locator(".sk-cluster").first.focus()
    visit.page.keyboard.press("Enter")
    visit.settle()
    assert visit.frame.evaluate("servicekartan.map.getZoom()") > before
    assert 0 < visit.drawn() <= SIZE // 5
    visit.page.goto(f"{address}/?pos=19.6,65.3,10")
    visit.page.locator("#picture").wait_for(state="detached")
    visit.settle()
    visit.frame.locator(ALONE).click()
    visit.page.get_by_role("heading", name="Exempel nr-0", level=2).wait_for()


def test_the_light_page_of_a_large_collection_asks_for_what_it_shows(
    start: Start, serve_features: Callable[[object], str]
):
    address = serve_features({"type": "FeatureCollection", "features": spread()})
    page = start(address=address).page
    page.goto(f"{address}/embed")
    page.wait_for_function(DRAWN, arg=SIZE)
    cards = page.locator("#list li:visible")
    assert cards.count() == 40
    page.get_by_role("button", name="Visa fler").click()
    page.wait_for_function("() => document.querySelectorAll('#list li').length === 80")
    page.locator("#kinds button", has_text="Digital").click()
    page.wait_for_function(DRAWN, arg=SIZE // 5)
    page.locator("#search").fill("nr-4320")
    few = "() => document.querySelectorAll('#list li:not([hidden])').length < 40"
    page.wait_for_function(few)
    page.goto(f"{address}/embed?pos=19.6,65.3,10")
    page.locator(ALONE).click()
    page.get_by_role("heading", name="Exempel nr-0", level=2).wait_for()
