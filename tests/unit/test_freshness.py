"""How fresh the examples are, by what is known of when they held."""

import datetime as dt

import pytest

from geodata.collection.freshness import Freshness, freshness, last_confirmed, stalest
from geodata.collection.geojson import collect
from geodata.collection.idea import Idea
from tests.factory import feature

TODAY = dt.date(2026, 11, 20)


def ideas(*dates: tuple[str | None, str | None]) -> tuple[Idea, ...]:
    features = [
        feature(f"nr-{at}", confirmed=confirmed, status_as_of=as_of)
        for at, (confirmed, as_of) in enumerate(dates)
    ]
    return collect(features, "x").ideas


def test_a_confirmation_counts_before_an_older_source():
    newer, older, only = ideas(("2026-10-01", "2019"), ("2018", "2025-05"), (None, "2020"))
    assert [last_confirmed(idea) for idea in (newer, older, only)] == [
        "2026-10-01",
        "2025-05",
        "2020",
    ]


def test_the_undated_and_then_the_oldest_come_first():
    by_age = stalest(ideas(("2026", None), (None, None), (None, "2019-03"), (None, "2019")))
    assert [idea.id for idea in by_age] == ["nr-1", "nr-3", "nr-2", "nr-0"]


@pytest.mark.parametrize(
    ("date", "recent"),
    [
        ("2025-11-20", 1),
        ("2025-11-19", 0),
        ("2026", 1),
        ("2025", 0),
        ("2025-11", 0),
        ("2025-12", 1),
    ],
)
def test_a_year_or_month_counts_as_its_first_day(date: str, recent: int):
    assert freshness(ideas((date, None)), TODAY) == Freshness(1, recent, 0)


def test_the_share_of_all():
    counts = freshness(ideas(("2026-01-01", None), (None, "2001"), (None, None)), TODAY)
    assert counts == Freshness(3, 1, 1)
    assert counts.share == pytest.approx(1 / 3)
    assert freshness([]).share == 1
