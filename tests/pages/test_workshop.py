"""The workshop page as Streamlit runs it: choosing a tour, changing its stops, taking it home."""

import json
import re
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from unittest.mock import MagicMock

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from geodata.database.store import open_store
from geodata.workshop.tour_files import dumps
from geodata.workshop.tours import (
    READY,
    Tour,
    TourStop,
    create_tour,
    load_tour,
    ready_tour,
    without_notes,
)
from pages.parts.workshop import downloads
from pages.routes import previews
from tests.factory import feature
from tests.pages.conftest import Open
from tests.pictures import with_position

WORKSHOP = str(Path(__file__).parents[2] / "pages" / "workshop.py")
Workshop = Open


@pytest.fixture
def workshop(open_page: Open) -> Workshop:
    """Open the workshop page, with query parameters as the browser would send them."""

    def run(**params: str) -> AppTest:
        app = open_page()
        for name, value in params.items():
            app.query_params[name] = value
        return app.switch_page("workshop.py").run()

    return run


def saved(app: AppTest) -> Tour:
    tour = load_tour(open_store(), app.text_input(key="visning").value)
    assert tour is not None
    return tour


def headings(app: AppTest) -> list[str]:
    return [stop.idea or stop.heading or "" for stop in saved(app).stops]


def field(app: AppTest, name: str):
    fields = [*app.text_input, *app.text_area]
    return next(field for field in fields if (field.key or "").startswith(f"{name}-"))


def test_an_empty_start_offers_the_ready_made_tours(workshop: Workshop):
    app = workshop()
    assert not app.exception
    names = [b.label for b in app.button if (b.key or "").startswith("ready-")]
    assert names == [
        "Välj De fem första",
        "Välj Service på hjul",
        "Välj Butiken utan personal",
        "Välj Vård nära",
    ]


def test_each_ready_made_tour_has_a_map_of_where_it_goes(workshop: Workshop):
    bodies = "".join(element.body for element in workshop().get("html"))
    addresses = re.findall(r'<img class="sk-tour-map" src="\./([^"]+)"', bodies)
    tours = [ready_tour(slug, "sv") for slug in READY]
    assert [address.partition("?exempel=")[2].split(",") for address in addresses] == [
        list(tour.ideas) for tour in tours
    ]
    client = TestClient(Starlette(routes=previews.ROUTES))
    assert client.get(f"/{addresses[0]}").headers["content-type"] == "image/png"


def test_a_ready_made_tour_is_copied_before_it_is_changed(workshop: Workshop):
    app = workshop()
    app.button(key="ready-vard-nara").click().run()
    assert app.text_input(key="visning").value == "vard-nara"
    assert not [b for b in app.button if b.key == "move-arrow_upward"]
    app.button(key="copy").click().run()
    assert len(app.text_input(key="visning").value) == 6
    assert saved(app).title == "Vård nära"
    assert app.button(key="move-arrow_upward").disabled


def test_stops_are_added_moved_and_removed(workshop: Workshop):
    app = workshop()
    app.button(key="begin-empty").click().run()
    app.selectbox(key="add-idea").select("butik").run()
    app.selectbox(key="add-idea").select("bokbuss").run()
    app.button(key="add-slide").click().run()
    assert headings(app) == ["butik", "bokbuss", "Och hos oss?"]
    app.button(key="move-arrow_upward").click().run()
    assert headings(app) == ["butik", "Och hos oss?", "bokbuss"]
    assert app.radio(key="stop").value == 1
    app.button(key="remove-stop").click().run()
    assert headings(app) == ["butik", "bokbuss"]


def test_what_is_typed_is_saved_at_once_and_found_again(workshop: Workshop):
    app = workshop()
    app.button(key="begin-empty").click().run()
    app.button(key="add-slide").click().run()
    field(app, "title").set_value("Vår kväll").run()
    field(app, "heading").set_value("Var ska bussen stanna?")
    field(app, "text").set_value("Rita på kartan.")
    field(app, "place").set_value("Moskosel")
    field(app, "note").set_value("Tio minuter.").run()
    tour = saved(app)
    assert tour.title == "Vår kväll"
    stop = tour.stops[0]
    assert (stop.heading, stop.text, stop.note) == (
        "Var ska bussen stanna?",
        "Rita på kartan.",
        "Tio minuter.",
    )
    assert stop.place == "Moskosel"
    assert stop.lonlat == (19.45, 65.87)


