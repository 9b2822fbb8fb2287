"""A hall where rooms are opened: a server with a store that the test can look into, and phones."""

from __future__ import annotations

from typing import NamedTuple

from playwright.sync_api import Page, expect

from geodata.database.store import Store
from geodata.workshop import rooms
from geodata.workshop.tours import Tour, ready_tour
from tests.server import MortalApp

KEY = "the-leaders-secret-key"
TOUR = ready_tour("de-fem-forsta")
HANDHELD = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "locale": "sv-SE",
}


class Hall(NamedTuple):
    """The server and its store."""

    app: MortalApp
    store: Store

    def open_room(self, tour: Tour = TOUR, dots: int = 2) -> str:
        """Open a room and return its code."""
        code = rooms.open_room(self.store, tour, KEY, dots)
        rooms.set_address(self.store, code, KEY, "http://192.168.1.5:8501")
        return code


def enter(page: Page, hall: Hall, code: str) -> Page:
    """Come into a room as a phone does from the QR code."""
    page.goto(f"{hall.app.address}/workshop?kod={code.lower()}")
    expect(page.locator("#now")).not_to_contain_text("Ansluter")
    return page


def write(phone: Page, text: str) -> None:
    """Drop an idea."""
    phone.get_by_label("Vad skulle passa där du bor?").fill(text)
    phone.get_by_role("button", name="Skicka").click()


def give(phone: Page, number: int) -> None:
    """Give an example a dot, by its place in the tour, or take it back."""
    phone.locator("#examples .dot").nth(number).click()
