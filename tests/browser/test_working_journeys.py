"""A workshop leader and an editor from start to goal, told as somebody watching would."""

import re
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from geodata.bank import Bank
from geodata.database.store import Store
from geodata.moderation.submissions import Contact, submit
from geodata.pictures.store import add_picture
from tests.browser.conftest import DESKTOP, Start, Visit
from tests.browser.rooms import HANDHELD, Hall, enter, write
from tests.factory import cheap_hash, feature
from tests.pictures import with_position
from tests.server import ROOT, serve_app

# A workshop leader with two phones


def closed_and_opened_again(start: Start, visit: Visit) -> Visit:
    """Close a visitor's browser and open it again: what lasted only for the session is gone."""
    state = visit.page.context.storage_state()
    state["cookies"] = [cookie for cookie in state["cookies"] if cookie["expires"] > 0]
    visit.page.context.clear_cookies()
    for page in visit.page.context.pages:
        page.close()
    return start(DESKTOP, address=visit.site, storage_state=state)


def set_pin(phone: Page) -> None:
    """Put a pin in the middle of the phone's map."""
    phone.get_by_role("button", name="Nål på kartan").click()
    phone.locator("#map .sk-municipality").first.wait_for(state="attached")
    phone.locator("#map").press("Enter")
    phone.get_by_role("button", name="Sätt nålen här").click()
    expect(phone.locator("#pinned")).to_be_visible()


def test_a_workshop_leader_holds_an_evening_with_two_phones(
    start: Start, hall: Hall, tmp_path: Path
):
    visit = start(DESKTOP, address=hall.app.address, locale="sv-SE")
    leader = visit.page

    # The leader makes a tour: an example from the list and a slide of their own.
    leader.goto(f"{visit.site}/workshop")
    leader.get_by_role("button", name="Börja från en tom visning").click()
    leader.get_by_label("Rubrik", exact=True).fill("Byakväll i Moskosel")
    visit.settle()
    leader.get_by_role("combobox", name="Lägg till ett exempel").click()
    leader.keyboard.type("Moskosel")
    leader.keyboard.press("Enter")
    leader.get_by_role("heading", name="1 stopp").wait_for()
    leader.get_by_role("button", name="Lägg till en egen bild").click()
    leader.get_by_role("heading", name="2 stopp").wait_for()

    # They open a room and show the tour on the wall.
    leader.get_by_role("button", name="Öppna ett rum").click()
    code = leader.locator(".sk-code").inner_text()
    visit.settle()
    with leader.context.expect_page() as opened:
        leader.get_by_role("link", name="Presentera med rummet").click()
    wall = opened.value
    expect(wall.locator("#corner .letters")).to_have_text(code)

    # One phone types the code, the other comes by the QR code. Both follow the wall.
    phones = [start(address=visit.site, **HANDHELD).page for _ in range(2)]
    phones[0].goto(f"{visit.site}/rum")
    phones[0].get_by_label("Kod").fill(code.lower())
    phones[0].get_by_role("button", name="Gå in").click()
    enter(phones[1], hall, code)
    wall.keyboard.press("PageDown")
    for phone in phones:
        expect(phone.locator("#at")).to_have_text("1 av 2")
        phone.locator("#now .dot").click()
    set_pin(phones[1])
    write(phones[1], "Bastu vid bryggan")
    wall.keyboard.press("PageDown")
    wall.keyboard.press("PageDown")
    expect(wall.locator("#results .sum")).to_have_text("Prickar hittills: 2")
    expect(wall.locator("#results .ideas li")).to_have_text("Bastu vid bryggan")

    # The laptop is shut in the break. Afterwards the page still knows the tour and the room.
    visit = closed_and_opened_again(start, visit)
    leader = visit.page
    leader.goto(f"{visit.site}/workshop")
    expect(leader.get_by_label("Rubrik", exact=True)).to_have_value("Byakväll i Moskosel")
    leader.get_by_role("button", name=code).click()
    expect(leader.get_by_text("Bastu vid bryggan")).to_be_visible()

    # Closing the room gives the result to the phones, which take it home.
    leader.get_by_role("button", name="Stäng rummet").click()
    for phone in phones:
        expect(phone.get_by_role("heading", name="Det här kom ni fram till")).to_be_visible()
        expect(phone.locator("#over-ideas li")).to_have_text("Bastu vid bryggan")
        expect(phone.locator("#over-dots li b").first).to_have_text("2")
    with phones[0].expect_download() as download:
        phones[0].get_by_role("link", name="Spara visningen och resultatet").click()
    assert download.value.suggested_filename.startswith("Byakväll i Moskosel 20")
    download.value.save_as(tmp_path / "kvällen.html")
    home = start(address="file://", reduced_motion="reduce").page
    home.context.set_offline(True)
    home.goto(f"{(tmp_path / 'kvällen.html').as_uri()}#4")
    expect(home.locator(".slide.now")).to_contain_text("Bastu vid bryggan")

    # The leader takes home the same on paper.
    leader.get_by_role("button", name="Gör PDF").click()
    with leader.expect_download() as download:
        leader.get_by_role("button", name="Hämta PDF").click()
    assert download.value.suggested_filename.startswith("Byakväll i Moskosel 20")


