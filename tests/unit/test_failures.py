"""What fails is answered with a sentence and the headers of every page, and logged harmlessly."""

import logging
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from geodata import logs
from geodata.database.models import Submission
from geodata.database.store import Store
from pages.middleware import streamlit_files
from pages.middleware.failures import Failures
from pages.middleware.page_language import PageLanguage
from pages.middleware.response_count import ResponseCount
from pages.middleware.security_headers import SecurityHeaders
from pages.middleware.streamlit_files import StreamlitFiles
from pages.routes import metrics

SAFE = ("content-security-policy", "x-content-type-options", "referrer-policy")


def send(request: Request) -> Response:
    match request.path_params["what"]:
        case "fel":
            raise ZeroDivisionError
        case "databas":
            raise OperationalError("select", {}, Exception("gone"))
        case "kaka":
            response = PlainTextResponse("hej", headers={"Cache-Control": "public, max-age=60"})
            response.set_cookie("servicekartan", "secret")
            return response
    return PlainTextResponse("hej")


@pytest.fixture
def client() -> TestClient:
    middleware = [Middleware(m) for m in (SecurityHeaders, Failures, StreamlitFiles)]
    app = Starlette(routes=[Route("/{what:path}", send)], middleware=middleware)
    return TestClient(app, "https://karta.example", raise_server_exceptions=False)


def test_a_path_that_no_page_has_is_said_to_be_so():
    html = '<html lang="en"><head><title>Streamlit</title></head><body></body></html>'
    routes = [Route("/{path:path}", lambda _: HTMLResponse(html))]
    client = TestClient(Starlette(routes=routes, middleware=[Middleware(PageLanguage)]))
    assert client.get("/nara").status_code == 200
    answer = client.get("/finns-inte?lang=en")
    assert answer.status_code == 404
    assert 'lang="en"' in answer.text
    assert 'href="/?lang=en"' in answer.text


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("/fel", 500, "Något gick fel här"),
        ("/fel?lang=en", 500, "Something went wrong"),
        ("/databas", 503, "Databasen svarar inte just nu"),
        ("/databas?lang=en", 503, "The database does not answer"),
        ("/a%00b", 404, "ingen sida"),
        ("/static/%00", 404, "ingen sida"),
        ("/static/" + "a" * 300, 404, "ingen sida"),
        ("/static/js/nothing.js", 404, "Not found"),
        ("/static/../app.py", 200, "hej"),
        ("/" + "%C3%A5" * 200, 404, "ingen sida"),
    ],
)
def test_an_error_is_a_sentence_with_the_security_headers(
    client: TestClient, path: str, status: int, sentence: str
):
    response = client.get(path)
    assert (response.status_code, sentence in response.text) == (status, True)
    assert all(name in response.headers for name in SAFE)


def test_a_websocket_that_is_left_while_it_opens_is_no_error():
    async def closes_twice(socket: WebSocket) -> None:
        await socket.accept()
        await socket.close()
        await socket.close()

    routes = [WebSocketRoute("/rad", closes_twice)]
    client = TestClient(Starlette(routes=routes, middleware=[Middleware(Failures)]))
    with client.websocket_connect("/rad") as line, pytest.raises(WebSocketDisconnect):
        line.receive_text()


def test_no_address_that_a_stranger_makes_up_is_remembered(client: TestClient):
    known = next(path for path in streamlit_files._paths() if path.endswith(".js"))
    assert client.get(known).status_code == 200
    size = streamlit_files._read.cache_info().currsize
    for number in range(20):
        assert client.get(f"/static/{number}.js").status_code == 404
    assert streamlit_files._read.cache_info().currsize == size


def test_what_sets_a_cookie_is_kept_by_no_shared_cache(client: TestClient):
    assert client.get("/kaka").headers["cache-control"] == "private, max-age=60"
    assert "private" not in client.get("/annat").headers.get("cache-control", "")


def test_pages_may_open_websockets_to_this_server_only(client: TestClient):
    sources = next(
        rule.split()
        for rule in client.get("/annat").headers["content-security-policy"].split("; ")
        if rule.startswith("connect-src")
    )
    assert sources == ["connect-src", "'self'", "ws://karta.example", "wss://karta.example"]
    evil = client.get("/annat", headers={"Host": "x; script-src *"})
    assert "script-src *" not in evil.headers["content-security-policy"]


def test_https_only_is_for_the_operator_to_say(client: TestClient, monkeypatch: pytest.MonkeyPatch):
    assert "strict-transport-security" not in client.get("/annat").headers
    monkeypatch.setenv("SERVICEKARTAN_HSTS", "31536000")
    assert client.get("/annat").headers["strict-transport-security"] == "max-age=31536000"
    plain = client.get("http://karta.example/annat")
    assert "strict-transport-security" not in plain.headers


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_path_forges_or_paints_over_a_line_of_the_log(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], form: str
):
    for name in ("geodata", "servicekartan"):
        logger = logging.getLogger(name)
        for attribute in ("handlers", "propagate", "level"):
            monkeypatch.setattr(logger, attribute, getattr(logger, attribute))
    monkeypatch.setenv("SERVICEKARTAN_LOG", form)
    logs.configure()
    path = "/\x1b[2J\r\n2026-01-01 ERROR \u2028\x9b" + "x" * 64_000
    logging.getLogger("servicekartan.api").info("%s", path, extra={"path": path})
    try:
        raise ValueError(path)
    except ValueError:
        logging.getLogger("geodata").exception("fel")
    output = capsys.readouterr().err
    assert not set("\x1b\r\u2028\x9b") & set(output)
    assert not any(line.startswith("2026-01-01 ERROR") for line in output.split("\n"))
    assert len(output) < 12_000


def test_no_name_or_address_of_a_sender_is_in_the_text_of_an_error(store: Store):
    with store.write() as session:
        session.add(Submission(idea_id="x"))
    with pytest.raises(IntegrityError) as failure, store.write() as session:
        session.add(Submission(idea_id="x", contact_email="kim@example.org"))
    assert "kim@example.org" not in str(failure.value)
    record = logging.makeLogRecord({"exc_info": (failure.type, failure.value, failure.tb)})
    assert "kim@example.org" not in logs.json_formatter().format(record)


def test_metrics_are_there_when_the_operator_wants_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'store.sqlite'}")
    client = TestClient(Starlette(routes=metrics.ROUTES, middleware=[Middleware(ResponseCount)]))
    assert client.get("/metrics").status_code == 404
    monkeypatch.setenv("SERVICEKARTAN_METRICS", "true")
    text = client.get("/metrics").text
    assert "servicekartan_database_up 1.0" in text
    assert 'servicekartan_response_seconds_count{status="4xx"}' in text
    assert "process_open_fds" in text
