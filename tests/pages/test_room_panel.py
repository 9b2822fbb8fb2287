"""The leader's part of the workshop page: opening a room, tending its ideas, taking it home."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from geodata.database.store import open_store
from geodata.workshop import rooms
from geodata.workshop.room_messages import Join, Note, PhoneMessage, Vote, save_messages
from geodata.workshop.rooms import RoomState
from pages.routes.room import lan_address
from tests.pages.conftest import Open

IDEA = "motala-bokbuss"
Opened = tuple[AppTest, str]


@pytest.fixture
def workshop(open_page: Open) -> Callable[..., AppTest]:
    """Open the workshop page on a ready-made tour."""

    def run(**params: str) -> AppTest:
        app = open_page()
        app.query_params["visning"] = "de-fem-forsta"
        for name, value in params.items():
            app.query_params[name] = value
        return app.switch_page("workshop.py").run()

    return run


@pytest.fixture
def opened(workshop: Callable[..., AppTest]) -> Opened:
    app = workshop()
    app.number_input(key="room-dots").set_value(2)
    app.button(key="room-open").click().run()
    assert not app.exception
    return app, app.query_params["rum"]


def seen(code: str) -> RoomState:
    view = rooms.load_room(open_store(), code)
    assert view is not None
    return view


def say(code: str, *texts: str) -> None:
    phone = "a-simulated-phone"
    notes = [Note(text=text, token=f"token-{n:05d}") for n, text in enumerate(texts)]
    save_messages(
        open_store(), [PhoneMessage(code, phone, message) for message in (Join(), *notes)]
    )


def mark(app: AppTest, code: str, *texts: str) -> None:
    for note in seen(code).notes:
        if note.text in texts:
            app.checkbox(key=f"note-{note.id}").check()
    app.run()


def markdown(app: AppTest) -> str:
    return " ".join(str(element.value) for element in app.markdown)


def test_a_room_opens_with_its_code_and_the_address_for_phones(opened: Opened):
    app, code = opened
    assert code in [
        html.value.split(">")[1].split("<")[0]
        for html in app.get("html")
        if "sk-code" in html.value
    ]
    assert seen(code).dots == 2
    assert f"{seen(code).address}/rum" in [element.value for element in app.code]


def test_what_the_phones_say_is_counted_and_listed(opened: Opened):
    app, code = opened
    say(code, "**Bastu** vid sjön")
    vote = Vote(slot=0, idea=seen(code).tour.ideas[0], turn=1)
    save_messages(open_store(), [PhoneMessage(code, "a-simulated-phone", vote)])
    app.run()
    assert "1 telefon · 1 prick · 1 idé" in markdown(app)
    assert r"\*\*Bastu\*\* vid sjön" in [box.label for box in app.checkbox]


def test_ideas_are_hidden_merged_and_split(opened: Opened):
    app, code = opened
    say(code, "Bastu", "Bastu vid sjön", "Skräp")
    app.run()
    mark(app, code, "Bastu", "Bastu vid sjön")
    app.button(key="notes-merge").click().run()
    mark(app, code, "Skräp")
    app.button(key="notes-visibility_off").click().run()
    notes = {note.text: note for note in seen(code).notes}
    assert [part.text for part in notes["Bastu"].merged] == ["Bastu vid sjön"]
    assert notes["Skräp"].hidden
    mark(app, code, "Bastu")
    app.button(key="notes-call_split").click().run()
    assert len(seen(code).notes) == 3
    assert not app.exception


def test_a_room_closes_and_opens_again(opened: Opened):
    app, code = opened
    app.button(key="room-close").click().run()
    assert not seen(code).open
    app.button(key="room-close").click().run()
    assert seen(code).open


def test_another_browser_does_not_lead(opened: Opened, workshop: Callable[..., AppTest]):
    app = workshop(rum=opened[1])
    assert not app.exception
    assert "som du leder" in app.warning[0].value
    assert "room-close" not in [button.key for button in app.button]


def test_a_room_is_found_again_without_its_address(opened: Opened):
    app, code = opened
    app.button(key="room-other").click().run()
    app.button(key=f"room-{code}").click().run()
    assert app.query_params["rum"] == code


@pytest.mark.parametrize("code", ["", "'; DROP TABLE room", "ÅÄÖ☃", "x" * 5_000])
def test_an_odd_code_is_no_fault(workshop: Callable[..., AppTest], code: str):
    assert not workshop(rum=code).exception


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://localhost:8501", "http://10.0.0.2:8501"),
        ("https://karta.example.se/bank/", "https://10.0.0.2/bank"),
    ],
)
def test_the_address_keeps_its_port_and_folder(url: str, expected: str):
    assert lan_address.with_host(url, "10.0.0.2") == expected


def test_only_this_computers_own_names_are_local():
    local = ["http://localhost:1", "http://127.0.0.1", "http://[::1]:8501", "http://0.0.0.0:8501"]
    assert all(lan_address.is_local(url) for url in local)
    assert not lan_address.is_local("http://192.168.1.5:8501")


def test_interfaces_that_no_phone_reaches_come_last(monkeypatch: pytest.MonkeyPatch):
    class Card:
        isup = True

        def __init__(self, address: str = "") -> None:
            self.family, self.address = lan_address.socket.AF_INET, address

    cards = {
        "docker0": "172.17.0.1",
        "lo": "127.0.0.1",
        "wlan0": "192.168.1.5",
        "eth1": "169.254.3.3",
    }
    monkeypatch.setattr(lan_address.psutil, "net_if_stats", lambda: dict.fromkeys(cards, Card()))
    monkeypatch.setattr(
        lan_address.psutil, "net_if_addrs", lambda: {n: [Card(a)] for n, a in cards.items()}
    )
    assert [host.interface for host in lan_address.local_addresses()] == ["wlan0", "docker0"]


def test_ideas_can_be_read_before_they_show(workshop: Callable[..., AppTest]):
    app = workshop()
    app.checkbox(key="room-reviews").check()
    app.button(key="room-open").click().run()
    code = app.query_params["rum"]
    say(code, "Bastu")
    app.run()
    assert "1 idé väntar på att du läser den." in markdown(app)
    assert seen(code).notes[0].hidden
    mark(app, code, "Bastu")
    app.button(key="notes-visibility").click().run()
    assert not seen(code).notes[0].hidden
    assert "väntar på att du läser" not in markdown(app)
