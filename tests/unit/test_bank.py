"""The bank: what it validates again when something is published, and its GeoDataFrame."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import update

from geodata import bank as bank_module
from geodata.bank import Bank, Snapshot
from geodata.collection.geojson import IdeaCollection, collect, read
from geodata.collection.idea import Idea
from geodata.database.models import Revision
from geodata.database.store import Store, bump
from geodata.moderation.review import add, confirm_by_editor, publish, save_edit, withdraw_by_editor
from tests.factory import FEATURES, feature

COUNT = 5


@pytest.fixture
def bank(store: Store, tmp_path: Path) -> Bank:
    path = tmp_path / "ideas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": FEATURES}))
    return Bank(path, store)


@pytest.fixture
def published(bank: Bank) -> list[str]:
    """The ids of several examples published in the store."""
    ids = [add(bank, feature("x", title=f"Butik {number}"), "Ada") for number in range(COUNT)]
    for idea_id in ids:
        publish(bank, idea_id, 1, "Ada")
    return ids


@pytest.fixture
def validations(bank: Bank, published: list[str], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the examples that the bank validates from now on, with all of them seen once."""
    assert len(bank.current().collection.ideas) == len(FEATURES) + len(published)
    ids: list[str] = []

    def counting(features: list[dict[str, str]], file: str) -> IdeaCollection:
        ids.extend(feature["id"] for feature in features)
        return collect(features, file)

    monkeypatch.setattr(bank_module, "collect", counting)
    return ids


def test_publishing_one_example_validates_that_one_only(
    bank: Bank, published: list[str], validations: list[str]
):
    publish(bank, published[0], save_edit(bank, published[0], feature("x"), "Ada", seen=1), "Ada")
    assert bank.current().collection.by_id[published[0]].title == "Exempel x"
    assert validations == [published[0]]


def test_confirming_one_example_validates_none(
    bank: Bank, published: list[str], validations: list[str]
):
    for idea_id in (published[0], "butik"):
        confirm_by_editor(bank, idea_id, "Ada")
        assert bank.current().collection.by_id[idea_id].confirmed
    assert validations == []


def test_what_is_withdrawn_is_forgotten(bank: Bank, published: list[str], validations: list[str]):
    withdraw_by_editor(bank, published[0], "", "Ada")
    assert published[0] not in bank.current().collection.by_id
    assert len(bank._revisions._collections) == COUNT - 1
    assert validations == []


def test_many_readers_of_a_change_validate_it_once(
    bank: Bank, published: list[str], validations: list[str]
):
    publish(bank, published[3], save_edit(bank, published[3], feature("x"), "Ada", seen=1), "Ada")
    with ThreadPoolExecutor(8) as pool:
        snapshots = list(pool.map(lambda _: bank.current(), range(16)))
    assert len(set(snapshots)) == 1
    assert validations == [published[3]]


def test_a_published_example_that_breaks_a_rule_stays_a_problem(bank: Bank, published: list[str]):
    with bank.store.write() as session:
        session.execute(
            update(Revision)
            .where(Revision.feature["id"].as_string() == published[0])
            .values(feature={**feature(published[0]), "properties": {}})
        )
        bump(session, "ideas")
    for idea_id in published[1:3]:
        confirm_by_editor(bank, idea_id, "Ada")
        collection = bank.current().collection
        assert len(collection.ideas) == len(FEATURES) + COUNT - 1
        assert {problem.feature for problem in collection.errors} == {f"”{published[0]}”"}


def test_the_frame_has_every_example_with_its_properties_in_degrees(bank: Bank):
    snapshot = bank.current()
    frame = snapshot.frame
    assert frame is snapshot.frame
    assert frame.crs.to_epsg() == 4326
    for idea in snapshot.collection.ideas:
        row = frame.loc[idea.id]
        properties = {name: value for name, value in row.items() if value is not None}
        shape = properties.pop("geometry")
        assert (shape.x, shape.y) == idea.lonlat
        assert properties == idea.to_feature()["properties"]


def test_the_frame_of_no_examples_has_the_same_columns(bank: Bank):
    frame = Snapshot(IdeaCollection()).frame
    assert len(frame) == 0
    assert list(frame.columns) == list(bank.current().frame.columns)
    assert set(frame.columns) == Idea.model_fields.keys() - {"id"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        '{"type": "FeatureCollection", "features": [{"type": "Fea',
        '{"type": "FeatureCollection", "features": [{"type": "Feature"}]}',
        '{"type": "FeatureCollection", "features": [' + "9" * 5_000 + "]}",
        "[" * 200_000,
        None,
    ],
)
def test_the_last_good_collection_stays_whatever_becomes_of_the_file(
    bank: Bank, published: list[str], text: str | None
):
    assert published
    ideas = bank.current().collection.by_id
    if text is None:
        bank.path.unlink()
    else:
        bank.path.write_text(text)
    confirm_by_editor(bank, published[0], "Ada")
    collection = bank.current().collection
    assert collection.by_id.keys() == ideas.keys()
    assert [p.what for p in collection.problems][-1] == bank_module.LAST_GOOD
    assert collection.errors
    bank.path.write_text(json.dumps({"type": "FeatureCollection", "features": FEATURES[:1]}))
    assert len(bank.current().collection.ideas) == 1 + len(published)
    assert not bank.current().collection.problems


def test_a_file_that_is_too_large_is_named_with_its_size_and_the_limit(
    bank: Bank, caplog: pytest.LogCaptureFixture
):
    ideas = bank.current().collection.ideas
    with bank.path.open("r+") as file:
        file.truncate(261_200_000)
    assert bank.current().collection.ideas == ideas
    assert "261,2 MB, men högst 200 MB läses" in caplog.text


def test_what_is_no_file_is_said_to_be_none(tmp_path: Path):
    os.mkfifo(tmp_path / "ideas.geojson")
    for path in (tmp_path, tmp_path / "ideas.geojson"):
        assert "ingen vanlig fil" in str(read(path).problems[0])
