"""The map page as Streamlit runs it, without a browser: what is listed, selected and said."""

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.factory import feature
from tests.pages.conftest import Open


def listed(app: AppTest) -> list[str]:
    return [
        button.key.removeprefix("hit-") for button in app.button if "hit-" in (button.key or "")
    ]


def page_text(app: AppTest) -> str:
    return " ".join(html.body for html in app.get("html") if "status" in html.body)


def test_all_examples_are_listed_and_counted(open_page: Open):
    app = open_page()
    assert not app.exception
    assert listed(app) == ["butik", "bokbuss", "vardrum"]
    assert "3 av 3 exempel" in page_text(app)
    assert "i 2 kommuner" in page_text(app)


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"q": "bok"}, ["bokbuss"]),
        ({"kind": "Digital"}, ["vardrum"]),
        ({"kind": ["Fast", "På hjul"]}, ["butik", "bokbuss"]),
        ({"service": "Bibliotek"}, ["bokbuss"]),
        ({"county": "Norrbottens län"}, ["butik", "vardrum"]),
        ({"municipality": "Motala"}, ["bokbuss"]),
        ({"status": "Avslutad"}, []),
        ({"started": ["2015", "2026"]}, ["vardrum"]),
        ({"bbox": "14,58,16,59"}, ["bokbuss"]),
        ({"q": "vårdrum", "county": "Östergötlands län"}, []),
    ],
)
def test_each_filter_in_the_address_narrows_list_and_count(
    open_page: Open, params: dict[str, str], expected: list[str]
):
    app = open_page(**params)
    assert listed(app) == expected
    assert f"{len(expected)} av 3 exempel" in page_text(app)


def test_a_filter_can_be_removed_by_its_chip(open_page: Open):
    app = open_page(kind="Digital", q="vård")
    app.button(key="chip-0").click().run()
    assert app.text_input(key="q").value == ""
    assert listed(app) == ["vardrum"]


def test_everything_can_be_cleared_at_once(open_page: Open):
    app = open_page(kind="Digital", q="vård", started=["2015", "2026"])
    app.button(key="reset").click().run()
    assert len(listed(app)) == 3


def test_a_searched_part_of_the_map_is_removed_as_any_other_filter(open_page: Open):
    app = open_page(bbox="14,58,16,59", kind="På hjul")
    assert app.button(key="chip-1").label == "Området på kartan ✕"
    app.button(key="chip-1").click().run()
    assert app.text_input(key="bbox").value == ""
    app = open_page(bbox="14,58,16,59")
    app.button(key="reset").click().run()
    assert len(listed(app)) == 3


def test_a_municipality_without_hits_leads_on_to_what_is_near(open_page: Open):
    app = open_page(municipality="Bräcke", kind="Digital")
    labels = {link.label for link in app.get("page_link")}
    assert {"Visa det som finns nära Bräcke", "Lämna ett eget"} <= labels
    assert "Bädda in" not in [button.label for button in app.button]


def test_an_empty_result_says_what_to_remove(open_page: Open):
    app = open_page(q="bokbuss", kind="Digital")
    assert "Inga exempel passar" in [title.value for title in app.subheader]
    app.button(key="alternative-0").click().run()
    assert listed(app) == ["vardrum"]


def test_a_collection_without_examples_asks_nobody_to_remove_anything(
    open_page: Open, collection: Path
):
    collection.write_text('{"type": "FeatureCollection", "features": []}')
    titles = [title.value for title in open_page().subheader]
    assert "Det finns inga exempel än" in titles
    assert "Inga exempel passar" not in titles


def test_municipalities_are_narrowed_by_county(open_page: Open):
    app = open_page(county="Gotlands län")
    assert app.multiselect(key="municipality").options == ["Gotland"]


def test_pressing_a_card_opens_its_panel(open_page: Open):
    app = open_page()
    app.button(key="hit-butik").click().run()
    assert [header.value for header in app.main.header] == ["Butiken i byn"]
    assert app.text_input(key="idea").value == "butik"
    app.button(key="step-list").click().run()
    assert len(listed(app)) == 3


def test_next_and_previous_walk_through_the_hits(open_page: Open):
    app = open_page(idea="butik")
    assert app.button(key="step-chevron_left").disabled
    app.button(key="step-chevron_right").click().run()
    assert app.text_input(key="idea").value == "bokbuss"


def test_an_unknown_example_shows_the_list(open_page: Open):
    app = open_page(idea="finns-inte")
    assert not app.exception
    assert len(listed(app)) == 3


@pytest.mark.parametrize(
    "params",
    [
        {"kind": "x", "started": "y", "page": "-7", "sort": "?", "tiles": "maybe"},
        {"county": ["", "25"], "municipality": "9999", "pos": "NaN,inf,'"},
        {"bbox": "1e999,0,nan,9"},
        {"bbox": "-1e300,-1e300,1e300,1e300"},
        {"lang": "de", "idea": "<script>", "q": "\x00\\\"' OR 1=1 --*"},
    ],
)
def test_nonsense_in_the_address_is_ignored(open_page: Open, params: dict[str, str]):
    assert not open_page(**params).exception


def test_the_page_speaks_english(open_page: Open):
    app = open_page(lang="en", kind="Fixed")
    assert "1 of 3 examples" in page_text(app)
    assert app.button(key="hit-butik").label == "**The village shop**"


def test_sorting_by_the_newest_source(open_page: Open, collection: Path):
    features = [feature("old", status_as_of="2016"), feature("new", status_as_of="2024-05")]
    collection.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    assert listed(open_page(sort="Nyast")) == ["new", "old"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"type": "FeatureCollection", "features": []}'])
def test_a_broken_collection_still_gives_a_page(open_page: Open, collection: Path, text: str):
    collection.write_text(text)
    app = open_page()
    assert not app.exception
    assert "0 av 0 exempel" in page_text(app)


def test_what_is_wrong_in_the_collection_is_said(open_page: Open, collection: Path):
    features = [feature("ok"), feature("fel", kind="magisk")]
    collection.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    app = open_page()
    assert listed(app) == ["ok"]
    assert any("”fel”, kind" in text.value.replace("\\", "") for text in app.markdown)


def test_a_missing_collection_still_gives_a_page(open_page: Open, collection: Path):
    collection.unlink()
    app = open_page()
    assert not app.exception
    assert any("finns inte" in text.value for text in app.markdown)


def test_peoples_text_is_never_markdown(open_page: Open, collection: Path):
    features = [feature("x", title="# [länk](http://a.b) :red[x] $x$ <b>")]
    collection.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    label = open_page().button(key="hit-x").label
    assert label == r"**\# \[länk\]\(http\:\/\/a\.b\) \:red\[x\] \$x\$ \<b\>**".replace(r"\/", "/")
