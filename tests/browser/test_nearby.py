"""Nära mig in a browser: every way to say where one is, and what it leads to."""

import itertools
import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Start, Visit

NORSJO = "/nara?kommun=2417"
COUNT_QUESTIONS = """{
    const ask = navigator.geolocation.getCurrentPosition;
    top.questions ??= 0;
    navigator.geolocation.getCurrentPosition = (...answers) => {
        top.questions += 1;
        if (top.isLost) answers[1]({ code: 2 });
        else ask.apply(navigator.geolocation, answers);
    };
}"""
"""Counts how often the page asks where it is; `isLost` answers as a phone that does not know."""

MAP_ABOVE_LISTS = """() => {
    const box = part => document.querySelector(part).getBoundingClientRect();
    const map = box(".st-key-map-frame iframe");
    return map.top < innerHeight * 0.65 && map.bottom <= box(".st-key-panel").top + 1;
}"""
"""Whether the map begins within the first screen, with the lists below it."""


def expect_near(page: Page, place: str) -> None:
    heading = page.get_by_role("heading", level=1, name=f"Nära {place}", exact=True)
    expect(heading).to_be_visible()


def expect_the_same_view_by_its_link(visit: Visit) -> None:
    """Open the page's own address anew, and compare what it says."""
    visit.settle()
    parts = [visit.page.locator(part).first for part in ("h1", ".st-key-sentence", ".st-key-panel")]
    texts = [part.inner_text() for part in parts]
    visit.open(visit.page.url.removeprefix(visit.site))
    assert [part.inner_text() for part in parts] == texts


def test_a_municipality_is_chosen_and_a_place_typed_or_picked_among_namesakes(start: Start):
    visit = start().open("/nara")
    page = visit.page
    page.get_by_role("combobox", name="Kommun").fill("Norsjö")
    page.get_by_role("option", name="Norsjö", exact=True).click()
    expect_near(page, "Norsjö")
    page.wait_for_url("**kommun=Norsj*")
    expect(visit.frame.locator("path.sk-own")).to_have_count(1)
    expect(visit.frame.locator("path.sk-beside")).to_have_count(5)
    expect(visit.frame.locator(".sk-distance")).to_have_count(3)

    for text, place in (("faro", "Fårö"), ("Fornåsa", "Fornåsa")):
        page.get_by_role("textbox", name="Ort").fill(text)
        expect_near(page, place)
        page.wait_for_url("**plats=*")
        expect(page).not_to_have_url(re.compile("kommun="))

    page.get_by_role("textbox", name="Ort").fill("Berg")
    page.get_by_role("button", name="Berg, Linköping").click()
    expect_near(page, "Berg, Linköping")
    expect_the_same_view_by_its_link(visit)


def test_a_click_on_land_looks_from_there_and_one_at_sea_is_answered_in_words(start: Start):
    visit = start().open(NORSJO)
    page = visit.page
    visit.frame.locator("path.sk-own").wait_for(state="attached")
    frame = page.locator(".st-key-map-frame iframe").bounding_box()
    x, y = frame["x"] + frame["width"] * 0.2, frame["y"] + frame["height"] * 0.7
    page.mouse.move(x, y)
    place = visit.frame.locator(".leaflet-tooltip").inner_text()
    page.mouse.click(x, y)
    page.wait_for_url("**punkt=*")
    expect_near(page, f"en punkt i {place}")
    visit.frame.locator(".sk-here").wait_for()
    expect_the_same_view_by_its_link(visit)

    address = page.url
    visit.frame.evaluate("void servicekartan.map.setView([56, 3], 7, { animate: false })")
    visit.frame.locator(".leaflet-container").click()
    page.get_by_text("för långt från Sverige").wait_for()
    assert page.url == address


def test_the_position_is_asked_for_on_demand_and_every_answer_leads_on(start: Start):
    visit = start()
    page = visit.page
    page.add_init_script(COUNT_QUESTIONS)
    visit.open(NORSJO)
    button = page.get_by_role("button", name="Min position")
    assert page.evaluate("questions") == 0

    # Refused, the other ways are left.
    button.click()
    page.get_by_text("Webbläsaren fick inte säga var du är").wait_for()
    expect_near(page, "Norsjö")
    page.get_by_role("textbox", name="Ort").fill("Kivik")
    expect_near(page, "Kivik")
    expect(page.get_by_text("Webbläsaren fick inte")).to_have_count(0)

    # Allowed, it is rounded before it leaves the browser.
    page.context.set_geolocation({"latitude": 65.876543, "longitude": 19.456789})
    page.context.grant_permissions(["geolocation"])
    button.click()
    expect_near(page, "en punkt i Arvidsjaur")
    page.wait_for_url("**punkt=19.46*65.88")

    page.evaluate("isLost = true")
    button.click()
    page.get_by_text("Webbläsaren vet inte var du är").wait_for()
    assert page.evaluate("questions") == 3


# What it leads to


def test_on_a_phone_an_example_leads_here_in_its_language_to_a_map_within_two_thumbs(start: Start):
    visit = start(PHONE).open("/?lang=en&idea=moskosel-navet")
    page = visit.page
    page.get_by_role("link", name="Which municipalities are like this one?").click()
    page.wait_for_url(re.compile("/nara.*kommun=.*lang=en"))
    page.get_by_role("heading", level=1, name="Near Arvidsjaur").wait_for()
    visit.settle()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.wait_for_function(MAP_ABOVE_LISTS)


def expect_headings_in_order(page: Page) -> None:
    levels = page.locator("h1, h2, h3").evaluate_all(
        "all => all.filter(h => h.offsetParent).map(h => Number(h.tagName[1]))"
    )
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def expect_lists_in_full_on_paper(page: Page) -> None:
    page.emulate_media(media="print")
    panel = page.locator(".st-key-panel")
    assert panel.evaluate("panel => panel.scrollHeight - panel.clientHeight") <= 1
    assert not page.get_by_role("button", name="Min position").is_visible()
    page.emulate_media(media="screen")


def test_the_lists_are_read_in_order_jumped_to_printed_and_come_back_from_an_example(start: Start):
    visit = start().open(NORSJO)
    page = visit.page
    expect_headings_in_order(page)
    expect_lists_in_full_on_paper(page)

    gaps = page.locator("#saknas")
    assert gaps.bounding_box()["y"] > DESKTOP["height"]
    page.get_by_role("link", name="Saknas").click()
    expect(gaps).to_be_in_viewport()

    page.locator("[class*=st-key-card-nearest-] button").first.click()
    page.wait_for_url("**exempel=*")
    page.get_by_role("button", name="Lista").click()
    page.get_by_role("heading", name="Närmast", exact=True).wait_for()
