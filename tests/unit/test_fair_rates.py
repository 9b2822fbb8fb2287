"""Rates: a network that asks for too much is refused with a sentence, and others notice nothing."""

import asyncio

import pytest
from limits import RateLimitItemPerSecond
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocketDisconnect

from pages.middleware.sessions import fair_rates
from pages.middleware.sessions.fair_rates import FairRates
from tests.coroutines import run


async def site(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.close"})
    else:
        await PlainTextResponse("hej")(scope, receive, send)


@pytest.fixture
def rates(monkeypatch: pytest.MonkeyPatch) -> FairRates:
    monkeypatch.setattr(fair_rates, "REQUESTS", RateLimitItemPerSecond(40, 3600))
    monkeypatch.setattr(fair_rates, "BYTES", RateLimitItemPerSecond(100, 3600))
    monkeypatch.setattr(fair_rates, "PAUSE_SECONDS", 0.01)
    return FairRates(site)


def test_one_network_is_refused_and_the_others_are_not(rates: FairRates):
    stranger, visitor = (TestClient(rates, client=(ip, 1)) for ip in ("192.0.2.1", "192.0.2.2"))
    assert [stranger.get("/om").status_code for _ in range(5)] == [200] * 4 + [429]
    assert stranger.get("/om").text.startswith("Det kommer för mycket")
    assert stranger.get("/om?lang=en").text.startswith("Too much comes")
    assert visitor.get("/om").status_code == 200
    with pytest.raises(WebSocketDisconnect), stranger.websocket_connect("/_stcore/stream"):
        pass
    with visitor.websocket_connect("/_stcore/stream"):
        pass


def test_files_of_which_a_page_has_many_cost_little(rates: FairRates):
    visitor = TestClient(rates, client=("192.0.2.1", 1))
    assert {visitor.get("/static/js/a.js").status_code for _ in range(40)} == {200}


@pytest.mark.parametrize("address", ["127.0.0.1", "testclient"])
def test_this_computer_and_who_is_unknown_are_not_counted(rates: FairRates, address: str):
    visitor = TestClient(rates, client=(address, 1))
    assert {visitor.get("/om").status_code for _ in range(9)} == {200}


def test_who_sends_too_much_is_read_slower(rates: FairRates):
    """After 100 bytes no more is read, and another network's message is."""

    async def check() -> None:
        async def receive() -> dict[str, object]:
            return {"type": "websocket.receive", "bytes": b"x" * 60}

        stranger, visitor = (rates._paced(ip, receive) for ip in ("192.0.2.1", "192.0.2.2"))
        assert (await stranger())["bytes"]
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(stranger(), 0.1)
        assert (await visitor())["bytes"]

    run(check())
