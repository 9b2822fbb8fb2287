"""Websockets from pages of other sites are refused before Streamlit sees them."""

import pytest
from starlette.datastructures import Headers
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from pages.middleware.same_origin import SameOrigin, is_same_origin

OWN = ["http://karta.example", "https://karta.example"]
FOREIGN = [
    "null",
    "",
    "file://",
    "data:",
    "https://other.example",
    "https://karta.example.other",
    "https://karta.example:8443",
    "ftp://karta.example",
    "//karta.example",
    "https://[",
]


@pytest.mark.parametrize("origin", OWN)
def test_our_own_pages_are_let_in(origin: str):
    assert is_same_origin(Headers({"host": "karta.example", "origin": origin}))


@pytest.mark.parametrize("origin", FOREIGN)
def test_all_other_pages_are_not(origin: str):
    assert not is_same_origin(Headers({"host": "karta.example", "origin": origin}))


def test_a_program_says_no_origin():
    assert is_same_origin(Headers({"host": "karta.example"}))


def test_behind_a_proxy_the_public_address_counts(monkeypatch: pytest.MonkeyPatch):
    headers = Headers({"host": "127.0.0.1:8501", "origin": "https://karta.example"})
    assert not is_same_origin(headers)
    monkeypatch.setenv("SERVICEKARTAN_ADDRESS", "https://karta.example/")
    assert is_same_origin(headers)


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    socket = WebSocket(scope, receive, send)
    await socket.accept()
    await socket.send_text("in")
    await socket.close()


def test_a_foreign_websocket_never_reaches_the_app():
    client = TestClient(SameOrigin(echo))
    with client.websocket_connect("/_stcore/stream") as socket:
        assert socket.receive_text() == "in"
    foreign = {"origin": "https://other.example"}
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/x", headers=foreign):
        pass
