"""Swedish time: the zone of every date that people write and read here.

Moments are stored in UTC. A date is a day in Sweden: at 00:30 on 2 July it is still 1 July in UTC.

Examples
--------
>>> local_date(dt.datetime(2026, 7, 1, 22, 30, tzinfo=dt.UTC)).isoformat()
'2026-07-02'
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

TIME_ZONE = ZoneInfo("Europe/Stockholm")


def today() -> dt.date:
    """Return today's date in Sweden."""
    return local_date(dt.datetime.now(dt.UTC))


def local_date(moment: dt.datetime) -> dt.date:
    """Return the date in Sweden at a moment, which has a time zone."""
    return moment.astimezone(TIME_ZONE).date()


def midnight(date: str) -> dt.datetime:
    """Return the moment when a day, ISO 8601, begins in Sweden.

    Examples
    --------
    >>> midnight("2026-07-02").isoformat()
    '2026-07-02T00:00:00+02:00'
    """
    return dt.datetime.fromisoformat(date).replace(tzinfo=TIME_ZONE)
