"""The speaker has notes, what comes next and the time in a window of their own, in step."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from geodata.bank import open_bank
from geodata.workshop.tours import ready_tour
from pages.routes.presentation import take_home
from tests.browser.conftest import PHONE, Start
from tests.browser.slides import open_slides, shows

TOUR = ready_tour("de-fem-forsta")


@pytest.fixture(params=["served", "file"])
def windows(request: pytest.FixtureRequest, start: Start, tmp_path: Path) -> tuple[Page, Page]:
    """The wall and the speaker's window, opened from it with a key; served, or from a file."""
    if request.param == "served":
        visit = start()
        address = f"{visit.site}/visning/de-fem-forsta"
    else:
        path = tmp_path / "visning.html"
        ideas = open_bank().current().collection.by_id
        path.write_text(take_home(TOUR, ideas, "sv"), encoding="utf-8")
        visit = start(address="file://")
        address = path.as_uri()
    wall = open_slides(visit.page, f"{address}#1")
    with wall.expect_popup() as opened:
        wall.keyboard.press("s")
    return wall, opened.value


def test_the_windows_stay_in_step_and_the_speaker_alone_has_notes_and_what_comes_next(
    windows: tuple[Page, Page],
):
    wall, speaker = windows
    shows(speaker, 1)
    note = speaker.locator(".slide.now .note p")
    assert note.text_content() == TOUR.stops[0].note
    expect(note).to_be_visible()
    expect(speaker.locator(".slide.following")).to_contain_text("Motala")
    expect(speaker.locator(".slide.following .note")).to_be_hidden()
    expect(wall.locator(".note").first).to_be_attached()
    expect(wall.locator(".note:visible")).to_have_count(0)
    speaker.keyboard.press("PageDown")
    shows(wall, 2)
    wall.keyboard.press("ArrowRight")
    shows(speaker, 3)
    speaker.locator("[data-do=next]").click()
    shows(wall, 4)
    speaker.keyboard.press("b")
    expect(wall.locator("#blank")).to_be_visible()
    expect(speaker.locator("#dark")).to_be_visible()
    wall.keyboard.press("b")
    expect(speaker.locator("#dark")).to_be_hidden()
    speaker.keyboard.press("End")
    expect(speaker.locator(".slide.following")).to_have_count(0)


def test_a_window_that_is_opened_later_finds_the_slide(start: Start, site: str):
    wall = open_slides(start().page, f"{site}/visning/de-fem-forsta#3")
    wall.keyboard.press("b")
    speaker = open_slides(wall.context.new_page(), f"{site}/visning/DE-FEM-FORSTA?talare")
    shows(speaker, 3)
    expect(speaker.locator("#dark")).to_be_visible()


def test_the_clock_counts_and_starts_again(start: Start, site: str):
    page = start(PHONE).page
    page.clock.install()
    open_slides(page, f"{site}/visning/de-fem-forsta?talare")
    page.clock.run_for(125_000)
    expect(page.locator("#elapsed")).to_have_text("2:05")
    page.locator("[data-do=restart]").click()
    page.clock.run_for(1_000)
    expect(page.locator("#elapsed")).to_have_text("0:01")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
