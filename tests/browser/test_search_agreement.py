"""The light viewer and the take-home file find what the API finds, in the same order."""

import random
from collections.abc import Iterator
from dataclasses import asdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect

from geodata.collection.filter import Filter
from geodata.collection.geojson import read
from geodata.collection.search.hit_reason import hit_reason
from geodata.collection.search.lexicon import lexicon
from geodata.collection.search.search_index import SearchIndex
from geodata.collection.search.stemming import words
from geodata.workshop.tours import tour_of
from pages.routes.presentation import take_home
from tests.browser.conftest import Start
from tests.browser.light import Light
from tests.server import ROOT

COLLECTION = read(ROOT / "ideas.geojson")
EVERYTHING = SearchIndex(COLLECTION.ideas)
TOUR = tour_of(random.Random(5).sample(COLLECTION.ideas, 40), "Fyrtio")
OWN = SearchIndex(COLLECTION.by_id[key] for key in TOUR.ideas)
QUERIES = [
    "affärer",
    "bussar",
    "apoteket",
    "Åre",
    "are",
    "A\u030ange",
    "butik med bankid",
    "handla på natten",
    "biblotek",
    "lanthandl",
    "tanka i Småland",
    "village shop",
    "xyzzy",
    "!?",
]
SHOWN = "#examples .vw-list li:not([hidden])"
FIND = """text => {
    const { search, reasonTexts } = servicekartan.viewer.data;
    window.finder ||= servicekartan.searcher(search, reasonTexts);
    return [window.finder(text), (window.finder(text) || []).map(window.finder.reasons(text))];
}"""

phrases = st.sampled_from(sorted(key.strip("=") for key in lexicon()))
texts = st.sampled_from(
    sorted({word for idea in COLLECTION.ideas for word in words(f"{idea.title} {idea.summary}")})
)


@st.composite
def slips(draw: st.DrawFn) -> str:
    word = draw(texts)
    at = draw(st.integers(0, len(word)))
    return word[:at] + draw(st.sampled_from(["", "x", "å"])) + word[at + 1 :]


queries = st.lists(phrases | texts | slips() | st.text(max_size=8), max_size=4).map(" ".join)


def ids(index: SearchIndex, query: str) -> list[str]:
    return [idea.id for idea in index.select(Filter(q=query))]


def listed(page: Page) -> list[str]:
    return list(page.locator(SHOWN).evaluate_all("rows => rows.map(row => row.dataset.id)"))


@pytest.fixture(scope="module")
def file(browser: Browser) -> Iterator[Page]:
    """The take-home file of forty examples, opened without a network."""
    page = browser.new_context(offline=True).new_page()
    page.set_content(take_home(TOUR, COLLECTION.by_id, "sv"))
    yield page
    page.close()


def test_the_light_viewer_has_what_the_api_finds(start: Start):
    light = Light(start())
    for query in QUERIES:
        api = light.page.request.get(
            f"{light.visit.site}/api/collections/ideas/items", params={"q": query, "limit": 1000}
        )
        expected = [example["id"] for example in api.json()["features"]]
        assert expected == ids(EVERYTHING, query)
        light.search(query)
        assert light.listed() == expected


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(queries)
def test_the_script_finds_the_same_rows_as_the_server(file: Page, query: str):
    rows = OWN.text_index.search(query) if words(query) else None
    reasons = [hit_reason(OWN, OWN.ideas[row], query, "sv") for row in rows or ()]
    expected = [reason and asdict(reason) | {"services": [*reason.services]} for reason in reasons]
    assert file.evaluate(FIND, query) == [rows, expected]


def reason_text(index: SearchIndex, idea_id: str, query: str) -> str:
    """Return what a card says of a hit."""
    reason = hit_reason(index, COLLECTION.by_id[idea_id], query, "sv")
    if reason is None:
        return ""
    if reason.services:
        return f"Träff i tjänster: {', '.join(reason.services)}"
    return f"Träff i texten: {reason.before}{reason.word}{reason.after}"


def shown_reasons(page: Page) -> list[str]:
    return list(
        page.locator(SHOWN).evaluate_all(
            "rows => rows.map(row => row.querySelector('.vw-reason').textContent)"
        )
    )


def test_the_light_viewer_says_why_a_hit_is_a_hit(start: Start):
    light = Light(start())
    for query in ("tanka", "insamlingar"):
        light.search(query)
        expected = [reason_text(EVERYTHING, key, query) for key in light.listed()]
        assert any(expected)
        assert shown_reasons(light.page) == expected
    light.search("")
    assert not any(shown_reasons(light.page))


def test_a_search_that_does_not_reach_the_server_says_so(start: Start):
    light = Light(start())
    light.page.route("**/embed/hits*", lambda route: route.fulfill(status=503))
    light.page.locator("#search").fill("bokbuss")
    expect(light.page.locator("#hit-count")).to_have_text("Sökningen når inte servern")
    assert len(light.listed()) == len(COLLECTION.ideas)
    light.visit.complaints.clear()


def test_the_file_lists_what_a_collection_of_its_examples_has(file: Page):
    file.evaluate("location.hash = '#exempel'")
    for query in QUERIES:
        file.locator("#search").evaluate(
            "(box, text) => { box.value = text; box.dispatchEvent(new Event('input')); }", query
        )
        assert listed(file) == ids(OWN, query)
        assert shown_reasons(file) == [reason_text(OWN, key, query) for key in ids(OWN, query)]
