"""The order of headings and the language, for those who listen to a page."""

import itertools

from tests.browser.conftest import Start


def test_headings_come_in_order(start: Start):
    visit = start().open("/?idea=moskosel-servicepunkt")
    levels = visit.page.locator("h1, h2, h3").evaluate_all(
        "all => all.filter(h => h.offsetParent).map(h => Number(h.tagName[1]))"
    )
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_the_page_says_its_language_from_the_first_byte(start: Start, site: str):
    request = start().page.request
    assert '<html lang="sv"' in request.get(site).text()
    assert '<html lang="en"' in request.get(f"{site}/?lang=en").text()
