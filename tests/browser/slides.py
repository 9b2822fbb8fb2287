"""What the tests of slides share: one walk through a tour, served or in a file."""

import re

from playwright.sync_api import Page, expect

from geodata.bank import open_bank
from geodata.workshop.slides import slides
from geodata.workshop.tours import Tour

READY = "() => document.documentElement.classList.contains('presenting')"
SEE_ALL = """() => [...document.querySelectorAll(".slide")].map((slide, number) => {
  servicekartan.slides.go(number);
  return slide.querySelector(".heading").textContent;
})"""
"""Shows every slide in turn and returns their headings."""


def headings(tour: Tour, language: str = "sv") -> dict[int, str]:
    """Return the heading of each stop."""
    ideas = open_bank().current().collection.by_id
    return {slide.number: slide.heading for slide in slides(tour, ideas, language)}


def open_slides(page: Page, address: str) -> Page:
    """Open a tour and wait until a slide is shown."""
    page.goto(address)
    page.wait_for_function(READY)
    return page


def shows(page: Page, number: int, heading: str | None = None) -> None:
    """Check which slide is shown: on the screen, in the address and for the ear."""
    expect(page.locator(".slide.now")).to_have_id(str(number))
    expect(page).to_have_url(re.compile(f"#{number}$"))
    if heading:
        expect(page.locator(".slide.now .heading")).to_have_text(heading)
        expect(page.locator("#message")).to_contain_text(heading)


def expect_walk(page: Page, tour: Tour, headings: dict[int, str]) -> None:
    """Go through a tour with every key that steps; assert that each slide and the map follow."""
    last = len(tour.stops) + 1
    shows(page, 0, tour.title)
    for keys, number in (
        ("ArrowRight", 1),
        ("PageDown", 2),
        ("Space", 3),
        ("ArrowDown", 4),
        ("ArrowLeft", 3),
        ("PageUp", 2),
        ("Backspace", 1),
        ("End", last),
        ("ArrowRight", last),
        ("Home", 0),
        ("ArrowUp", 0),
    ):
        page.keyboard.press(keys)
        shows(page, number, headings.get(number))
    _look_at_the_map(page, tour, headings)
    _choose_in_the_overview(page, headings)
    _darken(page)


def _look_at_the_map(page: Page, tour: Tour, headings: dict[int, str]) -> None:
    assert page.locator("#slides-map .sk-municipality").count() == 290
    number = next(at for at, stop in enumerate(tour.stops, start=1) if stop.idea)
    page.locator("[data-do=next]").click(click_count=number, delay=20)
    mark = page.locator("#slides-map .sk-selected")
    assert headings[number] in str(mark.get_attribute("aria-label"))
    expect(page.locator("#count")).to_contain_text(str(number))


def _choose_in_the_overview(page: Page, headings: dict[int, str]) -> None:
    page.keyboard.press("o")
    expect(page.locator("#overview")).to_be_visible()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    shows(page, 2, headings[2])
    page.keyboard.press("Escape")
    page.locator("#overview a").nth(3).click()
    shows(page, 3, headings[3])
    expect(page.locator("#overview")).to_be_hidden()


def _darken(page: Page) -> None:
    for keys in ("b", "."):
        page.keyboard.press(keys)
        expect(page.locator("#blank")).to_be_visible()
        page.keyboard.press(keys)
        expect(page.locator("#blank")).to_be_hidden()
    page.keyboard.press("b")
    page.keyboard.press("PageDown")
    expect(page.locator("#blank")).to_be_hidden()
    shows(page, 4)
