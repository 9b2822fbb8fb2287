"""Nära mig in a browser: every way to say where one is, and what it leads to."""

import itertools
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Start, Visit

NORSJO = "/nara?kommun=2417"
BROKEN = """Object.defineProperty(navigator, "geolocation", {value: {getCurrentPosition:
    (_, refuse) => refuse({code: 2})}})"""


def expect_near(page: Page, place: str) -> None:
    heading = page.get_by_role("heading", level=1, name=f"Nära {place}", exact=True)
    expect(heading).to_be_visible()


def spot(visit: Visit, across: float, down: float) -> tuple[float, float]:
    frame = visit.page.locator(".st-key-map-frame iframe").bounding_box()
    return frame["x"] + frame["width"] * across, frame["y"] + frame["height"] * down


def test_choosing_a_municipality(start: Start):
    visit = start().open("/nara")
    visit.page.get_by_role("combobox", name="Kommun").fill("Norsjö")
    visit.page.get_by_role("option", name="Norsjö", exact=True).click()
    expect_near(visit.page, "Norsjö")
    visit.page.wait_for_url("**kommun=Norsj*")
    visit.settle()
    assert visit.frame.locator(".sk-distance").count() == 3
    assert visit.frame.locator("path.sk-own").count() == 1
    assert visit.frame.locator("path.sk-beside").count() == 5


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("moskosel", "Moskosel"),
        ("slussfors", "Slussfors"),
        ("Fornåsa", "Fornåsa"),
        ("sandhamn", "Sandhamn"),
        ("faro", "Fårö"),
        ("ostersund", "Östersund"),
    ],
)
def test_typing_a_place(start: Start, typed: str, place: str):
    visit = start().open(NORSJO)
    visit.page.get_by_role("textbox", name="Ort").fill(typed)
    expect_near(visit.page, place)
    visit.page.wait_for_url("**plats=*")
    assert "kommun=" not in visit.page.url


def test_a_name_of_several_places_asks_which(start: Start):
    visit = start().open("/nara?plats=Berg")
    visit.page.get_by_role("button", name="Berg, Linköping").click()
    expect_near(visit.page, "Berg, Linköping")


def test_a_click_on_land_looks_from_there(start: Start):
    visit = start().open(NORSJO)
    visit.frame.locator("path.sk-own").wait_for(state="attached")
    visit.page.mouse.move(*spot(visit, 0.2, 0.7))
    where = visit.frame.locator(".leaflet-tooltip").inner_text()
    visit.page.mouse.click(*spot(visit, 0.2, 0.7))
    visit.page.wait_for_url("**punkt=*")
    expect_near(visit.page, f"en punkt i {where}")
    visit.frame.locator(".sk-here").wait_for()


def test_a_click_far_out_at_sea_is_answered_in_words(start: Start):
    visit = start().open("/nara")
    visit.page.mouse.click(*spot(visit, 0.02, 0.5))
    visit.page.get_by_text("för långt från Sverige").wait_for()
    assert "punkt=" not in visit.page.url


# The phone's position


def ask_position(visit: Visit) -> None:
    visit.page.get_by_role("button", name="Min position").click()


def test_the_position_is_rounded_before_it_leaves_the_browser(start: Start):
    here = {"latitude": 65.876543, "longitude": 19.456789}
    visit = start(geolocation=here, permissions=["geolocation"]).open("/nara")
    assert "punkt" not in visit.page.url
    ask_position(visit)
    expect_near(visit.page, "en punkt i Arvidsjaur")
    visit.page.wait_for_url("**punkt=19.46*65.88")


def test_a_refused_position_leaves_the_other_ways(start: Start):
    visit = start().open(NORSJO)
    ask_position(visit)
    visit.page.get_by_text("Webbläsaren fick inte säga var du är").wait_for()
    expect_near(visit.page, "Norsjö")
    visit.page.get_by_role("textbox", name="Ort").fill("Kivik")
    expect_near(visit.page, "Kivik")
    assert visit.page.get_by_text("Webbläsaren fick inte").count() == 0


def test_an_unavailable_position_is_answered_in_words(start: Start):
    visit = start()
    visit.page.add_init_script(BROKEN)
    ask_position(visit.open("/nara"))
    visit.page.get_by_text("Webbläsaren vet inte var du är").wait_for()


def test_the_position_is_not_asked_for_again_when_the_page_is_opened(start: Start):
    visit = start()
    visit.page.add_init_script(
        "navigator.geolocation.getCurrentPosition = () => { window.top.asked = true }"
    )
    visit.open(NORSJO)
    visit.page.wait_for_timeout(500)
    assert visit.page.evaluate("window.asked") is None


# What it leads to


@pytest.mark.parametrize("query", ["kommun=2417", "plats=Fårö", "punkt=15.04,58.54"])
def test_a_link_opens_the_same_view(start: Start, query: str):
    first = start().open(f"/nara?{query}")
    second = start().open(first.page.url.removeprefix(first.site))
    for part in ("h1", ".st-key-sentence", ".st-key-panel"):
        texts = [visit.page.locator(part).first.inner_text() for visit in (first, second)]
        assert texts[0] == texts[1]


def test_an_example_opens_and_the_list_comes_back(start: Start):
    visit = start().open(NORSJO)
    visit.page.locator("[class*=st-key-card-nearest-] button").first.click()
    visit.page.wait_for_url("**exempel=*")
    visit.page.get_by_role("button", name="Lista").click()
    visit.page.get_by_role("heading", name="Närmast", exact=True).wait_for()


def test_the_panel_of_an_example_leads_here_and_keeps_the_language(start: Start):
    visit = start().open("/?lang=en&kind=digital")
    visit.page.locator("[class*=st-key-card-hit-] button").first.click()
    visit.page.get_by_role("link", name="Which municipalities are like this one?").click()
    visit.page.wait_for_url(re.compile("/nara.*kommun=.*lang=en"))
    visit.page.get_by_role("heading", level=1, name="Near").wait_for()


def test_a_jump_shows_its_list(start: Start):
    visit = start().open(NORSJO)
    visit.page.get_by_role("link", name="Saknas").click()
    visit.page.wait_for_timeout(500)
    top = visit.page.locator("#saknas").bounding_box()["y"]
    assert 0 < top < DESKTOP["height"]


def test_a_phone_shows_the_map_within_two_thumbs(start: Start):
    visit = start(PHONE).open(NORSJO)
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    frame = visit.page.locator(".st-key-map-frame iframe").bounding_box()
    panel = visit.page.locator(".st-key-panel").bounding_box()
    assert frame["y"] < PHONE["height"] * 0.65
    assert frame["y"] + frame["height"] <= panel["y"] + 1


def test_print_shows_every_list_in_full(start: Start):
    visit = start().open(NORSJO)
    visit.page.emulate_media(media="print")
    panel = visit.page.locator(".st-key-panel")
    hidden = panel.evaluate("e => e.scrollHeight - e.clientHeight")
    assert hidden <= 1
    assert not visit.page.get_by_role("button", name="Min position").is_visible()


def test_headings_come_in_order(start: Start):
    visit = start().open(NORSJO)
    levels = visit.page.locator("h1, h2, h3").evaluate_all(
        "all => all.filter(h => h.offsetParent).map(h => Number(h.tagName[1]))"
    )
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