# An editor


PASSWORD = "fyra ord om en bokbuss"
ROWS = """Titel;Slag;Ort;Kommun;Text;Källa
Macken i Norsjö;Fast;Norsjö;Norsjö;Bensin;Byn
Bod;x;;;;
"""
GONE = re.compile(r"404 \(Not Found\) \S+/media/\w+\.csv$|Download Button source error - 404")
"""Streamlit may look for the refused rows' file after the run that has taken it away."""


@pytest.fixture
def desk(tmp_path: Path, servers: ExitStack) -> str:
    """The address of an app where an example with a picture waits for the editors."""
    store = f"sqlite:///{tmp_path / 'store.sqlite'}"
    bank = Bank(ROOT / "ideas.geojson", Store(store))
    texts = {"alt": "En ugn i en bod", "photographer": "Kim Ek", "licence": "cc_by"}
    picture = add_picture(bank.store, with_position()) | texts
    new = feature("x", title="Bagarstugan", pictures=[picture])
    submit(bank, new, Contact(name="Kim Ek", email="kim@example.org"))
    env = {"DATABASE_URL": store, "SERVICEKARTAN_EDITORS_HASH": cheap_hash(PASSWORD)}
    return servers.enter_context(serve_app(env))


def read(reader: Visit, path: str) -> Page:
    """Open a page of text as anybody else."""
    reader.page.goto(reader.site + path)
    return reader.page


def test_an_editor_checks_publishes_corrects_imports_and_undoes(start: Start, desk: str):
    visit, reader = start(DESKTOP, address=desk), start(DESKTOP, address=desk)
    page = visit.page

    # The editor signs in, and stays so when the page is loaded again.
    page.goto(f"{desk}/redaktion")
    page.get_by_role("textbox").first.fill("Ada")
    page.locator(".st-key-sign-in-password input").fill(PASSWORD)
    page.locator(".st-key-sign-in-go button").click()
    page.locator(".st-key-sign-out").wait_for()
    visit.settle()
    page.reload()

    # What waits is read with its sender, its picture, the text for those who do not see it and the
    # rights.
    page.get_by_role("button", name="Bagarstugan").click()
    expect(page.get_by_text("kim@example.org")).to_be_visible()
    picture = page.get_by_role("img", name="En ugn i en bod").first
    expect(picture).to_be_visible()
    expect(page.get_by_text("Foto: Kim Ek. CC BY 4.0").first).to_be_visible()

    # Published, it is on everybody's map, with the picture.
    page.get_by_role("button", name="Publicera", exact=True).click()
    expect(page.get_by_text("Alla ser det från och med nu")).to_be_in_viewport()
    photo = read(reader, "/exempel/bagarstugan-moskosel").locator(".vw-picture img")
    expect(photo).to_have_js_property("naturalWidth", 640)

    # A correction is published in the same step, and the page says so where the editor looks.
    visit.settle()
    page.get_by_text("Ändra", exact=True).click()
    page.get_by_role("textbox", name="Rubrik", exact=True).fill("Bagarstugan i Moskosel")
    page.keyboard.press("Tab")
    visit.settle()
    page.get_by_role("button", name="Spara och publicera").click()
    expect(page.get_by_text("Publicerat").first).to_be_in_viewport()
    heading = read(reader, "/exempel/bagarstugan-moskosel").locator("h1")
    expect(heading).to_have_text("Bagarstugan i Moskosel")

    # A file is imported: first they see what would happen, then it happens, and can be undone.
    page.locator(".st-key-del").get_by_text("Import", exact=True).click()
    visit.settle()
    file = {"name": "byar.csv", "mimeType": "text/csv", "buffer": ROWS.encode()}
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Visa vad som skulle hända").click()
    page.get_by_text("visas på kartan genast").click()
    visit.settle()
    page.get_by_role("button", name="Importera 1 exempel").click()
    page.get_by_text("Klart: 1 tillagda, 0 ändrade, 1 nekade").wait_for()
    expect(read(reader, "/exempel?q=macken norsjö").locator("main")).to_contain_text("Macken i")
    page.get_by_role("button", name="Ångra").click()
    page.get_by_text("1 exempel är tillbaka som före importen").wait_for()
    expect(read(reader, "/exempel?q=macken norsjö").locator("main")).not_to_contain_text("Macken i")

    # The log tells who did all this.
    page.locator(".st-key-del").get_by_text("Logg", exact=True).click()
    expect(page.get_by_text("Ada").first).to_be_visible()
    visit.complaints = [text for text in visit.complaints if not GONE.search(text)]