def test_a_press_right_after_typing_does_both(workshop: Workshop):
    app = workshop()
    app.button(key="begin-empty").click().run()
    for idea in ("butik", "bokbuss"):
        app.selectbox(key="add-idea").select(idea).run()
    field(app, "note").set_value("Fråga salen.")
    app.button(key="move-arrow_upward").click().run()
    assert headings(app) == ["bokbuss", "butik"]
    assert saved(app).stops[0].note == "Fråga salen."
    field(app, "note").set_value("En gång till.")
    app.button(key="remove-stop").click().run()
    assert headings(app) == ["butik"]


def test_a_place_that_may_be_several_is_asked_about(workshop: Workshop):
    app = workshop()
    app.button(key="begin-empty").click().run()
    app.button(key="add-slide").click().run()
    field(app, "place").set_value("Berg").run()
    assert saved(app).stops[0].lonlat is None
    app.button(key="candidate-1").click().run()
    assert not app.exception
    assert saved(app).stops[0].place.startswith("Berg, ")
    assert saved(app).stops[0].lonlat is not None


def test_an_emptied_title_or_heading_keeps_the_old_one(workshop: Workshop):
    app = workshop()
    app.button(key="begin-empty").click().run()
    app.button(key="add-slide").click().run()
    field(app, "title").set_value("  ").run()
    field(app, "heading").set_value("").run()
    assert not app.exception
    assert (saved(app).title, headings(app)) == ("Min visning", ["Och hos oss?"])


def test_someone_elses_tour_can_only_be_copied(workshop: Workshop):
    stops = (TourStop(idea="butik", note="Hemligt <b>"), TourStop(idea="borta"))
    code = create_tour(open_store(), Tour(title="# Deras", stops=stops), "någon annans nyckel")
    app = workshop(visning=code.lower())
    assert not app.exception
    assert "begin-empty" in [b.key for b in app.button]
    assert "add-slide" not in [b.key for b in app.button]
    assert any("finns inte längre" in text.value for text in app.markdown)
    app.button(key="copy").click().run()
    assert app.text_input(key="visning").value != code
    assert saved(app) == without_notes(load_tour(open_store(), code))


@pytest.mark.parametrize("code", ["FINNS1", "<script>", "\x00", "[x](http://a.b)", "å" * 300])
def test_a_code_that_leads_nowhere_is_said_and_the_page_goes_on(workshop: Workshop, code: str):
    app = workshop(visning=code)
    assert not app.exception
    assert "Ingen visning heter" in app.warning[0].value
    assert "[x](" not in app.warning[0].value
    assert app.button(key="ready-vard-nara")


def test_files_are_made_when_asked_for_and_forgotten_when_the_tour_changes(workshop: Workshop):
    app = workshop(visning="de-fem-forsta")
    app.button(key="make-pptx").click().run()
    assert not app.exception
    content = next(iter(app.session_state["made-files"].values()))
    assert zipfile.ZipFile(BytesIO(content)).testzip() is None
    assert "make-pptx" not in [b.key for b in app.button]
    app.button(key="ready-vard-nara").click().run()
    assert "make-pptx" in [b.key for b in app.button]


def test_a_saved_file_can_be_opened_and_a_bad_one_is_explained(workshop: Workshop):
    app = workshop()
    tour = Tour(title="Från fil", stops=(TourStop(heading="Hej"),))
    app.file_uploader[0].set_value(("min.json", dumps(tour).encode(), "application/json")).run()
    app.button(key="begin-file").click().run()
    assert saved(app) == tour
    bad = json.dumps({"format": "servicekartan-visning", "title": "x", "stops": [{}]}).encode()
    app.file_uploader[0].set_value(("dålig.json", bad, "application/json")).run()
    assert "stopp 1" in app.error[0].value


