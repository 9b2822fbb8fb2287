"""The language, for those who listen to a page; `test_axe_everywhere.py` has the headings."""

from tests.browser.conftest import Start


def test_the_page_says_its_language_from_the_first_byte(start: Start, site: str):
    request = start().page.request
    assert '<html lang="sv"' in request.get(site).text()
    assert '<html lang="en"' in request.get(f"{site}/?lang=en").text()
