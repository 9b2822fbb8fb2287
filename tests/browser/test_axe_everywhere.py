"""axe-core finds nothing wrong in any state of any page, in both languages and in every look.

All four looks of all states in both languages take twenty minutes, so `make axe` does that;
`make test` takes one language and look of each state, and others for the next.
"""

import os
import zlib
from collections.abc import Iterable, Iterator
from itertools import pairwise, product

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import DESKTOP, PHONE, STILL
from tests.browser.steps import step

Look = tuple[str, dict[str, int]]
LANGUAGES = ("sv", "en")
EVERY_LOOK = "EVERY_LOOK" in os.environ
LOOKS: list[Look] = list(product(("light", "dark"), (DESKTOP, PHONE)))
APP = {
    "/": "[class*=st-key-card-hit-]",
    "/?idea=moskosel-navet": ".st-key-steps",
    "/?municipality=2305&kind=digital&q=trollkarl": ".st-key-alternative-0",
    "/?bbox=14,58,18,61&county=05": ".st-key-chip-1",
    "/nara": ".st-key-my-position",
    "/nara?plats=Berg": ".st-key-candidate-0",
    "/nara?kommun=2417&kind=digital": "[class*=st-key-card-nearest-]",
    "/nara?kommun=2417&exempel=moskosel-navet": ".st-key-steps",
    "/sa-gor-ni": ".st-key-guide-mack-i-byn",
    "/sa-gor-ni?guide=mack-i-byn": ".sk-guide",
    "/sa-gor-ni?visa=lessons": "[data-testid=stExpander]",
    "/workshop": ".st-key-ready",
    "/overblick?county=14": ".sk-figures",
    "/bidra": ".st-key-bidra-title",
    "/bidra?steg=where": ".st-key-bidra-search",
    "/bidra?steg=who": ".st-key-bidra-consent",
    "/natverket?typ=tool": "[class*=st-key-card-post-]",
    "/natverket?inlagg=utmarkelser-2022": "[class*=st-key-card-mentioned-]",
    "/redaktion": ".st-key-editorial-head",
    "/om": ".st-key-about",
}
"""What only this state of a page shows."""
LIGHT = {
    "/embed": "#list li",
    "/embed?idea=moskosel-navet": "#example h2",
    "/embed?q=trollkarl": "#empty",
    "/exempel": "main li a",
    "/exempel/moskosel-navet": "main h1",
    "/exempel/finns-inte": "main h1",
    "/sa-gor-ni/lanthandel": "main h1",
    "/rum": "form input",
    "/finns-inte": "h1",
}
API = {"/api/?f=html": "h1", "/api/spec": "h1"}
"""The pages of the API, which have one language and take no parameter of another."""
LEVELS = """() => [...document.querySelectorAll("h1, h2, h3")]
    .filter(heading => heading.offsetParent).map(heading => Number(heading.tagName[1]))"""
"""The levels of a page's headings, in order."""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """One page for all, so that Streamlit is loaded once."""
    page = browser.new_page(viewport=DESKTOP, service_workers="block")
    yield page
    page.close()


def states(paths: Iterable[str]) -> list[tuple[str, str]]:
    """Return the paths with the languages they are seen in: both, or the one whose turn it is.

    One language after the other: the page says a language's name only as it is opened.
    """
    return [
        (path, language)
        for turn, language in enumerate(LANGUAGES)
        for number, path in enumerate(paths)
        if EVERY_LOOK or turn == number % len(LANGUAGES)
    ]


def looks(*state: str) -> list[Look]:
    """Return the looks that a state is seen in: all, or the one whose turn it is."""
    turn = zlib.crc32("".join(state).encode()) % len(LOOKS)
    return LOOKS if EVERY_LOOK else [LOOKS[turn]]


def stand_still(page: Page) -> None:
    """Wait until nothing has moved on the page for a moment."""
    page.evaluate("delete window.movedAt")
    page.wait_for_function(STILL, arg=200)


def faults(page: Page, *state: str) -> list[str]:
    """Return what is wrong with the page and its map in the looks of the state it is in."""
    broken = []
    for theme, viewport in looks(*state):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.set_viewport_size(viewport)
        stand_still(page)
        frames = [frame for frame in page.frames[1:] if "st_folium" in frame.url]
        for where in (page, *frames):
            broken += [f"{theme} {viewport['width']}: {fault}" for fault in violations(where)]
    return broken


def localised(path: str, language: str) -> str:
    """Return a path with the parameter that sets a language."""
    return f"{path}{'&' if '?' in path else '?'}lang={language}" if language != "sv" else path


def go(page: Page, site: str, path: str, language: str) -> None:
    """Open a state of the app, or lead there the app that is open in its language."""
    app = "[data-testid=stApp][data-test-script-state=notRunning]"
    if page.locator(f"html[lang={language}] {app}").count():
        step(page, path, language)
    else:
        page.goto(site + localised(path, language))
        page.locator("#picture").wait_for(state="detached")
    stand_still(page)


@pytest.mark.parametrize(("path", "language"), states(APP))
def test_a_page_of_the_app(page: Page, site: str, path: str, language: str):
    go(page, site, path, language)
    expect(page.locator("html")).to_have_attribute("lang", language)
    page.locator(f"[data-testid=stApp] {APP[path]}").first.wait_for()
    assert faults(page, path, language) == []
    levels = page.evaluate(LEVELS)
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels


@pytest.mark.parametrize(("path", "language"), states(LIGHT))
def test_a_light_page(page: Page, site: str, path: str, language: str):
    response = page.goto(site + localised(path, language))
    assert response
    assert response.ok == ("finns-inte" not in path)
    page.locator(LIGHT[path]).first.wait_for()
    assert faults(page, path, language) == []


@pytest.mark.parametrize("path", API)
def test_a_page_of_the_api(page: Page, site: str, path: str):
    response = page.goto(site + path)
    assert response
    assert response.ok
    page.locator(API[path]).first.wait_for()
    assert faults(page, path) == []
