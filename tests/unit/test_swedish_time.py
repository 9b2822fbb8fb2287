"""A date is a day in Sweden, whatever day it is in UTC."""

import datetime as dt
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from geodata import swedish_time
from geodata.moderation.submissions import RefusedError, validate_feature
from tests.factory import feature

ROOT = Path(__file__).parents[2]


class AfterMidnight(dt.datetime):
    """A clock at half past midnight on 2 July in Sweden, which is 1 July in UTC."""

    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:
        return dt.datetime(2026, 7, 1, 22, 30, tzinfo=dt.UTC).astimezone(tz)


@pytest.fixture
def _after_midnight(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SimpleNamespace(UTC=dt.UTC, datetime=AfterMidnight)
    monkeypatch.setattr(swedish_time, "dt", clock)


@pytest.mark.usefixtures("_after_midnight")
def test_a_date_that_has_begun_in_sweden_is_not_in_the_future():
    begun = feature("butik", status_as_of="2026-07-02")
    assert validate_feature(begun).status_as_of == "2026-07-02"
    with pytest.raises(RefusedError, match="i dag är det 2026-07-02"):
        validate_feature(feature("butik", status_as_of="2026-07-03"))


def test_no_date_is_taken_from_utc_or_from_the_machine():
    other = re.compile(r"date\.today|utcnow|now\(dt\.UTC\)\.(date|year)|now\(\)\.date")
    folders = ("geodata", "pages", "tests")
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    paths.remove(Path(__file__))
    assert [path.name for path in paths if other.search(path.read_text("utf-8"))] == []
