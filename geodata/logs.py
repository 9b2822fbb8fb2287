"""Log configuration: lines of text, or of JSON, on standard error.

The setting ``SERVICEKARTAN_LOG`` chooses: ``json`` gives one JSON object a line, with the facts of
the message as properties of their own; ``off`` leaves the API's requests out. No line identifies a
visitor, and none can be forged: control characters are escaped and what is long is cut.

Examples
--------
>>> import json
>>> record = logging.makeLogRecord({"name": "x", "msg": "hej", "status": 200})
>>> json.loads(json_formatter().format(record))["status"]
200
"""

from __future__ import annotations

import datetime as dt
import logging
import re
import sys
from typing import Any

from pythonjsonlogger.core import LogData
from pythonjsonlogger.json import JsonFormatter

from geodata.settings import settings

MAX_LENGTH = 1_000
"""Longest message and property, in characters."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_DETAIL = re.compile(r"^DETAIL:.*", re.MULTILINE)
"""PostgreSQL's line with the values of a row that it refuses."""


def one_line(text: str) -> str:
    r"""Return a text with control characters escaped, cut after ``MAX_LENGTH`` characters.

    Examples
    --------
    >>> one_line("/\x1b[2J")
    '/\\x1b[2J'
    """
    cut = text if len(text) <= MAX_LENGTH else f"{text[:MAX_LENGTH]}…"
    return _CONTROL.sub(lambda match: ascii(match[0])[1:-1], cut)


def _harmless(traceback: str) -> str:
    """Return a traceback of indented lines, so that none looks like a line of the log."""
    lines = _DETAIL.sub("DETAIL: -", traceback).split("\n")
    return "\n".join(f"  {one_line(line)}" for line in lines)


class _TextFormatter(logging.Formatter):
    """A formatter of lines of text, which no text from people can break or paint over."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        """Format the record with its message on one line."""
        record.message = one_line(record.message)
        return super().formatMessage(record)

    def formatException(self, ei: Any) -> str:  # noqa: N802
        """Format a traceback, whose own lines stay lines."""
        return _harmless(super().formatException(ei))


class _TimedFormatter(JsonFormatter):
    """A JSON formatter with the time in UTC, to the millisecond, and the level in lower case."""

    def process_log_record(self, log_data: LogData) -> LogData:
        """Rewrite the two properties whose form is ours."""
        created = dt.datetime.fromtimestamp(log_data.pop("created"), dt.UTC)
        level = str(log_data.pop("levelname")).lower()
        time = created.isoformat(timespec="milliseconds")
        facts = {name: _short(value) for name, value in log_data.items() if name != "exception"}
        if exception := log_data.get("exception"):
            facts["exception"] = _harmless(exception)
        return {"time": time, "level": level, **facts}


def _short(value: Any) -> Any:
    """Return a property cut to ``MAX_LENGTH``; JSON escapes only what is below a space."""
    if not isinstance(value, str):
        return value
    lines = value[:MAX_LENGTH].split("\n")
    return "\n".join(map(one_line, lines))


def json_formatter() -> logging.Formatter:
    """Return the formatter that writes each record as a JSON object on one line.

    Properties: ``time``, ``level``, ``logger``, ``message``, what the caller gave as ``extra``, and
    ``exception`` with the traceback if there is one.
    """
    return _TimedFormatter(
        ["created", "levelname", "name", "message"],
        rename_fields={"name": "logger", "exc_info": "exception"},
        json_ensure_ascii=False,
    )


def configure() -> None:
    """Send this project's log to standard error, in the format that the settings choose."""
    log_format = settings().log_format
    plain = _TextFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(json_formatter() if log_format == "json" else plain)
    for name in ("geodata", "servicekartan"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
    level = logging.WARNING if log_format == "off" else logging.INFO
    logging.getLogger("servicekartan").setLevel(level)
