"""The link checker against a local server, and the dead links that editors see."""

import json
import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from geodata.__main__ import main
from geodata.bank import Bank, open_bank
from geodata.database.store import Store
from geodata.moderation.dead_links import load_dead_links, source_urls, store_dead_links
from geodata.network.link_checker import USER_AGENT, LinkState, check_links
from tests.factory import feature

REQUESTS: list[tuple[str, str, str, float]] = []


class Handler(BaseHTTPRequestHandler):
    """Answers each path as its name says."""

    def do_HEAD(self) -> None:
        REQUESTS.append((self.command, self.path, self.headers["User-Agent"], time.monotonic()))
        path = self.path.strip("/")
        if path == "slow":
            time.sleep(1)
        if path == "no-head" and self.command == "HEAD":
            return self.answer(405)
        if path == "dropped" and self.command == "HEAD":
            return self.close_connection_now()
        if path.startswith("hop"):
            left = int(path[3:])
            return self.answer(302, f"/hop{left - 1}" if left else "/ok")
        locations = {"redirect": "/ok", "loop": "/loop", "inward": "http://127.0.0.1:1/"}
        if path in locations:
            return self.answer(301, locations[path])
        return self.answer(int(path) if path.isdigit() else 200)

    def do_GET(self) -> None:
        self.do_HEAD()
        if self.path == "/huge":
            try:
                while True:
                    self.wfile.write(b"x" * 65_536)
            except OSError:
                pass

    def answer(self, status: int, location: str = "") -> None:
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.end_headers()

    def close_connection_now(self) -> None:
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        del format, args


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def visit(*urls: str, pause: float = 0, **options: float) -> list[LinkState]:
    return check_links(urls, pause=pause, allow_private=True, **options)


@pytest.mark.parametrize(
    ("path", "cause", "status"),
    [
        ("ok", "ok", 200),
        ("404", "http", 404),
        ("410", "http", 410),
        ("500", "http", 500),
        ("403", "blocked", 403),
        ("redirect", "ok", 200),
        ("hop4", "ok", 200),
        ("hop5", "redirects", 0),
        ("loop", "redirects", 0),
        ("huge", "ok", 200),
        ("no-head", "ok", 200),
        ("dropped", "ok", 200),
        ("ok#del", "ok", 200),
    ],
)
def test_each_answer_is_told_apart(host: str, path: str, cause: str, status: int):
    url = f"{host}/{path}"
    assert visit(url) == [LinkState(url, cause, status)]


def test_slow_and_refused_hosts_are_dead(host: str):
    slow, refused = f"{host}/slow", "http://127.0.0.1:9/"
    states = visit(slow, refused, max_seconds=0.3)
    assert [state.cause for state in states] == ["slow", "refused"]
    assert all(state.dead and not state.answered for state in states)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/ok",
        "http://localhost:{port}/ok",
        "http://[::1]:{port}/ok",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest",
        "http://[::ffff:127.0.0.1]/",
        "http://0.0.0.0:{port}/",
        "http://2130706433/",
    ],
)
def test_private_addresses_are_never_visited(host: str, url: str):
    REQUESTS.clear()
    address = url.format(port=host.rpartition(":")[2])
    (state,) = check_links([address], pause=0)
    assert state.cause == "private"
    assert not REQUESTS


@pytest.mark.parametrize("url", ["ftp://example.org/", "http://", "mailto:a@b.se"])
def test_what_is_no_web_address_is_invalid(url: str):
    assert [state.cause for state in check_links([url])] == ["invalid"]


def test_one_host_gets_one_request_at_a_time_with_a_pause(host: str):
    REQUESTS.clear()
    visit(f"{host}/ok?1", f"{host}/ok?2", f"{host}/ok?1", pause=0.2)
    times = [moment for *_, moment in REQUESTS]
    assert [(method, agent) for method, _, agent, _ in REQUESTS] == [("HEAD", USER_AGENT)] * 2
    assert times[1] - times[0] >= 0.2


# What editors see


def collection(path: Path, urls: dict[str, str]) -> None:
    features = [
        feature(key, sources=[{"title": "Källan", "url": url}, {"title": "Kim berättar"}])
        for key, url in urls.items()
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))


def test_a_new_check_replaces_the_stored_links(tmp_path: Path, store: Store):
    path = tmp_path / "ideas.geojson"
    collection(path, {"a": "https://example.org/a", "b": "https://example.org/a"})
    bank = Bank(path, store)
    assert source_urls(bank) == ["https://example.org/a"]
    assert store_dead_links(bank, [LinkState("https://example.org/a", "http", 404)]) == 2
    assert [(row.idea_id, row.cause, row.status) for row in load_dead_links(bank)] == [
        ("a", "http", 404),
        ("b", "http", 404),
    ]
    collection(path, {"a": "https://example.org/ny", "b": "https://example.org/a"})
    assert [row.idea_id for row in load_dead_links(Bank(path, store))] == ["b"]
    assert store_dead_links(bank, [LinkState("https://example.org/a", "ok", 200)]) == 0
    assert load_dead_links(bank) == ()


@pytest.fixture
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command rests a second after each request to a host: not here."""
    monkeypatch.setattr("geodata.__main__.check_links", partial(check_links, pause=0))


@pytest.mark.usefixtures("no_pause")
def test_the_command_stores_what_is_dead(
    host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "ideas.geojson"
    collection(path, {"a": f"{host}/ok", "b": f"{host}/404"})
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("SERVICEKARTAN_IDEAS", str(path))
    monkeypatch.setenv("SERVICEKARTAN_STORE", str(tmp_path / "store.sqlite"))
    assert main(["links", "--allow-private"]) == 1
    message = capsys.readouterr().out
    assert f"Död: {host}/404 svarar med fel (404)" in message
    assert "2 adresser besökta, 1 döda" in message
    assert [row.idea_id for row in load_dead_links(open_bank())] == ["b"]


@pytest.mark.usefixtures("no_pause")
def test_without_a_network_nothing_is_stored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "ideas.geojson"
    collection(path, {"a": "http://127.0.0.1:9/"})
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("SERVICEKARTAN_IDEAS", str(path))
    monkeypatch.setenv("SERVICEKARTAN_STORE", str(tmp_path / "store.sqlite"))
    assert main(["links", "--allow-private"]) == 1
    assert "Inget är ändrat" in capsys.readouterr().err
    assert load_dead_links(open_bank()) == ()
