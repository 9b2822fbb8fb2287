"""Round trip: what an export says comes back equal, and what it cannot say clears nothing."""

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from geodata.bank import Bank
from geodata.collection.geojson import dumps
from geodata.collection.idea import Idea
from geodata.database.store import Store
from geodata.geography.gazetteer import Gazetteer
from geodata.importing.file_readers import read_table
from geodata.importing.plan import Plan, guess_columns, make_plan
from geodata.opendata.exports import FORMATS
from tests import strategies
from tests.factory import ON_WHEELS, TRICKY_FEATURES, collect, hostile
from tests.shipped import SHIPPED

GAZETTEER = Gazetteer()
ALL = SHIPPED.ideas
EXAMPLES = int(os.environ.get("ROUND_TRIPS", "10"))
"""Generated collections a format; `make fuzz` takes 500."""
few = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
endings = pytest.mark.parametrize("ending", FORMATS)


@pytest.fixture(scope="module")
def store() -> Store:
    """A store without submissions."""
    return Store("sqlite://")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("banks")


def bank_of(ideas: tuple[Idea, ...], store: Store, folder: Path) -> Bank:
    path = folder / "ideas.geojson"
    path.write_text(dumps(ideas), encoding="utf-8")
    bank = Bank(path, store)
    # Making one takes 40 of the 70 ms of a round trip, and no row here is without a position.
    vars(bank.current())["gazetteer"] = GAZETTEER
    return bank


def plan_of(bank: Bank, ending: str, data: bytes) -> Plan:
    table = read_table(f"export.{ending}", data)
    return make_plan(bank, table, guess_columns(table))


def content(idea: Idea) -> dict[str, Any]:
    """An example without the dates of writing, and without what is empty."""
    feature = idea.to_feature()
    properties = {
        name: value
        for name, value in feature["properties"].items()
        if name not in ("updated", "confirmed") and value not in ("", [])
    }
    return {**feature, "properties": properties}


def remarks(plan: Plan) -> list[tuple[int, str, list[str]]]:
    return [
        (row.number, row.action, [str(remark) for remark in row.remarks])
        for row in plan.rows
        if row.action != "same"
    ]


@pytest.mark.slow
@endings
@few
@given(ideas=strategies.collections())
def test_an_export_read_into_the_same_collection_changes_nothing(
    ending: str, store: Store, folder: Path, ideas: tuple[Idea, ...]
):
    plan = plan_of(bank_of(ideas, store, folder), ending, FORMATS[ending].write(ideas))
    assert remarks(plan) == []


@pytest.mark.slow
@endings
@few
@given(ideas=strategies.collections())
def test_an_export_read_into_an_empty_collection_is_the_collection(
    ending: str, store: Store, folder: Path, ideas: tuple[Idea, ...]
):
    plan = plan_of(bank_of((), store, folder), ending, FORMATS[ending].write(ideas))
    assert [row.idea and content(row.idea) for row in plan.rows] == list(map(content, ideas))


@pytest.mark.slow
@endings
def test_the_shipped_collection_comes_back_as_before(ending: str, store: Store, folder: Path):
    data = FORMATS[ending].write(ALL)
    assert remarks(plan_of(bank_of(ALL, store, folder), ending, data)) == []
    plan = plan_of(bank_of((), store, folder), ending, data)
    assert [row.idea and content(row.idea) for row in plan.rows] == list(map(content, ALL))


@endings
def test_hostile_texts_come_back_as_they_are(ending: str, store: Store, folder: Path):
    elves = [
        hostile(n, f"{n} {f['properties']['title']}"[:100]) for n, f in enumerate(TRICKY_FEATURES)
    ]
    ideas = collect(*elves, *TRICKY_FEATURES, ON_WHEELS).ideas
    plan = plan_of(bank_of(ideas, store, folder), ending, FORMATS[ending].write(ideas))
    assert remarks(plan) == []
