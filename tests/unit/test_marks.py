"""The marks of the collection: one file for each version, of which a view names rows."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

from geodata.bank import open_bank
from geodata.collection.filter import Filter
from pages.common.example_view import point
from pages.common.i18n import speaking
from pages.viewer import marks
from pages.widgets.map.pick import Pick
from pages.widgets.map.view import take_missing, view_layer
from tests.factory import FEATURES, Feature, feature
from tests.unit.conftest import Serve


def rows_of(hits: list[int] | str, size: int) -> list[int]:
    """Read rows as the browser does."""
    if not isinstance(hits, str):
        return hits
    content = base64.b64decode(hits)
    return [row for row in range(size) if content[row >> 3] & (128 >> (row & 7))]


def client_of(serve: Serve, features: list[Feature]) -> TestClient:
    serve(features)
    return TestClient(Starlette(routes=marks.ROUTES))


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.just(n), st.sets(st.integers(0, n - 1)))))
def test_rows_are_read_back_and_take_at_most_a_bit_each(case: tuple[int, set[int]]):
    size, rows = case
    packed = marks.pack(sorted(rows), size)
    assert rows_of(packed, size) == sorted(rows)
    assert len(json.dumps(packed, separators=(",", ":"))) <= 4 * ((size + 23) // 24) + 2


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_view_names_the_rows_of_its_hits_in_the_file_at_its_address(serve: Serve, language: str):
    client = client_of(serve, FEATURES)
    index = open_bank().current().search_index
    hits = index.select(Filter(q="bokbussen"))
    view = marks.marks_of(index, language).view(hits)
    answer = client.get(view["address"])
    assert "immutable" in answer.headers["cache-control"]
    rows = rows_of(view["hits"], len(FEATURES))
    with speaking(language):
        expected = {point(idea) for idea in hits}
    assert 0 < len(rows) < len(FEATURES)
    assert {tuple(answer.json()[row]) for row in rows} == expected


def test_a_file_keeps_its_address_and_content_when_the_collection_changes(serve: Serve):
    client = client_of(serve, FEATURES)
    old = marks.marks_of(open_bank().current().search_index, "sv").address
    content = client.get(old).content
    client = client_of(serve, [*FEATURES[1:], feature("ny", title="Ny & <b>egen</b>")])
    new = marks.marks_of(open_bank().current().search_index, "sv").address
    assert new != old
    assert client.get(new).json()[-1][4] == "Ny & <b>egen</b>"
    assert client.get(old).content == content


@pytest.mark.parametrize("address", ["sv/finnsinte", "xx/finnsinte"])
def test_a_version_that_is_not_here_is_not_kept_as_an_answer(serve: Serve, address: str):
    answer = client_of(serve, FEATURES).get(f"/embed/marks/{address}")
    assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")


def test_a_browser_without_the_marks_is_sent_them(serve: Serve, monkeypatch: pytest.MonkeyPatch):
    serve(FEATURES)
    index = open_bank().current().search_index
    monkeypatch.setattr("streamlit.session_state", session := {})

    def sent() -> str:
        group = view_layer(index.ideas, source=(index, Filter()))
        return next(iter(group._children.values())).data

    assert "Bokbussen" not in sent()
    take_missing(Pick(missing=marks.marks_of(index, "sv").version))
    assert "Bokbussen" in sent()
    session["marks-missing"] = "en annan version"
    assert "Bokbussen" not in sent()
