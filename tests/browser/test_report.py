"""Answering "Stämmer det här?" as a visitor meets it: by mouse, by keyboard and on a phone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import DESKTOP, PHONE, Start


def answer(page: Page) -> None:
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Nej, det har upphört").click()
    dialog.get_by_role("textbox", name="Berätta gärna mer").fill("Stängde i våras.")
    dialog.get_by_role("button", name="Skicka").click()
    expect(dialog.get_by_text("Tack! Redaktionen läser ditt svar.")).to_be_visible()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_visitor_answers(start: Start, size: dict[str, int]):
    visit = start(size).open("/?idea=motala-bokbuss")
    page = visit.page
    page.get_by_role("button", name="Stämmer det här?").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("radio")).to_have_count(4)
    answer(page)
    visit.settle()
    assert dialog.evaluate("dialog => dialog.contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_the_dialog_by_keyboard_names_what_is_missing(start: Start):
    visit = start().open("/?idea=motala-bokbuss")
    page = visit.page
    page.get_by_role("button", name="Stämmer det här?").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Skicka").focus()
    page.keyboard.press("Enter")
    expect(dialog.get_by_text("Välj ett av svaren först.")).to_be_visible()
    visit.settle()
    assert not violations(page)
