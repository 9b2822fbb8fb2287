"""People's Markdown becomes a small tree, whatever they write."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.common.markdown_tree import TAGS, Element, Node, markup
from pages.widgets.markdown import rewritten
from tests.tricks import TRICKS


def elements(nodes: list[Node]) -> Iterator[Element]:
    for node in nodes:
        if isinstance(node, dict):
            yield node
            yield from elements(node["children"])


def text(nodes: list[Node]) -> str:
    return "".join(node if isinstance(node, str) else text(node["children"]) for node in nodes)


def assert_harmless(nodes: list[Node]):
    for element in elements(nodes):
        assert element["tag"] in TAGS.values()
        assert ("href" in element) == (element["tag"] == "a")
        assert re.match(r"https?://", element.get("href", "http://"))


@pytest.mark.parametrize("trick", TRICKS)
def test_no_trick_gets_an_element_or_a_link_of_its_own(trick: str):
    assert_harmless(markup(trick))


@given(st.lists(st.sampled_from([*"*_[]()<>#`!\\\n -1.", "http://a.b", "javascript:x", "a"])))
def test_no_mixture_of_signs_does(parts: list[str]):
    assert_harmless(markup("".join(parts)))


def test_what_markdown_says_is_kept():
    nodes = markup("Hej **du** [där](https://a.b/)\n\n1. ett\n2. två")
    assert [element["tag"] for element in elements(nodes)] == ["p", "strong", "a", "ol", "li", "li"]
    assert text(nodes) == "Hej du därett" + "två"
    assert [element["href"] for element in elements(nodes) if "href" in element] == ["https://a.b/"]


def test_html_is_text():
    assert text(markup("<b>fet</b>")) == "<b>fet</b>"


def test_a_link_without_words_shows_its_address():
    assert text(markup("[](https://a.b/)")) == "https://a.b/"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hej *på* **dig**", "Hej *på* **dig**"),
        ("[här](https://example.org/a(b))", "[här](https://example.org/a%28b%29)"),
        ("[här](//evil.example) [där](ftp://evil.example)", "här där"),
        ("![bild](https://evil.example/x.png)", "bild"),
        ("![bild](data:image/png;base64,AAAA)", "bild"),
        ("Ett\n\n- två\n- tre\n  - fyra", "Ett\n\n- två\n- tre\n   - fyra"),
        ("## Rubrik", "#### Rubrik"),
        ("$x$ <b>", "\\$x\\$ \\<b\\>"),
    ],
)
def test_the_panel_shows_the_elements_that_the_light_pages_show(text: str, expected: str):
    assert rewritten(text) == expected


@given(st.one_of(st.text(), st.sampled_from(TRICKS)))
def test_what_the_panel_shows_has_the_same_text_and_links(trick: str):
    links = [node["href"] for node in elements(markup(rewritten(trick))) if node["tag"] == "a"]
    assert links == [node["href"] for node in elements(markup(trick)) if node["tag"] == "a"]
