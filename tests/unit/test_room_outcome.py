"""What a room came to: ideas that are read first, results for phones, and files to take home."""

import io
import json
import re
from pathlib import Path

import pytest
from pptx import Presentation
from pypdf import PdfReader
from starlette.applications import Starlette
from starlette.testclient import TestClient

from geodata.bank import open_bank
from geodata.database.store import Store, open_store
from geodata.workshop import rooms
from geodata.workshop.pdf import to_pdf
from geodata.workshop.powerpoint import to_pptx
from geodata.workshop.room_messages import Join, Note, PhoneMessage, Vote, save_messages
from geodata.workshop.room_outcome import Bar, Outcome, outcome
from geodata.workshop.slides import slides
from geodata.workshop.tours import Tour, TourStop
from pages.routes.presentation import take_home
from pages.routes.room import pages
from pages.routes.room.socket import results, stage

SECRET = "Hemlig minnesanteckning"
TOUR = Tour(
    title="Vår kväll",
    stops=(TourStop(idea="motala-bokbuss", note=SECRET), TourStop(heading="Och vi?", note=SECRET)),
)
KEY = "the-leaders-secret-key"
LONG = "En mycket lång idé om en bastu vid sjön " * 7


@pytest.fixture
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The app's own store, empty."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("SERVICEKARTAN_STORE", str(tmp_path / "store.sqlite"))
    return open_store()


def say(store: Store, code: str, *messages: Join | Vote | Note) -> None:
    save_messages(store, [PhoneMessage(code, "0123456789abcdef", message) for message in messages])


def note(text: str, number: int = 1, **more: object) -> Note:
    return Note.model_validate({"text": text, "token": f"a-token-{number}", **more})


def state(store: Store, code: str) -> rooms.RoomState:
    room = rooms.load_room(store, code)
    assert room is not None
    return room


def used_room(store: Store, **options: bool) -> str:
    """Open a room in which a dot and two ideas are given, one of them with a pin."""
    code = rooms.open_room(store, TOUR, KEY, **options)
    ideas = note("Bastu", 1, lonlat=(15.0, 58.5)), note(LONG[:300], 2)
    say(store, code, Join(), Vote(slot=0, idea="motala-bokbuss", turn=1), *ideas)
    return code


def test_an_idea_that_must_be_read_first_waits_until_the_leader_shows_it(store: Store):
    code = used_room(store, reviews=True)
    first, second = state(store, code).notes
    assert (first.waiting, first.hidden) == (True, True)
    assert results(state(store, code))["notes"] == []
    rooms.hide_note(store, code, KEY, first.id, hidden=False)
    rooms.hide_note(store, code, KEY, second.id)
    assert [n["text"] for n in results(state(store, code))["notes"]] == ["Bastu"]
    assert not any(note.waiting for note in state(store, code).notes)


def test_what_is_merged_has_been_read(store: Store):
    code = used_room(store, reviews=True)
    first, second = state(store, code).notes
    rooms.merge_notes(store, code, KEY, second.id, first.id)
    rooms.hide_note(store, code, KEY, first.id, hidden=False)
    (shown,) = results(state(store, code))["notes"]
    assert shown["merged"] == [LONG[:300].strip()]


def test_phones_get_the_results_only_when_the_room_is_closed(store: Store):
    code = used_room(store)
    assert stage(state(store, code)).keys() == {"type", "open", "at", "dots"}
    rooms.set_open(store, code, KEY, False)
    closed = stage(state(store, code))
    assert (closed["type"], closed["open"]) == ("stage", False)
    assert closed["votes"] == {"motala-bokbuss": 1}
    assert [note["text"] for note in closed["notes"]] == ["Bastu", LONG[:300].strip()]


def result(store: Store) -> Outcome:
    room = state(store, used_room(store))
    ideas = open_bank().current().collection.by_id
    return outcome(room.tour, ideas, room.votes, room.notes, "sv")


def test_powerpoint_has_the_results_after_the_stops(store: Store):
    ideas = open_bank().current().collection.by_id
    found = result(store)
    content = to_pptx(TOUR, slides(TOUR, ideas, "sv"), "sv", outcome=found)
    deck = list(Presentation(io.BytesIO(content)).slides)
    titles = [page.shapes.title.text for page in deck]
    assert titles[3:] == ["Passar i våra byar", "Idéer från rummet", "Idéerna på kartan"]
    texts = ["\n".join(s.text_frame.text for s in p.shapes if s.has_text_frame) for p in deck]
    assert ideas["motala-bokbuss"].title in texts[3]
    assert f"2. {LONG[:300].strip()}" in texts[4]
    assert "1. Bastu" in texts[5]
    assert [s.shape_type for s in deck[5].shapes].count(13) == 1


