"""A link opens the same view in another browser."""

from urllib.parse import parse_qs, urlsplit

import pytest

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
    ("query", "chip"),
    [
        ("kind=on_wheels", "På hjul"),
        ("kind=On wheels", "På hjul"),
        ("lang=en&kind=På hjul", "On wheels"),
        ("municipality=2417", "Norsjö"),
        ("county=24,25&service=library", "Bibliotek"),
    ],
)
def test_links_may_use_keys_or_either_language(start: Start, query: str, chip: str):
    visit = start().open(f"/?{query}")
    assert visit.page.locator(".st-key-chip-0").inner_text().startswith(chip)


def test_nonsense_in_a_link_is_cleaned_away(start: Start):
    visit = start().open("/?kind=trollkarl&started=aldrig&idea=finns-inte&page=99")
    assert visit.counted() >= 200
    assert "trollkarl" not in visit.page.url
    assert "aldrig" not in visit.page.url


def test_back_leads_to_what_was_shown_before(start: Start):
    visit = start().open()
    visit.page.locator("[class*=st-key-card-hit-] button").first.click()
    visit.page.locator(".st-key-steps").wait_for()
    visit.settle()
    visit.page.go_back()
    visit.page.locator(".st-key-steps").wait_for(state="detached")
    assert visit.listed()


def test_switching_language_keeps_the_view(start: Start):
    visit = start().open("/?kind=digital")
    count = visit.counted()
    visit.page.get_by_role("link", name="English").click()
    visit.page.wait_for_url("**lang=en**")
    visit.frame.locator(".sk-legend li").first.wait_for(state="attached")
    visit.settle()
    assert visit.page.locator("html").get_attribute("lang") == "en"
    assert visit.frame.locator("html").get_attribute("lang") == "en"
    assert visit.counted() == count
