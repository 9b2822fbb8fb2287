"""A municipality shows the map on a page of its own, without the app behind it."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from geodata.collection.filter import Filter
from geodata.collection.geojson import read
from geodata.collection.search.search_index import SearchIndex
from pages.common.links import filter_of, parse
from tests.browser.conftest import PHONE, Start
from tests.browser.light import Light
from tests.server import ROOT

CATALOGUE = SearchIndex(read(ROOT / "ideas.geojson").ideas)


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("/embed", Filter()),
        ("/embed?kind=On wheels&lang=en", Filter(kind=("on_wheels",))),
        ("/embed?county=24,25&q=vård", Filter(q="vård", county=("24", "25"))),
    ],
)
def test_list_map_and_number_are_what_the_filter_admits(start: Start, path: str, wanted: Filter):
    light = Light(start(), path)
    expected = [idea.id for idea in CATALOGUE.select(wanted)]
    assert light.listed() == expected
    assert light.drawn() == light.said() == len(expected)


def test_no_session_is_begun(start: Start):
    visit = start()
    sockets: list[object] = []
    visit.page.on("websocket", lambda socket: sockets.append(socket))
    light = Light(visit, "/embed?idea=moskosel-navet")
    assert light.title().startswith("Navet i Moskosel")
    assert sockets == []
    assert light.page.context.cookies() == []


def test_typing_narrows_list_and_map_at_once(start: Start):
    light = Light(start())
    light.search("Trollkarl")
    assert light.listed() == []
    light.page.get_by_role("button", name="Rensa sökningen").click()
    light.search("BOKBÜSS")
    assert light.listed() == [idea.id for idea in CATALOGUE.select(Filter(q="BOKBÜSS"))]
    assert light.drawn() == light.said() == len(light.listed())


def test_the_kinds_narrow_too_and_the_link_to_the_full_map_follows(start: Start):
    light = Light(start(), "/embed?county=24")
    light.page.locator("#kinds").get_by_role("button", name="Digital").click()
    digital = CATALOGUE.select(Filter(county=("24",), kind=("digital",)))
    assert light.listed() == [idea.id for idea in digital]
    link = light.page.get_by_role("link", name="Öppna hela kartan").get_attribute("href")
    # `tests/browser/test_shared_link.py` opens such links in the app.
    assert filter_of(parse(urlsplit(str(link)).query)) == Filter(county=("24",), kind=("digital",))


def test_an_example_tells_all_and_its_address_opens_it_again(start: Start):
    light = Light(start())
    light.page.locator("#list button").nth(2).click()
    title = light.title()
    for part in ("Det här kan du göra", "Fakta", "Källor"):
        assert light.page.get_by_role("heading", name=part).is_visible()
    again = Light(start(), light.page.url.removeprefix(light.visit.site))
    assert again.title() == title
    assert again.page.locator(".sk-selected").is_visible()


def test_back_leads_to_the_list_and_to_what_was_open(start: Start):
    light = Light(start(), "/embed?kind=case")
    light.page.locator("#list button").first.click()
    first = light.title()
    light.page.get_by_role("button", name="Nästa").click()
    light.page.go_back()
    assert light.title() == first
    light.page.go_back()
    assert light.page.locator("#list").is_visible()


def test_a_mark_on_the_map_opens_its_example(start: Start):
    light = Light(start(), "/embed?municipality=0583&kind=on_wheels")
    light.page.locator(".sk-point").first.click()
    assert light.title() == "Motalas bokbuss blev en servicepunkt på hjul"


def test_all_is_done_by_keyboard(start: Start):
    light = Light(start(), "/embed?kind=case")
    press = light.page.keyboard.press
    press("Tab")
    assert light.page.evaluate("document.activeElement.className") == "vw-skip"
    press("Enter")
    press("Tab")
    press("Enter")
    titles = [light.title()]
    for keys in ("Alt+ArrowDown", "Alt+ArrowUp"):
        press(keys)
        titles.append(light.title())
    assert titles[0] == titles[2] != titles[1]
    press("Escape")
    assert light.page.evaluate("document.activeElement.textContent") == titles[0]


def test_a_mark_is_reached_and_named_by_keyboard(start: Start):
    light = Light(start(), "/embed?municipality=0583&kind=on_wheels")
    mark = light.page.locator(".sk-point").first
    assert "Motala" in mark.get_attribute("aria-label")
    mark.focus()
    light.page.keyboard.press("Enter")
    assert light.page.locator("#example h2").is_visible()


def test_the_host_chooses_the_look_if_it_wants_to(start: Start):
    light = Light(start(color_scheme="dark"), "/embed?theme=light")
    assert light.page.evaluate("document.documentElement.dataset.theme") == "light"
    assert light.page.evaluate("getComputedStyle(document.body).backgroundColor") == (
        "rgb(255, 255, 255)"
    )


def test_a_phone_shows_the_map_first_and_nothing_too_wide(start: Start):
    light = Light(start(PHONE))
    assert light.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    boxes = [light.page.locator(name).bounding_box() for name in ("#map", "#list")]
    assert boxes[0]["y"] + boxes[0]["height"] <= boxes[1]["y"] + 1
    light.page.locator("#list button").first.click()
    assert light.page.locator("#example h2").bounding_box()["y"] < PHONE["height"] / 2


def test_without_a_script_the_page_leads_to_the_text(start: Start):
    visit = start(java_script_enabled=False)
    visit.page.goto(visit.site + "/embed?kind=digital")
    visit.page.get_by_role("link", name="Läs exemplen som text").click()
    visit.page.locator("main li a").first.click()
    assert visit.page.locator("h1").is_visible()
    expect(visit.page).to_have_url(re.compile("/exempel/"))


def test_a_page_of_text_fits_on_a_phone(start: Start):
    visit = start(PHONE)
    for path in ("/exempel", "/exempel/moskosel-navet?lang=en"):
        visit.page.goto(visit.site + path)
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
