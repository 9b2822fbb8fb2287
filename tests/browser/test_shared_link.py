"""A link opens the same view in another browser."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Start


def test_a_link_reproduces_filters_selection_and_position(start: Start):
    first = start().open("/?kind=on_wheels&q=bok")
    first.frame.locator(".leaflet-control-zoom-in").click()
    first.settle()
    first.page.locator("[class*=st-key-hit-] button").nth(1).click()
    first.page.locator(".st-key-steps").wait_for()
    first.settle()
    second = start().open(first.page.url.removeprefix(first.site))
    second.settle()
    assert parse_qs(urlsplit(second.page.url).query) == parse_qs(urlsplit(first.page.url).query)
    headings = [visit.page.locator(".st-key-panel h2").inner_text() for visit in (first, second)]
    assert headings[0] == headings[1]
    assert first.counted() == second.counted()
    assert first.in_legend() == second.in_legend()


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("kind=on_wheels", {"kind": ["På hjul"]}),
        ("kind=On wheels", {"kind": ["På hjul"]}),
        ("lang=en&kind=På hjul", {"lang": ["en"], "kind": ["On wheels"]}),
        ("municipality=2417", {"municipality": ["Norsjö"]}),
        (
            "county=24,25&service=library",
            {"county": ["Västerbottens län", "Norrbottens län"], "service": ["Bibliotek"]},
        ),
    ],
)
def test_links_may_use_keys_or_either_language(
    start: Start, site: str, query: str, wanted: dict[str, list[str]]
):
    answer = start().page.request.get(f"{site}/?{query}")
    assert parse_qs(urlsplit(answer.url).query) == wanted


def test_nonsense_in_a_link_goes_and_back_and_another_language_keep_its_view(start: Start):
    visit = start().open("/?kind=digital&service=trollkarl&started=aldrig&idea=finns-inte&page=99")
    expect(visit.page).not_to_have_url(re.compile("trollkarl|aldrig"))
    ids, count = visit.listed(), visit.counted()
    visit.page.locator("[class*=st-key-card-hit-] button").first.click()
    visit.page.locator(".st-key-steps").wait_for()
    visit.settle()
    visit.page.go_back()
    visit.page.locator(".st-key-steps").wait_for(state="detached")
    visit.settle()
    assert visit.listed() == ids
    visit.page.get_by_role("link", name="English").click()
    visit.page.wait_for_url("**lang=en**")
    visit.frame.locator(".sk-legend li").first.wait_for(state="attached")
    visit.settle()
    assert visit.page.locator("html").get_attribute("lang") == "en"
    assert visit.frame.locator("html").get_attribute("lang") == "en"
    assert visit.counted() == count
