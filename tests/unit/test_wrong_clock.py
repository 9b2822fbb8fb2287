"""A clock that is behind takes no example away; what is handed in is held to the calendar."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from geodata import swedish_time
from geodata.bank import Bank
from geodata.collection.geojson import read
from geodata.database.store import Store
from geodata.moderation import submissions
from geodata.moderation.review import add, publish, restore
from geodata.moderation.submissions import RefusedError, validate_feature
from tests.factory import feature

COLLECTION = Path("ideas.geojson")


def set_clock(monkeypatch: pytest.MonkeyPatch, year: int) -> None:
    """Set the clock of all that asks for today's date."""

    class Clock(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> "Clock":
            return cls(year, 1, 1, tzinfo=tz)

    def now() -> dt.datetime:
        return Clock.now(dt.UTC)

    class Module:
        datetime, UTC, date, timedelta = Clock, dt.UTC, dt.date, dt.timedelta

    monkeypatch.setattr(swedish_time, "dt", Module)
    monkeypatch.setattr(submissions, "now", now)


@pytest.mark.parametrize("year", [1970, 2026])
def test_the_collection_is_read_whole_whatever_the_clock_says(
    monkeypatch: pytest.MonkeyPatch, year: int
):
    complete = read(COLLECTION)
    set_clock(monkeypatch, year)
    collection = read(COLLECTION)
    assert collection.ideas == complete.ideas
    assert not collection.errors
    assert "updated: datumet" in " ".join(map(str, collection.problems))


def test_what_is_published_stays_and_can_be_published_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    bank = Bank(tmp_path / "ideas.geojson", Store("sqlite://"))
    idea_id = add(bank, feature("x", status_as_of="2026-11-01"), "Ada")
    set_clock(monkeypatch, 1970)
    publish(bank, idea_id, 1, "Ada")
    restore(bank, idea_id, 1, "Ada")
    assert idea_id in bank.current().collection.by_id


@pytest.mark.parametrize(
    "changes", [{"status_as_of": "2999-01-01"}, {"sources": [{"title": "x", "date": "2999"}]}]
)
def test_what_is_handed_in_must_not_lie_in_the_future(changes: dict[str, Any]):
    with pytest.raises(RefusedError, match="har inte varit än"):
        validate_feature(feature("x", **changes))
