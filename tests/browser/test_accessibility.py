"""axe-core finds nothing wrong on the page or in the map's frame."""

import itertools

import pytest

from tests.browser.axe import violations
from tests.browser.conftest import DESKTOP, PHONE, Start


@pytest.mark.parametrize(
    ("path", "viewport", "theme"),
    [
        ("/?kind=digital", DESKTOP, "light"),
        ("/?kind=digital", PHONE, "dark"),
        ("/?lang=en&idea=moskosel-navet", DESKTOP, "dark"),
        ("/?lang=en&idea=moskosel-navet", PHONE, "light"),
    ],
)
def test_axe_is_content(start: Start, viewport: dict[str, int], theme: str, path: str):
    visit = start(viewport, color_scheme=theme).open(path)
    assert violations(visit.page) == []
    assert violations(visit.frame) == []


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
