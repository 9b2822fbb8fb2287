"""Limits: for each network and for all together, and never so that one keeps the others out."""

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from geodata import rate_limits
from geodata.rate_limits import UNKNOWN_FACTOR, Limit, network_of
from pages.middleware import upload_budget
from pages.middleware.failures import Failures
from pages.middleware.upload_budget import PREFIX, UploadBudget


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    rate_limits.forget_all()
    yield
    rate_limits.forget_all()


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("::ffff:127.0.0.1", ""),
        ("127.0.0.1", ""),
        ("::1", ""),
        ("", ""),
        (None, ""),
        ("testclient", ""),
    ],
)
def test_an_ipv6_customer_is_one_network(address: str | None, network: str):
    assert network_of(address) == network


def test_one_network_uses_up_its_own_limit_only():
    limit = Limit("test", own=2, of_all=5)
    addresses = [f"2001:db8::{number:x}" for number in range(4)]
    assert [limit.hit(address) for address in addresses] == [True, True, False, False]
    assert limit.is_used_up("2001:db8::ffff")
    assert not limit.is_used_up("192.0.2.1")
    assert [limit.hit(f"192.0.2.{number}") for number in range(4)] == [True, True, True, False]


def test_visitors_of_unknown_address_are_limited_too_but_less():
    limit = Limit("test", own=2, of_all=1_000)
    answers = [limit.hit("") for _ in range(2 * UNKNOWN_FACTOR + 1)]
    assert answers == [True] * 2 * UNKNOWN_FACTOR + [False]


async def receive_file(request: Request) -> Response:
    size = 0
    async for part in request.stream():
        size += len(part)
    return PlainTextResponse(str(size))


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.setattr(upload_budget, "SESSION_BYTES", 100)
    monkeypatch.setattr(upload_budget, "BYTES", Limit("upload", own=250, of_all=10_000))
    route = Route(PREFIX + "{session}/{file}", receive_file, methods=["PUT"])
    app = Starlette(routes=[route], middleware=[Middleware(Failures), Middleware(UploadBudget)])
    return TestClient(app, client=("192.0.2.1", 1))


def test_a_session_may_send_so_much_and_no_more(client: TestClient):
    statuses = [
        client.put(f"{PREFIX}one/{number}?lang=en", content=b"x" * 40).status_code
        for number in range(4)
    ]
    assert statuses == [200, 200, 429, 429]
    refusal = client.put(f"{PREFIX}one/5?lang=en", content=b"x" * 40)
    assert refusal.text.startswith("You have sent as much")
    page = {"Referer": "http://testserver/bidra?lang=en"}
    assert client.put(f"{PREFIX}one/6", headers=page, content=b"x" * 40).text == refusal.text
    assert client.put(f"{PREFIX}one/7", content=b"x" * 40).text.startswith("Du har skickat")
    assert client.put(f"{PREFIX}other/1", content=b"x" * 40).text == "40"


def test_many_sessions_of_one_network_share_its_budget(client: TestClient):
    statuses = [
        client.put(f"{PREFIX}{number}/1", content=b"x" * 90).status_code for number in range(4)
    ]
    assert statuses == [200, 200, 429, 429]
