"""The room takes part: phones give dots and drop ideas, and the wall shows them as they come."""

import pytest
from playwright.sync_api import Page, expect
from pydantic import ValidationError

from geodata.text import clean
from geodata.workshop import rooms
from geodata.workshop.room_messages import Note, PhoneMessage, save_messages
from geodata.workshop.tours import Tour, TourStop
from tests.browser.axe import violations
from tests.browser.conftest import PHONE, Start
from tests.browser.rooms import HANDHELD, KEY, TOUR, Hall, enter, give, write
from tests.tricks import TRICKS

PROJECTOR = {"width": 1024, "height": 768}


@pytest.fixture
def code(hall: Hall) -> str:
    return hall.open_room()


@pytest.fixture
def phone(start: Start, hall: Hall, code: str) -> Page:
    return enter(start(address=hall.app.address, **HANDHELD).page, hall, code)


@pytest.fixture
def wall(start: Start, hall: Hall, code: str) -> Page:
    page = start(PROJECTOR, address=hall.app.address, locale="sv-SE").page
    page.goto(f"{hall.app.address}/rum/{code}/resultat")
    expect(page.locator("#corner .letters")).to_have_text(code)
    return page


def pressed(phone: Page) -> list[str]:
    dots = phone.locator("#examples .dot")
    return [dot.get_attribute("aria-pressed") for dot in dots.all()]


def test_dots_reach_the_wall_can_be_taken_back_and_run_out(phone: Page, wall: Page):
    give(phone, 1)
    give(phone, 3)
    expect(wall.locator(".sum")).to_have_text("Prickar hittills: 2")
    expect(wall.locator(".bars li").first.locator("b")).to_have_text("1")
    expect(phone.locator("#left")).to_contain_text("Du har gett alla dina prickar")
    give(phone, 0)
    expect(phone.locator("#message")).to_contain_text("Du har inga prickar kvar")
    give(phone, 3)
    expect(wall.locator(".sum")).to_have_text("Prickar hittills: 1")
    assert pressed(phone) == ["false", "true", "false", "false", "false"]


def test_an_idea_with_a_pin_reaches_the_wall(phone: Page, wall: Page, hall: Hall, code: str):
    phone.get_by_role("button", name="Nål på kartan").click()
    phone.locator("#map .sk-municipality").first.wait_for(state="attached")
    phone.locator("#map").press("Enter")
    phone.get_by_role("button", name="Sätt nålen här").click()
    expect(phone.locator("#pinned")).to_be_visible()
    write(phone, "Bio i bygdegården")
    expect(wall.locator(".ideas li")).to_have_text("Bio i bygdegården")
    expect(phone.locator("#ideas li small")).to_have_text("sparad")
    assert rooms.load_room(hall.store, code).notes[0].lonlat is not None


def test_the_same_phone_has_no_new_dots(phone: Page, hall: Hall, code: str):
    give(phone, 2)
    expect(phone.locator("#left")).to_contain_text("1 prick kvar")
    phone.evaluate("localStorage.clear()")
    enter(phone, hall, code)
    expect(phone.locator("#left")).to_contain_text("1 prick kvar")
    phone.context.clear_cookies()
    enter(phone, hall, code)
    expect(phone.locator("#left")).to_contain_text("1 prick kvar")
    assert rooms.load_room(hall.store, code).phones == 1


def test_phones_follow_what_is_shown(phone: Page, hall: Hall, code: str):
    rooms.move_to_stop(hall.store, code, KEY, 2)
    expect(phone.locator("#at")).to_have_text(f"2 av {len(TOUR.stops)}")
    phone.locator("#now .dot").click()
    expect(phone.locator("#left")).to_contain_text("1 prick kvar")
    assert pressed(phone)[1] == "true"
    rooms.move_to_stop(hall.store, code, KEY, len(TOUR.stops) + 1)
    expect(phone.locator("#now h2")).to_have_text("Tack för att du är med")


def test_a_closed_room_gives_its_results_and_keeps_what_came_late(
    phone: Page, wall: Page, hall: Hall, code: str
):
    give(phone, 1)
    write(phone, "I tid")
    expect(wall.locator(".ideas li")).to_have_text("I tid")
    rooms.set_open(hall.store, code, KEY, False)
    expect(phone.locator("#line")).to_contain_text("Rummet är stängt.")
    expect(phone.locator("#over-dots li b")).to_have_text("1")
    expect(phone.locator("#over-ideas li")).to_have_text("I tid")
    expect(phone.locator("#text")).to_be_hidden()
    with phone.expect_download() as saved:
        phone.get_by_role("link", name="Spara visningen och resultatet").click()
    assert saved.value.suggested_filename.endswith(".html")
    # Sent in the moment when the room closed.
    phone.evaluate(
        "() => { const field = document.querySelector('#text');"
        " field.value = 'Kom sent'; field.form.requestSubmit(); }"
    )
    expect(phone.locator("#ideas small").first).to_have_text("inte skickad: rummet är stängt")
    rooms.set_open(hall.store, code, KEY, True)
    expect(wall.locator(".ideas li")).to_have_text(["Kom sent", "I tid"])


