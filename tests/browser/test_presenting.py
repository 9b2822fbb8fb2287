"""A tour is presented: full screen, by key, button and finger, and readable from ten metres."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from geodata.bank import open_bank
from geodata.workshop.tours import READY, Tour, TourStop, ready_tour
from pages.routes.presentation import take_home
from tests.browser.axe import violations
from tests.browser.conftest import PHONE, Start
from tests.browser.slides import expect_walk, headings, open_slides, shows

PROJECTOR = {"width": 1024, "height": 768}
FIRST = "/visning/de-fem-forsta"
LONG = Tour(
    title="Ordbehandlingsprogramvarutillverkare " * 3,
    intro="En lång inledning om service på landsbygden. " * 40,
    stops=(
        TourStop(heading="Lantbrevbärarservicepunkt " * 4, text="Det tar aldrig slut. " * 90),
        TourStop(heading="A" * 120, text="B" * 2_000, place="C" * 300, note="D" * 2_000),
        TourStop(idea="har-aldrig-funnits", note="Säg vad som hände."),
        TourStop(heading="Bara en rubrik"),
    ),
)


def open_tour(start: Start, path: str, **options: object) -> Page:
    visit = start(**{"viewport": PROJECTOR, "reduced_motion": "reduce"} | options)
    return open_slides(visit.page, visit.site + path)


def test_every_key_of_a_clicker_and_a_keyboard_steps_through_the_tour(start: Start):
    tour = ready_tour("de-fem-forsta")
    expect_walk(open_tour(start, FIRST), tour, headings(tour))


def test_every_stop_has_an_address(start: Start):
    page = open_tour(start, f"{FIRST}?lang=en#3")
    english = headings(ready_tour("de-fem-forsta", "en"), "en")
    shows(page, 3, english[3])
    page.reload()
    shows(page, 3, english[3])
    assert page.locator("html").get_attribute("lang") == "en"
    page.evaluate("location.hash = '#nonsense'")
    shows(page, 0)


def test_a_finger_drawn_sideways_steps(start: Start):
    page = open_tour(start, FIRST, viewport=PHONE, has_touch=True)
    touch = """([from, to]) => ["touchstart", "touchend"].forEach((type, at) => {
        const target = document.querySelector(".slide.now .big");
        const clientX = at ? to : from;
        const touch = new Touch({ identifier: 1, target, clientX, clientY: 400 });
        target.dispatchEvent(new TouchEvent(type, { changedTouches: [touch], bubbles: true }));
    })"""
    page.evaluate(touch, [300, 100])
    shows(page, 1)
    page.evaluate(touch, [200, 220])
    shows(page, 1)
    page.evaluate(touch, [100, 300])
    shows(page, 0)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width == PHONE["width"]


def test_the_map_flies_unless_the_reader_wants_stillness(start: Start):
    centre = """() => { const r = document.querySelector('.sk-selected').getBoundingClientRect();
        const m = document.querySelector('#slides-map').getBoundingClientRect();
        return Math.hypot(r.x + r.width / 2 - m.width / 2, r.y + r.height / 2 - m.height / 2); }"""
    still = open_tour(start, f"{FIRST}#1")
    still.keyboard.press("ArrowRight")
    assert still.evaluate(centre) < 3
    flying = open_tour(start, f"{FIRST}#1", reduced_motion="no-preference")
    flying.keyboard.press("ArrowRight")
    assert flying.evaluate(centre) > 100
    flying.wait_for_function(f"() => ({centre})() < 3")


def test_the_screen_can_be_filled_and_turned_dark(start: Start):
    page = open_tour(start, FIRST)
    page.keyboard.press("f")
    page.wait_for_function("() => document.fullscreenElement === document.documentElement")
    page.keyboard.press("f")
    page.wait_for_function("() => !document.fullscreenElement")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.keyboard.press("t")
    assert page.evaluate(paper) != light
    page.keyboard.press("t")
    assert page.evaluate(paper) == light


def test_letters_can_be_let_off_duty(start: Start):
    page = open_tour(start, FIRST)
    page.keyboard.press("?")
    expect(page.locator("#help dt")).to_have_count(9)
    page.locator("#letters").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    page.keyboard.press("PageDown")
    shows(page, 1)
    assert page.locator("html.blank").count() == 0


MEASURE = """() => [...document.querySelectorAll(".slide")].map((slide, number) => {
  servicekartan.slides.go(number);
  const [big, text, heading] = [".big", ".text", ".heading"].map((n) => slide.querySelector(n));
  const size = (node) => parseFloat(getComputedStyle(node).fontSize);
  return {
    over: big.scrollHeight - big.clientHeight, wide: heading.scrollWidth - heading.clientWidth,
    text: size(text), heading: size(heading), shown: text.textContent ? text.clientHeight : 99,
  };
})"""


def assert_readable(page: Page, stops: int) -> None:
    """Every slide has type for the back row, and all of it stands on the screen."""
    slides = page.evaluate(MEASURE)
    assert len(slides) == stops + 2
    for found in slides:
        assert found["over"] <= 1
        assert found["wide"] <= 0
        assert found["text"] >= 28
        assert found["heading"] >= 50
        assert found["shown"] >= found["text"]


@pytest.mark.parametrize("slug", READY)
def test_ready_made_tours_are_read_from_the_back_row(start: Start, slug: str):
    visit = start(PROJECTOR, reduced_motion="reduce")
    for language in ("sv", "en"):
        page = open_slides(visit.page, f"{visit.site}/visning/{slug}?lang={language}")
        assert_readable(page, len(ready_tour(slug, language).stops))


def test_long_texts_stay_on_the_screen_and_an_example_that_is_gone_is_told_of_kindly(
    start: Start, tmp_path: Path
):
    path = tmp_path / "visning.html"
    path.write_text(take_home(LONG, open_bank().current().collection.by_id, "sv"), encoding="utf-8")
    visit = start(PROJECTOR, address="file://", reduced_motion="reduce")
    page = open_slides(visit.page, path.as_uri())
    assert_readable(page, len(LONG.stops))
    page.evaluate("servicekartan.slides.go(3)")
    expect(page.locator(".slide.now .heading")).to_have_text("Det här exemplet finns inte längre")


def test_an_unknown_code_is_answered_with_a_sentence(start: Start, site: str):
    visit = start()
    visit.page.goto(f"{site}/visning/FINNSEJ%3Cb%3E?lang=en")
    expect(visit.page.locator("main")).to_contain_text("the code FINNSEJ<b>")
    expect(visit.page.locator("main a")).to_have_attribute("href", "../workshop?lang=en")
    assert "404" in visit.complaints.pop()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_is_content(start: Start, theme: str):
    page = open_tour(start, FIRST, color_scheme=theme)
    assert violations(page) == []
    page.keyboard.press("PageDown")
    page.keyboard.press("PageDown")
    shows(page, 2)
    for dialog in ("", "o", "?"):
        page.keyboard.press(dialog or "Escape")
        assert violations(page) == [], dialog
        page.keyboard.press("Escape")
    open_slides(page, f"{page.url.split('#')[0]}?talare#2")
    assert violations(page) == [], "talare"
