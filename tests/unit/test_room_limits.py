"""Rooms on the open internet: codes, places and notes that strangers cannot use up or guess."""

import asyncio
import datetime as dt
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import update
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from geodata import rate_limits
from geodata.database.models import Room, now
from geodata.database.store import Store, open_store
from geodata.workshop import room_codes, room_messages, rooms
from geodata.workshop.room_messages import Join, Note, PhoneMessage, Vote, save_messages
from geodata.workshop.room_results import results_geojson
from geodata.workshop.tours import Tour, TourStop, create_tour
from pages.middleware.browser_key import COOKIE
from pages.routes import presentation
from pages.routes.room import code_guard, hub, lan_address, pages, socket
from pages.routes.room.connection_limits import LIMITS, MAX_PHONES, ConnectionLimits, FullError
from tests.coroutines import run

SECRET = "Säg inte det här högt"
TOUR = Tour(title="Byn", stops=(TourStop(heading="Start", note=SECRET), TourStop(idea="butik")))
KEY = "the-leaders-secret-key-1"
PHONE = "0123456789abcdef"
GUESSER, OTHER = ("192.0.2.1", 1), ("198.51.100.1", 1)


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Starlette]:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'store.sqlite'}")
    rate_limits.forget_all()
    code_guard._inside.clear()
    routes = [*pages.ROUTES, *presentation.ROUTES]
    yield Starlette(routes=routes, lifespan=lambda _: hub.running())
    rate_limits.forget_all()
    open_store().engine.dispose()


@pytest.fixture
def code(app: Starlette) -> str:
    assert app
    return rooms.open_room(open_store(), TOUR, KEY)


def guess(client: TestClient, times: int) -> list[int]:
    return [client.get(f"/rum/AAA{number % 10}").status_code for number in range(times)]


@pytest.mark.slow
def test_guessing_ends_and_the_hall_gets_in(app: Starlette, code: str):
    guesser, phone = TestClient(app, client=GUESSER), TestClient(app, client=OTHER)
    own = code_guard.WRONG_CODES.own
    assert guess(guesser, own + 2) == [404] * own + [429] * 2
    assert guesser.get(f"/rum/{code}").status_code == 429
    assert "QR-koden" in guesser.get(f"/rum/{code}").text
    assert phone.get(f"/rum/{code}").status_code == 200


@pytest.mark.slow
def test_a_room_that_a_network_is_in_stays_open_to_it_whatever_others_guess(
    app: Starlette, code: str
):
    hall = TestClient(app, client=OTHER)
    assert hall.get(f"/rum/{code}").status_code == 200
    guess(hall, code_guard.WRONG_CODES.own + 1)
    assert hall.get(f"/rum/{code}").status_code == 200
    for number in range(10):
        guess(TestClient(app, client=(f"203.0.113.{number}", 1)), 30)
    new = TestClient(app, client=("203.0.113.99", 1))
    assert new.get(f"/rum/{code}").status_code == 429
    scanned = rooms.load_room(open_store(), code).long_code
    assert new.get(f"/rum/{scanned}").status_code == 200
    assert new.get(f"/rum/{code}XXXXXXXX").status_code in (404, 429)


def test_the_qr_code_holds_more_than_one_can_guess(code: str):
    long_code = rooms.load_room(open_store(), code).long_code
    assert room_codes.split_code(long_code) == (code, long_code[4:])
    other = room_codes.long_code(code, "another leader's digest")
    assert (len(long_code), other == long_code) == (12, False)


def test_the_line_is_guarded_as_the_page_is(code: str, app: Starlette):
    with TestClient(app, client=GUESSER) as client:
        guess(client, code_guard.WRONG_CODES.own)
        with client.websocket_connect(f"/rum/{code}/ws") as line:
            assert line.receive_json()["why"] == "unknown"


def test_a_binary_message_ends_the_line_without_an_error(code: str, app: Starlette):
    with TestClient(app) as client, client.websocket_connect(f"/rum/{code}/ws") as line:
        line.send_bytes(b"\x00" * 20)
        with pytest.raises(WebSocketDisconnect) as end:
            line.receive_json()
        assert end.value.code == socket.UNSUPPORTED


def test_one_network_does_not_take_all_places():
    limits = ConnectionLimits()
    most, _ = LIMITS["watcher"]
    places = [limits.place("ABCD", "watcher", GUESSER[0]) for _ in range(most + 1)]
    for place in places[:-1]:
        place.__enter__()
    with pytest.raises(FullError), places[-1]:
        pass
    with limits.place("ABCD", "watcher", OTHER[0]), limits.place("ABCD", "phone", GUESSER[0]):
        places[0].__exit__(None, None, None)
        with limits.place("ABCD", "watcher", GUESSER[0]):
            pass


def test_invented_phones_do_not_fill_a_room_for_others():
    limits = ConnectionLimits()
    for number in range(MAX_PHONES):
        limits.admit("ABCD", f"phone-{number}", GUESSER[0])
    with pytest.raises(FullError):
        limits.admit("ABCD", "one-more", GUESSER[0])
    limits.admit("ABCD", "phone-1", GUESSER[0])
    limits.admit("ABCD", "one-more", OTHER[0])
    assert MAX_PHONES * 4 < room_messages.MAX_PHONES


