"""Text from people comes into one spelling, and nothing that cannot be seen comes along."""

import xml.etree.ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from geodata.text import MAX_DEPTH, clean
from tests.factory import collect, feature
from tests.tricks import TRICKS


@given(st.text())
def test_clean_text_is_clean_and_fits_in_xml_and_utf8(text: str):
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    element = ET.Element("x")
    element.text = cleaned
    parsed = ET.fromstring(ET.tostring(element, "utf-8")).text or ""
    assert parsed.replace("\n", "") == cleaned.replace("\r", "").replace("\n", "")


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126)))
def test_plain_text_stays_as_it_is(text: str):
    assert clean(text) == text


def test_there_are_at_least_150_tricks():
    assert len(set(TRICKS)) >= 150


def test_every_trick_is_kept_as_text_in_every_field():
    texts = {trick: clean(trick).strip() for trick in TRICKS}
    features = [
        feature(f"x-{n}", title=trick, operator=trick, lessons=[trick], place=trick)
        for n, trick in enumerate(texts)
        if texts[trick]
    ]
    ideas = collect(*features).ideas
    assert [idea.title for idea in ideas] == [text for text in texts.values() if text]
    assert all(idea.lessons == (idea.title,) for idea in ideas)


def test_a_value_nested_too_deep_is_told_of():
    value: object = "djupt"
    for _ in range(MAX_DEPTH + 2):
        value = [value]
    [problem] = collect(feature("x", more=value)).problems
    assert "nästlat" in problem.what


def test_what_nobody_sees_parts_no_word():
    assert clean("Sk\u00e4r\u00adg\u00e5rd\u200b\ufeff") == "Skärgård"
