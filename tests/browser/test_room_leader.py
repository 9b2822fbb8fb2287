"""The leader opens a room, turns the pages for all phones, and goes on after a power cut."""

import re

from playwright.sync_api import Page, expect

from geodata.workshop import rooms
from tests.browser.conftest import Start, Visit
from tests.browser.rooms import HANDHELD, TOUR, Hall, enter, give, write

WORKSHOP = "/workshop?visning=de-fem-forsta"


def open_room(visit: Visit, path: str = WORKSHOP) -> str:
    """Open a room from the workshop page; return its code."""
    visit.page.goto(visit.site + path)
    visit.page.get_by_role("button", name="Öppna ett rum").click()
    visit.page.locator(".sk-code").wait_for()
    visit.settle()
    return visit.page.locator(".sk-code").inner_text()


def present(leader: Page) -> Page:
    """Open the presentation that the room takes part in, in a window of its own."""
    with leader.context.expect_page() as opened:
        leader.get_by_role("link", name="Presentera med rummet").click()
    opened.value.locator("#corner .letters").wait_for()
    return opened.value


def test_phones_follow_the_leaders_slides_and_lose_nothing_in_a_power_cut(start: Start, hall: Hall):
    visits = [start(address=hall.app.address), start(address=hall.app.address, **HANDHELD)]
    leader, phone = (visit.page for visit in visits)
    code = open_room(visits[0])
    enter(phone, hall, code)
    wall = present(leader)
    wall.keyboard.press("PageDown")
    expect(phone.locator("#at")).to_have_text(f"1 av {len(TOUR.stops)}")
    give(phone, 0)
    hall.app.kill()
    expect(phone.locator("#line")).to_contain_text("Ingen kontakt just nu")
    wall.keyboard.press("PageDown")
    give(phone, 4)
    # Last, since a phone sends in order: when this is saved, all is.
    write(phone, "Skrivet i mörkret")
    phone.locator("#text").fill("Bara påbörjat")
    hall.app.start()
    expect(phone.locator("#at")).to_have_text(f"2 av {len(TOUR.stops)}", timeout=30_000)
    expect(phone.locator("#ideas small")).to_have_text("sparad", timeout=30_000)
    expect(phone.locator("#line")).to_be_hidden()
    room = rooms.load_room(hall.store, code)
    assert [note.text for note in room.notes] == ["Skrivet i mörkret"]
    assert room.votes == {TOUR.ideas[0]: 1, TOUR.ideas[4]: 1}
    wall.goto(wall.url.split("#")[0] + f"#{len(TOUR.stops) + 1}")
    expect(wall.locator("#results .ideas li")).to_have_text("Skrivet i mörkret")
    phone.reload()
    expect(phone.locator("#text")).to_have_value("Bara påbörjat")
    for visit in visits:
        visit.leave()


def test_the_leader_goes_on_in_another_browser(start: Start, hall: Hall):
    first = start(address=hall.app.address)
    code = open_room(first)
    first.page.get_by_role("button", name="Länk för att leda vidare").click()
    link = first.page.get_by_text(re.compile(r"nyckel=")).inner_text()
    other = start(address=hall.app.address).page
    other.goto(link)
    other.get_by_role("button", name="Använd länkens nyckel").click()
    expect(other.locator(".sk-code")).to_have_text(code, timeout=20_000)
    other.get_by_role("button", name="Stäng rummet").click()
    expect(first.page.get_by_text("Rummet är stängt.")).to_be_visible(timeout=20_000)


def test_a_code_leads_from_the_workshop_page_to_the_room(start: Start, hall: Hall):
    page = start(address=hall.app.address, locale="sv-SE").page
    page.goto(hall.app.address + WORKSHOP)
    page.get_by_label("Har du en kod?").fill(hall.open_room().lower())
    page.get_by_role("button", name="Gå in").click()
    expect(page.locator("#now h2")).to_have_text("Välkommen!")
