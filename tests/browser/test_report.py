"""Answering "Stämmer det här?" as a visitor meets it: by mouse, by keyboard and on a phone."""

from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import DESKTOP, PHONE, Start, Visit


def answer(page: Page) -> None:
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Nej, det har upphört").click()
    dialog.get_by_role("textbox", name="Berätta gärna mer").fill("Stängde i våras.")
    dialog.get_by_role("button", name="Skicka").click()
    expect(dialog.get_by_text("Tack! Redaktionen läser ditt svar.")).to_be_visible()


def expect_way_out(visit: Visit) -> None:
    """Check that the focus is still in the dialog, and that a key closes it."""
    visit.settle()
    dialog = visit.page.get_by_role("dialog")
    assert dialog.evaluate("dialog => dialog.contains(document.activeElement)")
    visit.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_a_visitor_answers_on_a_phone_and_by_keyboard_hears_what_is_missing(start: Start):
    visit = start(PHONE).open("/?idea=motala-bokbuss")
    page, dialog = visit.page, visit.page.get_by_role("dialog")
    page.get_by_role("button", name="Stämmer det här?").click()
    expect(dialog.get_by_role("radio")).to_have_count(4)
    answer(page)
    expect_way_out(visit)

    page.set_viewport_size(DESKTOP)
    page.get_by_role("button", name="Stämmer det här?").focus()
    page.keyboard.press("Enter")
    dialog.get_by_role("button", name="Skicka").focus()
    page.keyboard.press("Enter")
    expect(dialog.get_by_text("Välj ett av svaren först.")).to_be_visible()
    visit.settle()
    assert violations(page) == []
    answer(page)
    expect_way_out(visit)
