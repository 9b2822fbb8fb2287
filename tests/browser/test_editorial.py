"""The editors' page as an editor meets it: what a link leads to, what is safe and what lasts."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from geodata.bank import Bank
from geodata.database.store import Store
from geodata.moderation.review import load_review, save_edit
from geodata.moderation.submissions import Contact, submit
from geodata.text import clean
from tests.browser.axe import violations
from tests.browser.conftest import DESKTOP, PHONE, Start, Visit
from tests.factory import cheap_hash, feature
from tests.server import ROOT, MortalApp
from tests.tricks import TRICKS

PASSWORD = "fyra ord om en bokbuss"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("editorial") / "store.sqlite"


@pytest.fixture(scope="module")
def bank(path: Path) -> Bank:
    return Bank(ROOT / "ideas.geojson", Store(f"sqlite:///{path}"))


@pytest.fixture(scope="module")
def desk(path: Path) -> Iterator[MortalApp]:
    """An app with an editors' password, which can be killed."""
    app = MortalApp(f"sqlite:///{path}", {"SERVICEKARTAN_EDITORS_HASH": cheap_hash(PASSWORD)})
    app.start()
    yield app
    app.kill()


def enter(visit: Visit, path: str = "/redaktion") -> Page:
    """Open the editors' page and sign in."""
    page = visit.page
    page.goto(visit.site + path)
    page.get_by_role("textbox").first.fill("Ada")
    page.locator(".st-key-sign-in-password input").fill(PASSWORD)
    page.locator(".st-key-sign-in-go button").click()
    page.locator(".st-key-sign-out").wait_for()
    visit.settle()
    return page


def test_a_link_leads_past_the_sign_in_to_its_place_where_nothing_in_any_field_runs(
    start: Start, desk: MortalApp, bank: Bank
):
    tricks = [trick for trick in TRICKS if clean(trick).strip()]
    text = "\n".join(tricks)
    new = feature("x", title="Elak", description=text, lessons=tricks[-20:], operator=tricks[0])
    submit(bank, new, Contact(name=tricks[0], email="a@example.org"))
    changed = {**new["properties"], "description": f"{text} x", "summary": tricks[1]}
    edited = {**new, "properties": changed}
    save_edit(bank, "elak-moskosel", edited, tricks[3], tricks[4], 1)
    page = enter(start(address=desk.address), "/redaktion?lang=en&arende=elak-moskosel")
    page.get_by_role("heading", name="Elak").wait_for()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_text("1 ·").click()
    assert page.evaluate("window.hacked") is None
    assert page.get_by_text("sunglasses").count() > 0
    drawn = page.get_by_role("main").locator(
        "img, iframe:not(.stCustomComponentV1), script, marquee, [onerror], [onload]"
    )
    assert drawn.evaluate_all("all => all.map(each => each.outerHTML)") == []


@pytest.fixture(scope="module")
def changed(bank: Bank) -> str:
    """The id of an example of the file with a change that waits."""
    feature = bank.file_collection().by_id["moskosel-navet"].to_feature()
    feature["properties"] |= {"title": "Navet", "started": 2019}
    save_edit(bank, "moskosel-navet", feature, "Bo")
    return "moskosel-navet"


def violations_in_every_look(visit: Visit) -> list[str]:
    """Return what axe finds on a computer with the light theme, and on a phone with the dark."""
    faults = []
    for viewport, theme in ((DESKTOP, "light"), (PHONE, "dark")):
        visit.page.set_viewport_size(viewport)
        visit.page.emulate_media(color_scheme=theme)
        visit.settle()
        faults += [f"{theme}: {fault}" for fault in violations(visit.page)]
    return faults


def test_axe_is_content_with_every_section(start: Start, desk: MortalApp, changed: str):
    visit = start(address=desk.address)
    page = enter(visit, f"/redaktion?arende={changed}")
    page.get_by_role("heading", name="Vad som ändras").wait_for()
    assert violations_in_every_look(visit) == []
    for section in ("Exempel", "Import", "Nätverkets inlägg", "Logg"):
        page.locator(".st-key-del").get_by_text(section, exact=True).click()
        assert violations_in_every_look(visit) == [], section


SENTENCE = "En mening som ingen får slarva bort."
CONNECTED = "[data-testid=stApp][data-test-connection-state=CONNECTED]"


def test_what_is_being_typed_survives_a_page_in_the_other_language_and_a_restart(
    start: Start, desk: MortalApp, bank: Bank
):
    visit = start(address=desk.address)
    page = enter(visit, "/redaktion?arende=motala-bokbuss")
    cookies = {c["name"]: c for c in page.context.cookies()}
    cookie = cookies["servicekartan-redaktion"]
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
    page.get_by_text("Ändra", exact=True).click()
    # The field is not left: Streamlit has heard nothing of it.
    summary = page.get_by_role("textbox", name="Sammanfattning", exact=True)
    summary.press_sequentially(SENTENCE)

    # The other language is another page: nothing is left of this one but what the browser keeps.
    page.locator(".sk-language").click()
    page.wait_for_url("**lang=en**")
    visit.settle()
    page.get_by_text("Edit", exact=True).click()
    summary = page.get_by_role("textbox", name="Summary", exact=True)
    expect(summary).to_have_value(re.compile(SENTENCE))
    summary.press_sequentially("Och en till.")

    desk.kill()
    page.locator(CONNECTED).wait_for(state="detached")
    desk.start()
    page.locator(CONNECTED).wait_for()
    visit.settle()
    page.locator(".st-key-edit-motala-bokbuss-0-save button").click()
    page.get_by_text("Saved to the queue").wait_for()
    visit.leave()
    summary_sent = load_review(bank, "motala-bokbuss").case.feature["properties"]["summary"]
    assert SENTENCE in summary_sent
    assert "Och en till." in summary_sent
