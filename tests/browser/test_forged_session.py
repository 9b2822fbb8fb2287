"""What a browser sends may be forged: over a raw session, without sign-in, nothing happens."""

import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from geodata.bank import Bank
from geodata.database.models import Decision
from geodata.database.store import Store
from geodata.moderation.review import load_review
from geodata.moderation.submissions import Contact, submit
from tests.factory import cheap_hash, feature
from tests.server import ROOT, serve_app

PASSWORD = "fyra ord om en bokbuss"
WAITING = "bagarstugan-moskosel"
States = dict[str, object]


class RawSession:
    """A session of Streamlit's protocol without a browser: says what it likes, sees everything."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.ids: dict[str, str] = {}
        self.id = ""
        self.received = b""

    def run(self, query: str = "", **states: object) -> "RawSession":
        """Have the page run with some widget states, by the widgets' keys or raw ids."""
        message = BackMsg()
        message.rerun_script.page_name = "redaktion"
        message.rerun_script.query_string = query
        for name, value in states.items():
            state = message.rerun_script.widget_states.widgets.add(id=self.ids.get(name, name))
            kind = {bool: "trigger_value", str: "string_value", int: "int_value"}[type(value)]
            setattr(state, kind, value)
        self.socket.send(message.SerializeToString())
        self._listen()
        return self

    def _listen(self) -> None:
        while True:
            data = self.socket.recv(timeout=60)
            assert isinstance(data, bytes)
            self.received += data
            message = ForwardMsg.FromString(data)
            self._learn(message)
            if message.WhichOneof("type") == "script_finished":
                return

    def _learn(self, message: ForwardMsg) -> None:
        self.id = message.new_session.initialize.session_id or self.id
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        identifier = getattr(getattr(element, kind), "id", "") if kind else ""
        if identifier.startswith("$$ID-"):
            self.ids[identifier.split("-", 2)[2]] = identifier

    def sign_in(self, query: str) -> "RawSession":
        """Sign in as an honest editor does."""
        self.run(query)
        typed = {"sign-in-name": "Ada", "sign-in-password": PASSWORD}
        return self.run(query, **typed, **{"sign-in-go": True})


@pytest.fixture(scope="module")
def store_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("forged") / "store.sqlite"


@pytest.fixture(scope="module")
def desk(store_path: Path) -> Iterator[str]:
    """The address of an app with a password, and an example that waits."""
    bank = Bank(ROOT / "ideas.geojson", Store(f"sqlite:///{store_path}"))
    new = feature("x", title="Bagarstugan", place="Moskosel")
    submit(bank, new, Contact(name="Kim Berg", email="kim@example.org"))
    env = {
        "SERVICEKARTAN_EDITORS_HASH": cheap_hash(PASSWORD),
        "SERVICEKARTAN_STORE": str(store_path),
    }
    with serve_app(env) as address:
        yield address


@contextmanager
def session(desk: str, resumed: str = "", cookie: str = "") -> Iterator[RawSession]:
    """A raw session, or one that is begun already, by its id, with a browser's cookies."""
    address = desk.replace("http://", "ws://") + "/_stcore/stream"
    words = ["streamlit", "a-token", resumed] if resumed else ["streamlit"]
    headers = {"Cookie": cookie} if cookie else {}
    options = {"additional_headers": headers, "max_size": None}
    with connect(address, subprotocols=words, **options) as socket:
        yield RawSession(socket)


@pytest.fixture
def bank(store_path: Path) -> Bank:
    return Bank(ROOT / "ideas.geojson", Store(f"sqlite:///{store_path}"))


def log(bank: Bank) -> list[str]:
    with bank.store.read() as session:
        return [row.action for row in session.scalars(select(Decision).order_by(Decision.id))]


QUERY = f"arende={WAITING}"
EDIT = f"edit-{WAITING}-1"
FORGERIES: dict[str, States] = {
    "publish": {"publish": True},
    "withdraw": {f"reason-{WAITING}": "x", "withdraw": True},
    "give-back": {f"comment-{WAITING}": "x", "give-back": True},
    "edit": {f"{EDIT}-title": "Hackad", f"{EDIT}-publish": True},
    "a-claim-to-be-signed-in": {"editor": "Ada", "publish": True},
    "sign-in-without-a-password": {"sign-in-name": "Ada", "sign-in-go": True, "publish": True},
}


@pytest.mark.parametrize("states", FORGERIES.values(), ids=FORGERIES)
def test_forged_states_do_nothing(desk: str, bank: Bank, states: States):
    with session(desk) as editor, session(desk) as stranger:
        ids = editor.sign_in(QUERY).ids
        assert {name for name in states if name not in ("editor", "sign-in-go")} <= ids.keys()
        stranger.run(QUERY)
        stranger.ids = ids
        stranger.run(QUERY, **states).run(QUERY)
        assert b"kim@example.org" not in stranger.received
    assert log(bank) == []
    assert load_review(bank, WAITING).case.state == "waiting"


def test_an_editor_who_has_signed_out_is_a_stranger(desk: str, bank: Bank):
    with session(desk) as editor:
        editor.sign_in(QUERY)
        assert b"kim@example.org" in editor.received
        editor.run(QUERY, **{"sign-out": True})
        editor.received = b""
        editor.run(QUERY, publish=True)
        assert b"kim@example.org" not in editor.received
    assert log(bank) == []


def test_the_same_message_from_an_editor_publishes(desk: str, bank: Bank):
    with session(desk) as editor:
        editor.sign_in(QUERY).run(QUERY, publish=True)
    assert log(bank) == ["publish"]
    assert WAITING in bank.current().collection.by_id


def browser_cookie(desk: str) -> str:
    """Return the cookie of a browser that has opened a page."""
    with urllib.request.urlopen(f"{desk}/_stcore/health", timeout=10) as response:
        return str(response.headers["Set-Cookie"]).split(";")[0]


def test_only_the_editors_own_browser_resumes_the_session(desk: str):
    cookie = browser_cookie(desk)
    with session(desk, cookie=cookie) as editor:
        editor.sign_in("")
        assert "sign-out" in editor.ids
    for stranger in ("", browser_cookie(desk)):
        with session(desk, editor.id, stranger) as other:
            assert other.run().id != editor.id
            assert "sign-out" not in other.ids
    with session(desk, editor.id, cookie) as back:
        assert back.run().id == editor.id
        assert "sign-out" in back.ids
