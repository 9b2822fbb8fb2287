"""The drawn map measured: which names, marks and controls lie over each other."""

from typing import Any

from playwright.sync_api import Page

from tests.browser.conftest import Start
from tests.browser.light import Light

VIEWS = ((62.0, 16.5, 5), (64.4, 16.5, 6), (58.3, 14.5, 7), (59.4, 17.9, 8.5), (60.6, 15.6, 10))
"""Latitude, longitude and zoom: from all of the country to what lies around a village."""
STAND = """([lat, lon, zoom]) => new Promise((done) => {
    const { map } = servicekartan;
    map.once("moveend", () => setTimeout(done, 800));  // marks move for 0.3 s, then names
    map.setView([lat, lon], zoom, { animate: false });
})"""
OVER = """() => {
    const map = document.querySelector("#map").getBoundingClientRect();
    const boxes = (selector, slack) => [...document.querySelectorAll(`#map ${selector}`)]
        .map((node) => ({ node, box: node.getBoundingClientRect() }))
        .filter(({ box }) => box.width && box.left < map.right && box.right > map.left
            && box.top < map.bottom && box.bottom > map.top)
        .map(({ node, box }) => ({
            text: node.textContent || node.getAttribute("aria-label"),
            left: box.left + slack, right: box.right - slack,
            top: box.top + slack, bottom: box.bottom - slack,
        }));
    const isOver = (a, b) => a !== b
        && a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
    const names = boxes(".sk-name span", 1);
    const marks = boxes(".sk-icon", 1);
    const controls = boxes(".leaflet-control", 0);
    // What a cluster's number takes, which no other mark may hide.
    const numbers = boxes(".sk-cluster", 11);
    const pairs = [
        [names, marks], [names, names], [names, controls], [numbers, numbers],
    ].flatMap(([ones, others]) => ones.flatMap(
        (one) => others.filter((other) => isOver(one, other)).map((other) => [one, other])));
    return {
        names: names.length,
        marks: marks.length,
        faults: pairs.map(([one, other]) => `${one.text} over ${other.text}`),
    };
}"""
HIDDEN = """() => {
    const boxes = [...document.querySelectorAll("#map .leaflet-control")]
        .map((control) => control.getBoundingClientRect());
    return [...document.querySelectorAll("#map .sk-icon")].filter((mark) => {
        const { left, right, top, bottom } = mark.getBoundingClientRect();
        const [x, y] = [(left + right) / 2, (top + bottom) / 2];
        return boxes.some((b) => x > b.left && x < b.right && y > b.top && y < b.bottom);
    }).map((mark) => mark.getAttribute("aria-label"));
}"""
"""The marks whose middle lies under a control or the legend."""


def measure(page: Page) -> dict[str, Any]:
    """Return what lies over what once the marks and names have come to rest."""
    for _ in range(20):
        measured: dict[str, Any] = page.evaluate(OVER)
        if not measured["faults"]:
            break
        page.wait_for_timeout(300)
    return measured


def test_nothing_on_the_map_lies_over_anything_at_five_zooms(start: Start):
    page = Light(start()).page
    page.locator(".sk-lake").first.wait_for(state="attached")
    assert page.evaluate(HIDDEN) == []
    for view in VIEWS:
        page.evaluate(STAND, view)
        measured = measure(page)
        assert measured["names"], view
        assert measured["marks"], view
        assert measured["faults"] == [], view
