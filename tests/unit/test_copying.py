"""Facts to copy an example by: each names its source, through form, file and page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.collection.copying import renumbered, split_citations, with_citations
from geodata.collection.geojson import collect
from pages.common.example_view import details
from pages.common.i18n import speaking
from tests.factory import feature

SOURCES = [{"title": "Byn", "date": "2024-05"}, {"title": "Kommunen", "url": "https://k.example/"}]


def problems(**facts: object) -> list[str]:
    return [str(problem.what) for problem in collect([feature("x", **facts)], "").errors]


@pytest.mark.parametrize("text", ["gratis [3]", "gratis [0]", "gratis", "[1]"])
def test_a_fact_names_a_source_that_is_there(text: str):
    (problem,) = problems(cost=text, sources=SOURCES)
    assert "Kostnad" in problem


def test_a_single_source_needs_no_number():
    assert problems(cost="gratis", sources=SOURCES[:1]) == []


def test_the_page_tells_a_fact_with_its_source():
    (idea,) = collect([feature("x", cost="1 000 kr [1][2]", sources=SOURCES)], "").ideas
    with speaking("sv"):
        assert ("Kostnad", "1 000 kr (Byn 2024; Kommunen)") in details(idea)["facts"]
    with speaking("en"):
        assert ("Cost", "1 000 kr (Byn 2024; Kommunen)") in details(idea)["facts"]


@given(
    st.permutations(range(1, 5)),
    st.lists(st.integers(1, 4), min_size=1, max_size=4, unique=True),
)
def test_numbers_follow_their_sources(order: list[int], numbers: list[int]):
    before = [{"title": f"k{n}"} for n in range(1, 5)]
    after = [{"title": f"k{n}"} for n in order]
    text, new = split_citations(renumbered(with_citations("gratis", numbers), before, after))
    assert text == "gratis"
    assert [order[n - 1] for n in new] == numbers