def test_pdf_has_the_results_whole(store: Store):
    ideas = open_bank().current().collection.by_id
    found = result(store)
    content = to_pdf(TOUR, slides(TOUR, ideas, "sv"), "sv", "x/{}".format, outcome=found)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    squeezed = re.sub(r"\s", "", text)
    for part in (f"{ideas['motala-bokbuss'].title}: 1", f"2. {LONG[:300]}", "Idéerna på kartan"):
        assert re.sub(r"\s", "", part) in squeezed


def test_the_web_page_has_the_results_and_the_pins(store: Store):
    page = take_home(TOUR, open_bank().current().collection.by_id, "sv", outcome=result(store))
    data = json.loads(re.search(r'id="data">(.*?)</script>', page, re.S)[1])
    assert [slide.get("pins") for slide in data["slides"]] == [
        *[None] * 4, [[15.0, 58.5, "1"]], None
    ]  # fmt: skip
    assert LONG[:300].strip() in page


def test_the_web_page_shares_out_the_results_on_slides_that_hold_them():
    bars = tuple(Bar(f"Exempel {n}", "fixed", 8 - n) for n in range(9))
    many = Outcome(bars, tuple(f"Idé {n}" for n in range(1, 8)), ())
    page = take_home(TOUR, open_bank().current().collection.by_id, "sv", outcome=many)
    pattern = r'<section class="slide" id="(\d+)" data-type="outcome"(.*?)</section>'
    parts = re.findall(pattern, page, re.DOTALL)
    counts = [(number, text.count("<progress"), text.count("<li value")) for number, text in parts]
    assert counts == [("3", 3, 0), ("4", 3, 0), ("5", 2, 0), ("6", 0, 5), ("7", 0, 2)]
    assert '<li value="6">Idé 6</li>' in page
    assert '<a href="#6">Idéer från rummet</a>' in page
    data = json.loads(re.search(r'id="data">(.*?)</script>', page, re.DOTALL)[1])
    assert len(data["slides"]) == 9


def test_a_room_whose_ideas_wait_does_not_say_that_none_was_written(
    own_store: Store, client: TestClient
):
    code = used_room(own_store, reviews=True)
    rooms.set_open(own_store, code, KEY, False)
    page = client.get(f"/rum/{code}/ta-hem?lang=sv").text
    assert "Bastu" not in page
    assert "Inga idéer att visa." in page
    assert "Inga idéer att visa." in client.get(f"/rum/{code}?lang=sv").text


# The speaker's notes


@pytest.fixture
def client() -> TestClient:
    return TestClient(Starlette(routes=pages.ROUTES))


@pytest.mark.parametrize("what", ["", "/resultat", "/visning", "/ta-hem"])
def test_the_speakers_notes_reach_no_phone(what: str, own_store: Store, client: TestClient):
    code = used_room(own_store)
    rooms.set_open(own_store, code, KEY, False)
    answer = client.get(f"/rum/{code}{what}", follow_redirects=False)
    assert answer.status_code == 200
    assert SECRET not in answer.text


@pytest.mark.slow
def test_a_closed_room_is_taken_home_with_its_results(own_store: Store, client: TestClient):
    code = used_room(own_store)
    assert client.get(f"/rum/{code}/ta-hem", follow_redirects=False).status_code == 303
    rooms.set_open(own_store, code, KEY, False)
    answer = client.get(f"/rum/{code}/ta-hem?lang=sv")
    name = r".*''V%C3%A5r%20kv%C3%A4ll%20\d{4}-\d\d-\d\d\.html"
    assert re.fullmatch(name, answer.headers["content-disposition"])
    assert "Bastu" in answer.text
    assert "http-equiv" in answer.text


def test_the_notes_go_into_the_leaders_own_files_alone():
    from geodata.workshop.tours import without_notes

    ideas = open_bank().current().collection.by_id

    def notes(tour: Tour) -> list[bool]:
        stops = slides(tour, ideas, "sv")
        deck = Presentation(io.BytesIO(to_pptx(tour, stops, "sv"))).slides
        spoken = " ".join(p.notes_slide.notes_text_frame.text for p in deck if p.has_notes_slide)
        paper = PdfReader(io.BytesIO(to_pdf(tour, stops, "sv", "x/{}".format)))
        text = "".join(page.extract_text() for page in paper.pages)
        return [SECRET in found for found in (spoken, take_home(tour, ideas, "sv"), text)]

    assert notes(TOUR) == [True, True, False]
    assert notes(without_notes(TOUR)) == [False, False, False]