def test_the_map_page_fills_the_tour(open_page: Open):
    app = open_page()
    app.button(key="tour-butik-hit").click().run()
    app.button(key="tour-bokbuss-hit").click().run()
    assert headings_of(app) == ["butik", "bokbuss"]
    app.button(key="tour-butik-hit").click().run()
    assert headings_of(app) == ["bokbuss"]


def headings_of(app: AppTest) -> list[str]:
    tour = load_tour(open_store(), app.session_state["tour"])
    assert tour is not None
    return list(tour.ideas)


def test_all_that_is_chosen_on_the_map_becomes_a_tour(open_page: Open):
    app = open_page(kind=["Fast", "Digital"])
    app.button(key="tour-of-all").click().run()
    assert not app.exception
    assert headings_of(app) == ["butik", "vardrum"]
    assert saved(app).title == "Fast, Digital"


def test_the_page_speaks_english(workshop: Workshop):
    app = workshop(lang="en", visning="de-fem-forsta")
    assert "The first five" in [title.value for title in app.subheader]
    assert "1. Choose" in [title.value for title in app.header]


def test_peoples_text_is_never_markdown(workshop: Workshop, collection: Path):
    features = [feature("x", title="# [länk](http://a.b) $x$ <b>")]
    collection.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    app = workshop()
    app.button(key="begin-empty").click().run()
    app.selectbox(key="add-idea").select("x").run()
    assert r"\[länk\]\(http" in app.radio(key="stop").options[0]


def test_files_are_made_one_at_a_time(monkeypatch: pytest.MonkeyPatch):
    running, most = [0], [0]

    def make(*_: object) -> bytes:
        running[0] += 1
        most[0] = max(most[0], running[0])
        time.sleep(0.05)
        running[0] -= 1
        return b"fil"

    monkeypatch.setattr(downloads, "may", lambda _: True)
    kind = downloads.Format("pdf", "PDF", "", "application/pdf", make)
    place = MagicMock()
    with ThreadPoolExecutor(4) as pool:
        files = list(
            pool.map(lambda _: downloads._make_file(kind, Tour(title="x"), [], place), range(4))
        )
    assert (files, most) == ([b"fil"] * 4, [1])
    monkeypatch.setattr(downloads, "QUEUE_SECONDS", 0)
    with downloads._turn:
        assert downloads._make_file(kind, Tour(title="x"), [], place) == b""
    place.warning.assert_called_once()
    monkeypatch.setattr(downloads, "may", lambda _: False)
    assert downloads._make_file(kind, Tour(title="x"), [], place) == b""


def test_a_free_slide_gets_a_photo_once_its_texts_are_there(workshop: Workshop):
    app = workshop()
    app.button(key="begin-empty").click().run()
    app.button(key="add-slide").click().run()
    uploads = [u for u in app.file_uploader if u.key.startswith("picture-")]
    uploads[0].upload("bygdegård.jpg", with_position()).run()
    assert not app.exception
    assert saved(app).pictures == ()
    labels = ("Vad visar bild 1", "Vem har tagit bild 1")
    for label, text in zip(labels, ("Bygdegården", "Kim Ek"), strict=True):
        next(f for f in app.text_input if f.label.startswith(label)).input(text).run()
    licence = next(s for s in app.selectbox if s.label.startswith("Hur får bild 1"))
    licence.set_value("cc_by").run()
    assert not app.exception
    (picture,) = [stop.picture for stop in saved(app).stops]
    assert picture
    assert (picture.alt, picture.photographer, picture.licence) == (
        "Bygdegården",
        "Kim Ek",
        "cc_by",
    )
    field(app, "text").input("Välkommen.").run()
    assert saved(app).stops[0].picture == picture
    assert len(saved(app).stops) == 1
    next(b for b in app.button if b.label == "Ta bort bild 1").click().run()
    assert saved(app).pictures == ()
    assert saved(app).stops[0].text == "Välkommen."
