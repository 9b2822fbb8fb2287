"""axe-core finds nothing wrong in any state of any page, in both languages and in every look.

All four looks of all states take twenty minutes, so `make axe` does that; `make test` takes one
look of each state, and another for the next.
"""

import os
import zlib
from collections.abc import Iterator
from itertools import product

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.axe import violations
from tests.browser.conftest import DESKTOP, PHONE, STILL

Look = tuple[str, dict[str, int]]
EVERY_LOOK = "EVERY_LOOK" in os.environ
LOOKS: list[Look] = list(product(("light", "dark"), (DESKTOP, PHONE)))
APP = [
    "/",
    "/?idea=moskosel-navet",
    "/?municipality=2305&kind=digital&q=trollkarl",
    "/?bbox=14,58,18,61&county=05",
    "/nara",
    "/nara?plats=Berg",
    "/nara?kommun=2417&kind=digital",
    "/nara?kommun=2417&exempel=moskosel-navet",
    "/sa-gor-ni",
    "/sa-gor-ni?guide=mack-i-byn",
    "/sa-gor-ni?visa=lessons",
    "/workshop",
    "/overblick?county=14",
    "/bidra",
    "/bidra?steg=where",
    "/bidra?steg=who",
    "/natverket?typ=tool",
    "/natverket?inlagg=utmarkelser-2022",
    "/redaktion",
    "/om",
]
LIGHT = [
    "/embed",
    "/embed?idea=moskosel-navet",
    "/embed?q=trollkarl",
    "/exempel",
    "/exempel/moskosel-navet",
    "/exempel/finns-inte",
    "/sa-gor-ni/lanthandel",
    "/rum",
    "/finns-inte",
]


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """One page for all, so that Streamlit is loaded once."""
    page = browser.new_page(viewport=DESKTOP, service_workers="block")
    yield page
    page.close()


def looks(*state: str) -> list[Look]:
    """Return the looks that a state is seen in: all, or the one whose turn it is."""
    turn = zlib.crc32("".join(state).encode()) % len(LOOKS)
    return LOOKS if EVERY_LOOK else [LOOKS[turn]]


def faults(page: Page, *state: str) -> list[str]:
    """Return what is wrong with the page and its map in the looks of the state it is in."""
    broken = []
    for theme, viewport in looks(*state):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.set_viewport_size(viewport)
        page.evaluate("delete window.movedAt")
        page.wait_for_function(STILL, arg=200)
        frames = [frame for frame in page.frames[1:] if "st_folium" in frame.url]
        for where in (page, *frames):
            broken += [f"{theme} {viewport['width']}: {fault}" for fault in violations(where)]
    return broken


def localised(path: str, language: str) -> str:
    """Return a path with the parameter that sets a language."""
    return f"{path}{'&' if '?' in path else '?'}lang={language}" if language != "sv" else path


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("path", APP)
def test_a_page_of_the_app(page: Page, site: str, path: str, language: str):
    page.goto(site + localised(path, language))
    page.locator("#picture").wait_for(state="detached")
    page.locator("[data-testid=stApp][data-test-script-state=notRunning] h1").first.wait_for()
    assert faults(page, path, language) == []


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("path", LIGHT)
def test_a_light_page(page: Page, site: str, path: str, language: str):
    page.goto(site + localised(path, language))
    page.locator("h1, h2").first.wait_for(state="attached")
    assert faults(page, path, language) == []
