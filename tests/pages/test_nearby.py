"""Nära mig as Streamlit runs it: the ways in, what is said, and every municipality."""

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geodata.collection.geojson import read
from geodata.geography import municipalities
from geodata.proximity.nearest import NearbyIndex
from geodata.proximity.surroundings import Origin, surroundings_of
from pages.parts.nearby import origin, sentences
from pages.parts.nearby.origin import NamedOrigin
from pages.widgets.map.pick import Pick, parse_pick
from pages.widgets.map.view import near_data
from pages.widgets.markdown import plain
from tests.factory import feature
from tests.pages.conftest import Open


@pytest.fixture
def near(open_page: Open) -> Open:
    """Open Nära mig, with query parameters as the browser would send them."""

    def run(**params: str | list[str]) -> AppTest:
        app = open_page().switch_page("nearby.py")
        for name, value in params.items():
            app.query_params[name] = value
        return app.run()

    return run


def page_text(app: AppTest) -> str:
    return " ".join(text.value for text in app.main.markdown)


def cards(app: AppTest, where: str) -> list[str]:
    start = f"{where}-"
    keys = [button.key or "" for button in app.button]
    return [key.removeprefix(start) for key in keys if key.startswith(start)]


def test_it_asks_where_you_are(near: Open):
    app = near()
    assert not app.exception
    assert app.title[0].value == "Nära mig"
    assert "Välj din kommun" in page_text(app)


def test_a_municipality_in_the_address(near: Open):
    app = near(kommun="Arvidsjaur")
    assert app.title[0].value == "Nära Arvidsjaur"
    assert cards(app, "own") == ["butik", "vardrum"]
    assert cards(app, "nearest")[-1] == "bokbuss"
    assert "Arvidsjaur har **2 exempel**" in page_text(app)


def test_choosing_a_municipality_takes_the_place_away(near: Open):
    app = near(plats="Motala")
    app.selectbox(key="kommun").select("2505").run()
    assert app.text_input(key="plats").value == ""
    assert app.title[0].value == "Nära Arvidsjaur"


def test_a_place_in_the_address(near: Open):
    app = near(plats="moskosel")
    assert app.title[0].value == "Nära Moskosel"
    assert cards(app, "own") == ["butik", "vardrum"]


def test_a_name_of_several_places_is_asked_about(near: Open):
    app = near(plats="Berg")
    assert app.button(key="candidate-0").label == "Berg, Berg"
    app.button(key="candidate-1").click().run()
    assert app.title[0].value == "Nära Berg, Linköping"


def test_a_name_of_nothing_is_said_to_be_so(near: Open):
    assert "Orten finns inte i vår lista" in near(plats="xyzzyx").info[0].value


def test_a_point_in_the_address(near: Open):
    app = near(punkt="15.04,58.54")
    assert app.title[0].value == "Nära en punkt i Motala"
    assert cards(app, "own") == ["bokbuss"]


@pytest.mark.parametrize("punkt", ["", "x", "1,2,3", "nan,60", "2.3,48.9", "999,999", "inf,-inf"])
def test_nonsense_as_a_point_asks_again(near: Open, punkt: str):
    app = near(punkt=punkt)
    assert not app.exception
    assert app.title[0].value == "Nära mig"


def test_a_filter_narrows_the_lists(near: Open):
    app = near(kommun="Arvidsjaur")
    app.pills(key="kind").select("digital").run()
    assert cards(app, "own") == cards(app, "nearest") == ["vardrum"]


def test_what_a_filter_hides_is_not_said_to_be_missing(near: Open):
    app = near(kommun="Arvidsjaur")
    app.pills(key="kind").select("on_wheels").run()
    assert "Inget exempel i Arvidsjaur passar ditt filter" in page_text(app)
    assert "inget exempel på kartan än" not in page_text(app)
    app.button(key="chip-0").click().run()
    assert "Arvidsjaur har **2 exempel**" in page_text(app)


def test_an_example_opens_beside_the_map_and_closes(near: Open):
    app = near(kommun="Arvidsjaur")
    app.button(key="own-butik").click().run()
    assert [header.value for header in app.main.header] == ["Butiken i byn"]
    app.button(key="step-list").click().run()
    assert cards(app, "own") == ["butik", "vardrum"]


def test_a_similar_municipality_can_be_looked_from(near: Open):
    app = near(kommun="Arvidsjaur")
    app.button(key="alike-2462").click().run()
    assert app.title[0].value == "Nära Vilhelmina"


def test_the_page_speaks_english(near: Open):
    app = near(kommun="Arvidsjaur", lang="en")
    assert app.title[0].value == "Near Arvidsjaur"
    assert "Most like Arvidsjaur are Vilhelmina, Pajala and Ragunda" in page_text(app)


def test_the_panel_of_an_example_leads_here(open_page: Open):
    app = open_page(idea="butik")
    links = {link.label: link for link in app.get("page_link")}
    assert "Vilka kommuner liknar den här?" in links


@pytest.mark.parametrize("text", ["", '{"type": "FeatureCollection", "features": []}'])
def test_with_no_examples_there_is_still_a_page(near: Open, collection: Path, text: str):
    collection.write_text(text)
    app = near(kommun="Motala")
    assert not app.exception
    assert "Motala har inget exempel på kartan än" in page_text(app)


def test_peoples_text_is_never_markdown(near: Open, collection: Path):
    features = [feature("x", title="[länk](http://a.b) <b>")]
    collection.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    assert r"”\[länk\]\(http\://a\.b\) \<b\>”" in page_text(near(kommun="Motala"))


@pytest.mark.slow
def test_every_municipality_gets_a_sentence_and_a_map(collection: Path):
    index = NearbyIndex(read(collection).ideas)
    for code, municipality in municipalities.municipalities().items():
        place = NamedOrigin(Origin(code), municipality.name)
        surroundings = surroundings_of(index, place.origin)
        assert sentences.summary(place, surroundings).startswith(plain(municipality.name))
        assert near_data(place.origin, surroundings)["lit"][code] == "own"
        assert all(sentences.similarity(entry.similar) for entry in surroundings.alike)


@pytest.mark.parametrize("name", ["Gotland", "Kiruna", "Stockholm", "Öckerö", "Sundbyberg"])
def test_unusual_municipalities(near: Open, name: str):
    app = near(kommun=name)
    assert not app.exception
    assert app.title[0].value == f"Nära {name}"


# What comes from the map


def click(**properties: object) -> dict[str, object]:
    return {"last_active_drawing": {"properties": properties}}


@pytest.mark.parametrize("place", [None, [], [1], ["a", "b"], [1, 2, 3], {"x": 1}, [1e999, 0], 7])
def test_what_is_no_spot_is_no_pick(place: object):
    assert parse_pick(click(place=place)) == Pick()


def test_a_spot_and_a_refusal_are_read():
    assert parse_pick(click(place=[15.5, 60.1])) == Pick(place=(15.5, 60.1))
    assert parse_pick(click(refused="denied")) == Pick(refused="denied")


@pytest.mark.parametrize("why", ["denied", "unavailable", "far", "<b>anything</b>"])
def test_every_refusal_is_answered_with_the_other_ways_in(why: str):
    assert "kommun" in origin._refusal_text(why)
    assert "<" not in origin._refusal_text(why)
