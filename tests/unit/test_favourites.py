"""Favourites and comparisons: the address holds the choice, the page is text."""

import re

import pytest

from pages.common.comparison import differences, rows
from tests.factory import FEATURES, collect, feature
from tests.tricks import TRICKS
from tests.unit.conftest import Serve

SHOP = feature("affar", title="Affären", services=["groceries", "parcels"], lessons=["Börja smått"])
BUS = feature("buss", title="Bussen", kind="on_wheels", services=["groceries", "library"])
LATE = feature("kvarn", title="Kvarnen", services=["groceries"], started=2019, operator="Byalaget")


def ids_of(page: str) -> list[str]:
    return re.findall(r'<(?:li|th scope="col")[^>]*><a href="exempel/([\w-]+)', page)


def test_a_shared_list_shows_its_examples_in_order(serve: Serve):
    page = serve([SHOP, BUS, LATE]).get("/favoriter?exempel=kvarn,affar&lang=sv").text
    assert ids_of(page) == ["kvarn", "affar"]
    assert 'data-favourites="kvarn,affar"' in page
    assert 'href="workshop?exempel=kvarn,affar"' in page
    assert page.count('form="compare"') == 2


def test_without_any_the_page_says_how_to_get_some(serve: Serve):
    page = serve([SHOP]).get("/favoriter").text
    assert "stjärna" in page
    assert 'data-favourites=""' in page


def test_what_is_gone_is_counted(serve: Serve):
    assert "2 exempel i länken finns inte" in serve([SHOP]).get("/favoriter?exempel=x,y,affar").text


def test_examples_stand_side_by_side(serve: Serve):
    page = serve([SHOP, BUS, LATE]).get("/jamfor?exempel=affar&exempel=buss,kvarn").text
    assert ids_of(page) == ["affar", "buss", "kvarn"]
    rows = {
        name: re.findall(r"<td[^>]*>\s*(.*?)\s*</td>", cells, re.DOTALL)
        for name, cells in re.findall(r'scope="row"[^>]*>(.*?)</th>(.*?)</tr>', page, re.DOTALL)
    }
    assert rows["Slag"] == ["Fast", "På hjul", "Fast"]
    assert rows["Paket och post"] == ["Ja", "–", "–"]
    assert list(rows).index("Dagligvaror") < list(rows).index("Paket och post")
    assert rows["Drivs av"] == ["–", "–", "Byalaget"]
    assert "Börja smått" in rows["Att ta efter"][0]


def test_the_facts_to_copy_by_stand_side_by_side_with_their_sources():
    sources = [{"title": "Byns bokslut", "url": "https://byn.example/", "date": "2024-05-01"}]
    facts = {"cost": "120 000 kr om året", "people": "två på halvtid"}
    bought = feature("kopt", sources=sources, **facts)
    ideas = collect(SHOP, bought).ideas
    cells = {row.name: [text for text, *_ in row.cells] for row in rows(ideas) if not row.is_list}
    assert cells["Kostnad"] == ["", "120 000 kr om året (Byns bokslut 2024)"]
    assert cells["Människor som arbetar"] == ["", "två på halvtid (Byns bokslut 2024)"]
    assert "Finansiering" not in cells


def test_what_differs_is_said_in_words():
    ideas = collect(SHOP, BUS, LATE).ideas
    assert differences(ideas) == [
        "Alla har: dagligvaror.",
        "Bara ”Affären” har: paket och post.",
        "Bara ”Bussen” har: bibliotek.",
    ]


@pytest.mark.parametrize("query", ["", "?exempel=affar", "?exempel=affar,affar", "?exempel=,,"])
def test_one_example_is_not_compared_with_itself(serve: Serve, query: str):
    page = serve([SHOP, BUS]).get(f"/jamfor{query}").text
    assert "Välj två till fyra" in page
    assert "<table" not in page


def test_of_five_the_first_four_are_compared_and_that_is_said(serve: Serve):
    features = [feature(f"ex-{n}") for n in range(5)]
    page = serve(features).get("/jamfor?exempel=ex-4,ex-3,ex-2,ex-1,ex-0").text
    assert ids_of(page) == ["ex-4", "ex-3", "ex-2", "ex-1"]
    assert "de fyra första" in page


def test_in_english_the_texts_that_are_swedish_say_so(serve: Serve):
    page = serve([SHOP, BUS]).get("/jamfor?exempel=affar,buss&lang=en").text
    assert "Compare examples" in page
    assert '<td role="cell" lang="sv">' in page
    assert 'href="exempel/affar?lang=en"' in page


@pytest.mark.slow
def test_no_trick_in_any_text_or_address_becomes_markup(serve: Serve):
    features = [
        feature(f"elak-{n}", title="x" + t, summary="x" + t, operator="x" + t, lessons=["x" + t])
        for n, t in enumerate(TRICKS[:40])
    ]
    client = serve([SHOP, BUS, *features])
    tags = set(re.findall(r"<[a-z]+", client.get("/jamfor?exempel=affar,buss").text)) | {"<em"}
    for n in range(0, 40, 4):
        names = ",".join(f"elak-{n + k}" for k in range(4))
        assert set(re.findall(r"<[a-z]+", client.get(f"/jamfor?exempel={names}").text)) <= tags
    tags |= set(re.findall(r"<[a-z]+", client.get("/favoriter?exempel=affar").text))
    for trick in TRICKS:
        page = client.get("/favoriter", params={"exempel": f"affar,{trick}"})
        assert set(re.findall(r"<[a-z]+", page.text)) <= tags


def test_a_selection_is_named_after_its_place_and_told_whole(serve: Serve):
    page = serve(FEATURES).get("/exempel?county=25&kind=fixed").text
    assert "<h1>Exempel i Norrbottens län: Fast</h1>" in page
    assert 'class="vw-told"' in page
    assert "vw-told" not in serve(FEATURES).get("/exempel").text
