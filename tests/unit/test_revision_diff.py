"""What differs between two versions, field by field and word by word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.moderation.revision_diff import Change, changed_fields, text_diff
from tests.factory import feature

BUTIK = feature("butik", place_accuracy="locality")
ROUTE = {"type": "LineString", "coordinates": [[19.4, 65.8], [19.5, 65.9]]}


def test_only_what_differs_is_told():
    after = feature("butik", place_accuracy="locality", title="Nytt namn")
    assert changed_fields(BUTIK, after) == [Change("title", "Exempel butik", "Nytt namn")]
    assert changed_fields(BUTIK, BUTIK) == []


def test_the_first_version_is_new_altogether():
    texts = {change.field: change.after for change in changed_fields(None, BUTIK)}
    assert texts["services"] == "groceries; parcels"
    assert texts["lat"] == "65.87"
    assert "id" not in texts
    assert all(texts.values())


def test_a_moved_pin_and_a_moved_route_are_told():
    moved = {"type": "Point", "coordinates": [19.45, 65.88]}
    after = feature("butik", place_accuracy="locality", geometry=moved)
    assert [change.field for change in changed_fields(BUTIK, after)] == ["lat"]
    route = feature("butik", place_accuracy="locality", kind="on_wheels", geometry=ROUTE)
    assert "shape" in [change.field for change in changed_fields(BUTIK, route)]


@pytest.mark.parametrize(
    ("before", "after", "parts"),
    [
        ("en buss", "en buss", ["=en buss"]),
        ("", "ny", ["+ny"]),
        ("gammal", "", ["-gammal"]),
        ("en gul buss", "en röd buss", ["=en", "-gul", "+röd", "=buss"]),
        ("ett\ntvå", "ett\ntre", ["=ett\n", "-två", "+tre"]),
    ],
)
def test_words_are_told_apart(before: str, after: str, parts: list[str]):
    signs = {"same": "=", "gone": "-", "new": "+"}
    assert [signs[part.how] + part.text for part in text_diff(before, after)] == parts


@given(st.text("ab \n", max_size=30), st.text("ab \n", max_size=30))
def test_each_text_can_be_read_out_of_the_comparison(before: str, after: str):
    parts = text_diff(before, after)
    for text, without in ((before, "new"), (after, "gone")):
        read = " ".join(part.text for part in parts if part.how != without)
        assert read.split() == text.split()
