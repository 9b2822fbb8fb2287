"""Addresses: any known spelling leads to the page's own."""

from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.collection.filter import Filter
from pages.common.links import labels, query, readable

values = st.sampled_from(["fixed", "På hjul", "On wheels", "trollkarl", "", "digital,case"])


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"kind": ["on_wheels"]}, {"kind": ["På hjul"]}),
        ({"kind": ["on wheels"], "lang": ["en"]}, {"kind": ["On wheels"], "lang": ["en"]}),
        ({"kind": ["fixed,case"]}, {"kind": ["Fast", "Arbetssätt"]}),
        ({"kind": ["Fast", "fixed"]}, {"kind": ["Fast"]}),
        ({"kind": ["trollkarl"]}, {}),
        ({"municipality": ["2417"]}, {"municipality": ["Norsjö"]}),
        ({"county": ["vasterbottens lan"]}, {"county": ["Västerbottens län"]}),
        ({"municipality": ["Habo"]}, {"municipality": ["Habo"]}),
        ({"kommun": ["håbo"]}, {"kommun": ["Håbo"]}),
        ({"municipality": ["Ha\u030abo"]}, {"municipality": ["Håbo"]}),
        ({"municipality": ["Äre"]}, {}),
        ({"idea": ["x"], "annat": ["y"]}, {"idea": ["x"], "annat": ["y"]}),
    ],
)
def test_any_spelling_becomes_the_pages(params: dict, expected: dict):
    assert readable(params) == expected


@given(st.dictionaries(st.sampled_from(["kind", "service", "lang", "q"]), st.lists(values)))
def test_what_is_readable_stays_as_it_is(params: dict[str, list[str]]):
    once = readable(params)
    assert readable(once) == once


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_filters_address_has_the_words_of_the_language(language: str):
    address = query(Filter(kind=("digital",), county=("24",)), language, idea="x")
    params = parse_qs(address.removeprefix("?"))
    assert params["kind"] == [labels("kind", language)["digital"]]
    assert params["county"] == ["Västerbottens län"]
    assert params["idea"] == ["x"]


def test_an_empty_filter_leads_to_the_page_itself():
    assert query(Filter(), "sv") == "?"
