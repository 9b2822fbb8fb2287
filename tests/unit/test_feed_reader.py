"""A feed from elsewhere is bounded in every way, and nothing in it is believed."""

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.network import feed_reader
from geodata.network.feed_reader import FeedError, FeedReader, fetch, parse, plain_text
from geodata.settings import SettingsError
from tests.tricks import TRICKS

RSS = '<rss version="2.0"><channel><title>Nytt</title>{items}</channel></rss>'
ITEM = "<item><title>{title}</title><link>{url}</link><pubDate>{date}</pubDate></item>"
MAY = "Tue, 05 May 2026 10:00:00 GMT"
Answer = Callable[[BaseHTTPRequestHandler], None]


def item(title: str = "Byn får butik", url: str = "https://example.org/1", date: str = MAY) -> str:
    return ITEM.format(title=f"<![CDATA[{title}]]>", url=f"<![CDATA[{url}]]>", date=date)


def rss(*items: str) -> bytes:
    return RSS.format(items="".join(items)).encode()


def send(body: bytes, status: int = 200, **headers: str) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)

    return answer


def drip(request: BaseHTTPRequestHandler) -> None:
    while True:
        request.wfile.write(b"x")
        time.sleep(0.05)


def drip_body(request: BaseHTTPRequestHandler) -> None:
    send(b"")(request)
    drip(request)


def flood(request: BaseHTTPRequestHandler) -> None:
    send(b"")(request)
    while True:
        request.wfile.write(b"x" * 100_000)


class _Handler(BaseHTTPRequestHandler):
    answers: list[Answer]

    def do_GET(self) -> None:
        with suppress(OSError):
            self.answers[0](self)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def serve() -> Iterator[Callable[[Answer], str]]:
    """Answer every request as told; returns the address."""
    servers = []

    def start(answer: Answer) -> str:
        handler = type("Handler", (_Handler,), {"answers": [answer]})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_entries_become_text_links_and_days():
    (entry,) = parse(rss(item("Byn <b>får</b> butik &amp; mack")))
    assert entry.title == "Byn får butik & mack"
    assert entry.url == "https://example.org/1"
    assert entry.date == dt.date(2026, 5, 5)


def test_atom_is_read_too():
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><entry><title>Hej</title>'
        '<link href="https://example.org/a"/><updated>2026-05-05T10:00:00Z</updated></entry></feed>'
    )
    assert [entry.title for entry in parse(atom.encode())] == ["Hej"]


def test_the_newest_come_first_and_only_so_many():
    days = [item(str(n), date=f"{n + 1:02} May 2026 10:00:00 GMT") for n in range(28)]
    titles = [entry.title for entry in parse(rss(*days))]
    assert titles == [str(n) for n in range(27, 27 - feed_reader.MAX_ENTRIES, -1)]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "/x", "", 'h"t'])
def test_an_entry_that_leads_nowhere_good_is_left_out(url: str):
    assert parse(rss(item(url=url))) == ()


@pytest.mark.parametrize("trick", TRICKS)
def test_every_trick_becomes_a_short_line_of_text_or_nothing(trick: str):
    for entry in parse(rss(item(trick.replace("]]>", "")))):
        assert entry.title == " ".join(entry.title.split())
        assert 0 < len(entry.title) <= feed_reader.MAX_TITLE + 2


def test_markup_is_taken_away():
    assert plain_text("<p onclick=x>Hej <img src=x onerror=y><b>du</b></p>") == "Hej du"
    assert plain_text("Hej<script>top.hacked=1</script><style>*{}</style>") == "Hej"


@pytest.mark.parametrize("document", [b"", b"hej", b"<html><p>x</html>", b"\xff\xfe\x00", b"{}"])
def test_what_is_no_feed_is_an_error(document: bytes):
    with pytest.raises(FeedError):
        parse(document)


@given(
    st.binary()
    | st.text(st.characters(exclude_categories=["Cs"])).map(str.encode)
    | st.text(st.characters(exclude_categories=["Cs"])).map(rss)
)
@settings(deadline=None)
def test_whatever_comes_is_a_feed_or_an_error(document: bytes):
    with suppress(FeedError):
        assert all(entry.url.startswith("http") for entry in parse(document))


def test_a_document_that_names_a_file_does_not_open_it(tmp_path: Path):
    secret = tmp_path / "feed.xml"
    secret.write_bytes(rss(item("hemligt")))
    with pytest.raises(FeedError):
        parse(str(secret).encode())


def test_entities_that_grow_are_not_grown():
    grow = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE x [<!ENTITY a0 "ha">{grow}]>' + rss(item("&a11;")).decode()
    assert all(len(entry.title) < 200 for entry in parse(bomb.encode()))


@pytest.mark.parametrize(
    "answer",
    [
        send(b"nej", 404),
        send(b"", 302, Location="file:///etc/passwd"),
        send(b"", 302, Location="/"),
        flood,
    ],
    ids=["missing", "to a file", "in a circle", "endless"],
)
def test_a_hostile_server_is_an_error(serve: Callable[[Answer], str], answer: Answer):
    with pytest.raises(FeedError):
        fetch(serve(answer))


@pytest.mark.parametrize("answer", [drip, drip_body], ids=["slow head", "slow body"])
def test_a_server_that_never_ends_is_left_in_time(serve: Callable[[Answer], str], answer: Answer):
    with pytest.raises(FeedError, match="slow"):
        fetch(serve(answer), max_seconds=0.4)


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://x/", "hej", "http://", ""])
def test_only_web_addresses_are_fetched(address: str):
    with pytest.raises(FeedError):
        fetch(address)


def test_a_failure_keeps_what_was_known(serve: Callable[[Answer], str]):
    answers = [send(rss(item()))]
    reader = FeedReader(serve(lambda request: answers[0](request)))
    assert [entry.title for entry in reader.state(10).entries] == ["Byn får butik"]
    answers[0] = send(b"", 500)
    reader._read()
    assert reader.state().failed
    assert [entry.title for entry in reader.state().entries] == ["Byn får butik"]


def test_it_is_read_once_while_it_is_fresh_and_again_when_it_is_old(
    serve: Callable[[Answer], str], monkeypatch: pytest.MonkeyPatch
):
    asked = []
    reader = FeedReader(serve(lambda request: (asked.append(1), send(rss(item()))(request))[1]))
    for _ in range(3):
        reader.state(10)
    assert len(asked) == 1
    monkeypatch.setattr(feed_reader, "FRESH_SECONDS", 0)
    reader.state()
    reader._thread.join(10)
    assert len(asked) == 2


def test_nothing_is_followed_unless_an_address_is_configured(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SERVICEKARTAN_FEED", "")
    assert feed_reader.open_reader() is None


@pytest.mark.parametrize("address", ["hej", "file:///etc/passwd", "javascript:alert(1)"])
def test_what_is_no_web_address_is_refused(address: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SERVICEKARTAN_FEED", address)
    with pytest.raises(SettingsError):
        feed_reader.open_reader()


@pytest.mark.parametrize(
    "place",
    [
        "http://127.0.0.1:1/",
        "http://localhost/",
        "http://[::1]/",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest",
        "http://example.org:99999/",
        "http://:0/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "http://" + "a" * 300,
        "//" + "\u00ff",
    ],
)
def test_no_redirect_leads_into_a_private_network_or_ends_the_thread(
    serve: Callable[[Answer], str], place: str
):
    answer = send(b"", 302, Location=place.encode().decode("latin-1"))
    reader = FeedReader(serve(answer))
    assert reader.state(wait_seconds=15).failed
