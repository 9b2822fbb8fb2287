"""Pictures in the forms of visitors and editors, as Streamlit runs them."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from geodata.bank import open_bank
from geodata.collection.geojson import collect
from geodata.database.store import open_store
from geodata.moderation import review
from geodata.moderation.submissions import Contact, load_submission, submit
from geodata.pictures.store import add_picture, load_picture
from pages.parts.contribute.draft import Draft, Spot, draft_to_feature, feature_to_draft, incomplete
from tests.factory import cheap_hash, feature
from tests.pages.conftest import Open
from tests.pictures import encoded, image, with_position

KEY = "bidra-pictures"
FACTS = {"alt": "En butik", "photographer": "Kim Ek", "licence": "cc_by"}
PASSWORD = "fyra ord om en bokbuss"
HASH = cheap_hash(PASSWORD)


@pytest.fixture
def bidra(open_page: Open) -> AppTest:
    """The first step of Bidra."""
    return open_page().switch_page("contribute.py").run()


def chosen(app: AppTest) -> list[dict[str, object]]:
    return json.loads((KEY in app.session_state and app.session_state[KEY]) or "[]")


def upload(app: AppTest, name: str, content: bytes) -> AppTest:
    app.file_uploader[0].upload(name, content).run()
    assert not app.exception
    return app


def fill(app: AppTest, key: str, identifier: object) -> AppTest:
    own = f"{key}-{identifier}"
    app.text_input(key=f"{own}-alt").input("En butik").run()
    app.text_input(key=f"{own}-photographer").input("Kim Ek").run()
    return app.selectbox(key=f"{own}-licence").set_value("cc_by").run()


def test_a_picture_is_chosen_described_and_removed(bidra: AppTest):
    upload(bidra, "affär.jpg", with_position())
    (picture,) = chosen(bidra)
    assert (picture["width"], picture["alt"]) == (640, "")
    fill(bidra, KEY, picture["id"])
    assert chosen(bidra) == [picture | FACTS]
    upload(bidra, "igen.jpg", with_position())
    assert "redan med" in bidra.error[0].value
    bidra.button(key=f"{KEY}-{picture['id']}-gone").click().run()
    assert chosen(bidra) == []


def test_a_file_that_is_no_picture_is_told_why_with_its_name(bidra: AppTest):
    upload(bidra, "brev.jpg", b"Hej")
    assert bidra.error[0].value.startswith("brev")
    assert "Filen är ingen bild" in bidra.error[0].value
    assert chosen(bidra) == []


def test_a_picture_without_its_texts_keeps_one_on_the_step(bidra: AppTest):
    upload(bidra, "affär.jpg", with_position())
    next(button for button in bidra.button if button.label == "Nästa").click().run()
    assert "Skriv för varje bild" in " ".join(text.value for text in bidra.markdown)


def picture_of(seed: int) -> dict[str, object]:
    return add_picture(open_bank().store, encoded(image(seed=seed))) | FACTS


def test_a_draft_becomes_an_example_with_its_pictures_and_back(bidra: AppTest):
    assert bidra
    pictures = [picture_of(1), picture_of(2)]
    spot = Spot(19.45, 65.87, "exact", "Moskosel")
    texts = {"title": "Macken", "kind": "fixed", "summary": "Bensin.", "place": "Moskosel"}
    draft = Draft(**texts, spot=spot, cost="120 000 kr", pictures=json.dumps(pictures))
    assert incomplete(draft)["what"] == {}
    new = draft_to_feature(draft, open_bank().current().gazetteer)
    assert new["properties"]["pictures"] == pictures
    assert new["properties"]["cost"] == "120 000 kr [1]"
    dated = {**new, "id": "x", "properties": new["properties"] | {"updated": "2026"}}
    (idea,) = collect([dated], "").ideas
    again = feature_to_draft(idea.to_feature())
    assert json.loads(again.pictures) == pictures
    assert again.cost == "120 000 kr"


def test_a_correction_keeps_the_sources_of_facts():
    sources = [
        {"title": "Byn"},
        {"title": "Kommunen", "url": "https://k.example/"},
        {"title": "Uppgift från den som lämnade in exemplet", "date": "2025-01-01"},
    ]
    facts = {"cost": "gratis [1]", "people": "en [2]", "funding": "stöd [3]"}
    (idea,) = collect([feature("x", sources=sources, **facts)], "").ideas
    draft = feature_to_draft(idea.to_feature())
    properties = draft_to_feature(draft, open_bank().current().gazetteer)["properties"]
    titles = [source.get("title", source.get("url")) for source in properties["sources"]]
    assert titles == ["Kommunen", "Byn", sources[2]["title"]]
    assert [properties[name] for name in facts] == ["gratis [2]", "en [1]", "stöd [3]"]


# Editors


@pytest.fixture
def example(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> tuple[AppTest, str]:
    """The editors' page of a handed-in example with a picture, and the example's id."""
    monkeypatch.setenv("SERVICEKARTAN_EDITORS_HASH", HASH)
    app = open_page()
    code = submit(open_bank(), feature("x", title="Macken", pictures=[picture_of(1)]), Contact())
    idea_id = load_submission(open_bank(), code).idea_id
    app.query_params["arende"] = idea_id
    app.switch_page("editorial.py").run()
    app.text_input(key="sign-in-name").input("Ada")
    app.text_input(key="sign-in-password").input(PASSWORD)
    return app.button(key="sign-in-go").click().run(), idea_id


def test_an_editor_sees_the_picture_and_publishes_it(example: tuple[AppTest, str]):
    app, idea_id = example
    assert not app.exception
    assert "En butik\nFoto: Kim Ek. CC BY 4.0" in [text.value for text in app.text]
    app.button(key="publish").click().run()
    assert open_bank().current().collection.by_id[idea_id].pictures[0].alt == "En butik"


def test_an_editor_erases_a_picture_for_good(example: tuple[AppTest, str]):
    app, idea_id = example
    app.button(key="publish").click().run()
    (picture,) = open_bank().current().collection.by_id[idea_id].pictures
    app.button(key=f"erase-{picture.id}").click().run()
    assert not app.exception
    assert "raderad för gott" in app.success[0].value
    assert open_bank().current().pictures == frozenset()
    assert not [button for button in app.button if button.key == f"erase-{picture.id}"]


def test_an_editor_erases_a_picture_of_a_tour_by_its_address(example: tuple[AppTest, str]):
    app, _ = example
    own = add_picture(open_store(), encoded(image(seed=7)), in_tours=True)["id"]
    app.button(key="close").click().run()
    app.session_state["del"] = "problems"
    app.run()
    field = app.text_input(key="picture-address")
    field.input("https://karta.example/visning/ABCDEF").run()
    assert "ingen bild" in app.info[-1].value
    field.input(f"https://karta.example/bild/{own}-projector.jpg ").run()
    app.button(key=f"erase-{own}").click().run()
    assert not app.exception
    assert load_picture(open_store(), str(own), "card") is None


def test_an_editor_changes_and_removes_pictures(example: tuple[AppTest, str]):
    app, idea_id = example
    key = f"edit-{idea_id}-1-pictures"
    (picture,) = json.loads(app.session_state[key])
    app.text_input(key=f"{key}-{picture['id']}-alt").input("En mack").run()
    app.button(key=f"edit-{idea_id}-1-publish").click().run()
    assert not app.exception
    assert open_bank().current().collection.by_id[idea_id].pictures[0].alt == "En mack"
    key = f"edit-{idea_id}-2-pictures"
    app.button(key=f"{key}-{picture['id']}-gone").click().run()
    app.button(key=f"edit-{idea_id}-2-publish").click().run()
    assert open_bank().current().collection.by_id[idea_id].pictures is None
    review.restore(open_bank(), idea_id, 2, "Ada")
    assert open_bank().current().pictures == {picture["id"]}