@pytest.mark.parametrize("size", [PROJECTOR, {"width": 768, "height": 1024}])
def test_the_code_covers_nothing_and_titles_are_whole(
    start: Start, hall: Hall, code: str, size: dict[str, int]
):
    page = start(size, address=hall.app.address, locale="sv-SE").page
    page.goto(f"{hall.app.address}/rum/{code}/visning#1")
    expect(page.locator("#corner .letters")).to_have_text(code)
    boxes = {name: page.locator(name).bounding_box() for name in ("#corner", "#slides-map")}
    assert not overlap(boxes["#corner"], boxes["#slides-map"])
    assert not overlap(boxes["#corner"], page.locator(".slide.now .heading").bounding_box())
    page.goto(f"{hall.app.address}/rum/{code}/resultat")
    expect(page.locator(".bars li")).to_have_count(len(TOUR.ideas))
    cut = "e => e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1"
    assert not any(name.evaluate(cut) for name in page.locator(".bars .name").all())
    assert not page.locator("#results .dots").evaluate(cut)


def overlap(one: dict[str, float], other: dict[str, float]) -> bool:
    return all(
        one[start] < other[start] + other[length] - 1
        and other[start] < one[start] + one[length] - 1
        for start, length in (("x", "width"), ("y", "height"))
    )


def test_hidden_ideas_leave_the_wall(phone: Page, wall: Page, hall: Hall, code: str):
    write(phone, "Olämpligt")
    expect(wall.locator(".ideas li")).to_have_text("Olämpligt")
    rooms.hide_note(hall.store, code, KEY, rooms.load_room(hall.store, code).notes[0].id)
    expect(wall.locator(".ideas li")).to_have_count(0)


def hostile_tour() -> Tour:
    stops = [TourStop(heading=trick[:120], text=trick, place=trick) for trick in TRICKS[:99]]
    return Tour(title=TRICKS[0], intro=TRICKS[1], stops=(TourStop(idea="moskosel"), *stops))


def one_line(text: str) -> str:
    return " ".join(clean(text).split())


def is_an_idea(text: str) -> bool:
    try:
        return bool(Note(text=text, token="a-token-1"))
    except ValidationError:
        return False


def test_peoples_text_is_text_on_every_screen(start: Start, hall: Hall):
    code = hall.open_room(hostile_tour())
    tricks = [trick for trick in TRICKS if is_an_idea(trick)]
    save_messages(
        hall.store,
        [
            PhoneMessage(code, f"phone-{n // 20:012d}", Note(text=trick, token=f"trick-{n:04d}"))
            for n, trick in enumerate(tricks)
        ],
    )
    phone = enter(start(address=hall.app.address, **HANDHELD).page, hall, code)
    write(phone, TRICKS[0])
    wall = start(PROJECTOR, address=hall.app.address).page
    wall.goto(f"{hall.app.address}/rum/{code}/resultat")
    rows = wall.locator(".ideas li > span")
    expect(rows).to_have_count(len(tricks) + 1)
    shown = [one_line(text) for text in rows.all_text_contents()]
    assert shown == [one_line(t) for t in [TRICKS[0], *reversed(tricks)]]
    for at in (1, 30, 60, 99):
        rooms.move_to_stop(hall.store, code, KEY, at)
        expect(phone.locator("#at")).to_have_text(f"{at} av 100")
    for page in (phone, wall):
        assert page.evaluate("window.hacked ?? window.parent.hacked") is None
        assert page.locator("script").count() <= 4


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_is_content_with_the_room(start: Start, hall: Hall, code: str, theme: str):
    phone = start(address=hall.app.address, color_scheme=theme, **HANDHELD).page
    enter(phone, hall, code)
    rooms.move_to_stop(hall.store, code, KEY, 1)
    write(phone, "Bastu")
    expect(phone.locator("#ideas small")).to_have_text("sparad")
    assert violations(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    phone.get_by_role("button", name="Nål på kartan").click()
    assert violations(phone) == []
    for path in (f"/rum/{code}/resultat", "/rum"):
        phone.goto(hall.app.address + path)
        phone.locator("#corner .letters, #kod").first.wait_for()
        assert violations(phone) == []


def test_a_wrong_code_is_said_kindly(start: Start, hall: Hall, code: str):
    visit = start(address=hall.app.address, locale="sv-SE")
    page = visit.page
    page.goto(f"{hall.app.address}/rum?kod=xxxx")
    expect(page.get_by_role("alert")).to_contain_text("Det finns inget rum med koden XXXX")
    page.get_by_label("Kod").fill(f" {code.lower()} ")
    page.get_by_role("button", name="Gå in").click()
    expect(page.locator("#now h2")).to_have_text("Välkommen!")
    visit.complaints.clear()  # The browser's own, of the answer 404.


@pytest.mark.parametrize(
    ("asked", "preferred", "expected"),
    [("", "en-GB,en;q=0.9", "en"), ("", "de-DE,sv;q=0.5", "sv"), ("?lang=sv", "en-US", "sv")],
)
def test_the_room_speaks_the_phones_language(
    start: Start, hall: Hall, code: str, asked: str, preferred: str, expected: str
):
    request = start(address=hall.app.address).page.request
    headers = {"Accept-Language": preferred}
    page = request.get(f"{hall.app.address}/rum/{code}{asked}", headers=headers).text()
    assert f'<html lang="{expected}"' in page
