"""The feed is Atom that readers understand, newest first, and by the pages' own filter."""

import feedparser
import pytest
from defusedxml import ElementTree

from geodata.bank import open_bank
from geodata.moderation.review import publish, save_edit
from tests.factory import FEATURES, MOTALA, feature
from tests.tricks import TRICKS
from tests.unit.conftest import Serve

ATOM = {"a": "http://www.w3.org/2005/Atom"}
DATED = [
    feature("gammal", updated="2019"),
    feature("ny", updated="2026-11-03"),
    feature("mellan", updated="2026-11", **MOTALA),
]


def read(
    serve: Serve, path: str = "/feed.atom", features: list = DATED
) -> feedparser.FeedParserDict:
    answer = serve(features).get(path)
    assert answer.headers["content-type"].startswith("application/atom+xml")
    parsed = feedparser.parse(answer.content)
    assert not parsed.bozo
    return parsed


def test_the_newest_comes_first_with_its_own_page(serve: Serve):
    parsed = read(serve)
    names = [entry.link.removeprefix("http://testserver/exempel/") for entry in parsed.entries]
    assert names == ["ny", "mellan", "gammal"]
    assert [entry.updated[:10] for entry in parsed.entries] == [
        "2026-11-03",
        "2026-11-01",
        "2019-01-01",
    ]
    assert parsed.feed.updated == parsed.entries[0].updated


def test_a_second_change_on_the_same_day_can_be_seen(serve: Serve):
    client = serve(DATED)
    moments = []
    for title in ("Ett nytt namn", "Ett namn till"):
        changed = feature("mellan", title=title, **MOTALA)
        number = save_edit(open_bank(), "mellan", changed, "Kim", seen=2 if moments else 0)
        publish(open_bank(), "mellan", number, "Kim")
        parsed = feedparser.parse(client.get("/feed.atom?q=Motala").content)
        moments.append((parsed.feed.updated, parsed.entries[0].updated))
    assert moments[0] < moments[1]


@pytest.mark.parametrize("query", ["county=05", "county=Östergötlands län", "q=Motala"])
def test_a_county_has_a_feed_of_its_own(serve: Serve, query: str):
    parsed = read(serve, f"/feed.atom?{query}")
    assert [entry.link.rsplit("/")[-1] for entry in parsed.entries] == ["mellan"]
    assert parsed.feed.id != read(serve).feed.id


def test_ids_stay_when_texts_language_and_address_change(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
):
    before = {entry.link.rsplit("/")[-1]: entry.id for entry in read(serve).entries}
    monkeypatch.setenv("SERVICEKARTAN_ADDRESS", "https://karta.example/")
    changed = [f | {"properties": f["properties"] | {"title": "Ny"}} for f in DATED]
    after = read(serve, "/feed.atom?lang=en", changed).entries
    names = [entry.link.rsplit("/")[-1].removesuffix("?lang=en") for entry in after]
    assert {name: entry.id for name, entry in zip(names, after, strict=True)} == before
    assert len(set(before.values())) == len(DATED)


def test_what_atom_asks_for_is_there(serve: Serve):
    root = ElementTree.fromstring(serve(FEATURES).get("/feed.atom").content)
    for name in ("id", "title", "updated", "author", "link"):
        assert root.find(f"a:{name}", ATOM) is not None
    for entry in root.findall("a:entry", ATOM):
        for name in ("id", "title", "updated", "link", "summary"):
            assert entry.find(f"a:{name}", ATOM) is not None


def test_peoples_text_is_text(serve: Serve):
    for start in range(0, len(TRICKS), 100):
        some = TRICKS[start : start + 100]
        features = [
            feature(f"elak-{n}", title=f"x{trick}", summary="x") for n, trick in enumerate(some)
        ]
        root = ElementTree.fromstring(serve(features).get("/feed.atom").content)
        assert len(root.findall("a:entry/a:title", ATOM)) == len(some)


def test_an_empty_feed_is_a_feed(serve: Serve):
    parsed = read(serve, "/feed.atom?q=trollkarl")
    assert parsed.entries == []
    assert parsed.feed.updated