def test_lines_that_say_nothing_hold_no_phone_out(
    code: str, app: Starlette, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(LIMITS, "waiting", (2, 2))
    # Lines that stay open when an assertion fails would keep the client from ever ending.
    with TestClient(app) as client, ExitStack() as lines:
        # As many as may wait: which of three would be refused is a race.
        phone, _ = (
            lines.enter_context(client.websocket_connect(f"/rum/{code}/ws")) for _ in range(2)
        )
        phone.send_json({"type": "hello", "phone": PHONE})
        assert phone.receive_json()["type"] == "mine"
        lines.enter_context(client.websocket_connect(f"/rum/{code}/ws"))
        with client.websocket_connect(f"/rum/{code}/ws") as late:
            late.send_json({"type": "watch"})
            assert late.receive_json()["type"] in ("results", "refused")


def test_the_speakers_notes_are_for_the_leaders_browser_alone(app: Starlette, code: str):
    tour = create_tour(open_store(), TOUR, KEY)
    stranger, leader = TestClient(app), TestClient(app, cookies={COOKIE: KEY})
    for path in (f"/rum/{code}/visning", f"/visning/{tour}", f"/visning/{tour.lower()}"):
        assert SECRET not in stranger.get(path).text
        assert SECRET in leader.get(path).text
    for path in (f"/rum/{code}", f"/rum/{code}/resultat"):
        assert SECRET not in leader.get(path).text
    assert "private" in leader.get(f"/visning/{tour}").headers["cache-control"]


def test_a_room_left_for_a_day_closes_and_opens_again(code: str):
    store = open_store()
    vote = PhoneMessage(code, PHONE, Vote(slot=0, idea="butik", turn=1))
    long_ago = now() - dt.timedelta(hours=rooms.OPEN_HOURS + 1)
    with store.write() as session:
        session.execute(update(Room).values(changed=long_ago))
    assert not rooms.load_room(store, code).open
    assert save_messages(store, [vote]) == ["closed"]
    rooms.set_open(store, code, KEY, True)
    assert save_messages(store, [PhoneMessage(code, PHONE, Join()), vote]) == [
        None,
        None,
    ]


def test_opening_a_room_ends_also_when_no_code_is_free(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    rooms.open_room(store, TOUR, KEY)
    monkeypatch.setattr(rooms, "new_code", lambda *_: _only_code(store))
    with pytest.raises(rooms.TooManyRoomsError):
        rooms.open_room(store, TOUR, KEY)
    monkeypatch.undo()
    monkeypatch.setattr(rooms, "MAX_ROOMS", 1)
    with pytest.raises(rooms.TooManyRoomsError):
        rooms.open_room(store, TOUR, KEY)


def _only_code(store: Store) -> str:
    return next(iter(rooms.rooms_of(store, KEY)))


def test_what_is_hidden_stays_hidden_when_it_is_merged(store: Store):
    code = rooms.open_room(store, TOUR, KEY)
    texts = ("Bra idé", "Elakt", "Också bra")
    notes = [Note(token=f"token-{n:03}", text=t, lonlat=(15, 60)) for n, t in enumerate(texts)]
    save_messages(store, [PhoneMessage(code, PHONE, note) for note in notes])
    ids = [note.id for note in rooms.load_room(store, code).notes]
    rooms.hide_note(store, code, KEY, ids[1])
    for number in ids[1:]:
        rooms.merge_notes(store, code, KEY, number, ids[0])
    room = rooms.load_room(store, code)
    assert socket.results(room)["notes"][0]["merged"] == ["Också bra"]
    features = results_geojson(TOUR, {}, {}, room.notes)["features"]
    assert features[0]["properties"]["text"] == "Bra idé\nOckså bra"


@pytest.mark.parametrize(
    "url",
    ["http://192.0.2.2:22", "http://example.org", "http://localhost:99999", "http://[::1]:1"],
)
def test_the_server_connects_to_no_address_that_a_browser_names(
    monkeypatch: pytest.MonkeyPatch, url: str
):
    def connect(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(lan_address.socket.socket, "connect", connect)
    monkeypatch.setattr(lan_address.socket, "create_connection", connect)
    monkeypatch.setattr(lan_address.socket, "getaddrinfo", connect)
    monkeypatch.setattr(lan_address, "_default_address", lambda: None)
    assert lan_address.answers(url) in (True, False)


def test_a_visitor_from_elsewhere_is_not_told_the_servers_own_addresses():
    assert all(map(lan_address.is_nearby, ("192.168.1.5", "127.0.0.1", None, "::1", "fe80::1")))
    assert not any(map(lan_address.is_nearby, ("8.8.8.8", "2a00:1450::1", "nonsense")))


def test_this_process_is_heard_where_it_listens(monkeypatch: pytest.MonkeyPatch):
    async def ask() -> dict[str, bool]:
        server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with server:
            return {
                host: lan_address.answers(f"http://{host}:{port}")
                for host in ("127.0.0.1", "10.9.8.7")
            }

    hosts = [lan_address.LanAddress(host, "eth0") for host in ("127.0.0.1", "10.9.8.7")]
    monkeypatch.setattr(lan_address, "local_addresses", lambda: hosts)
    assert run(ask()) == {"127.0.0.1": True, "10.9.8.7": False}
