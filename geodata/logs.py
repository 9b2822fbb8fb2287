"""Log configuration: lines of text, or of JSON, on standard error.

The setting ``SERVICEKARTAN_LOG`` chooses: ``json`` gives one JSON object a line, with the facts of
the message as properties of their own; ``off`` leaves the API's requests out. No line identifies a
visitor.

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
import sys

from pythonjsonlogger.core import LogData
from pythonjsonlogger.json import JsonFormatter

from geodata.settings import settings


class _TimedFormatter(JsonFormatter):
    """A JSON formatter with the time in UTC, to the millisecond, and the level in lower case."""

    def process_log_record(self, log_data: LogData) -> LogData:
        """Rewrite the two properties whose form is ours."""
        created = dt.datetime.fromtimestamp(log_data.pop("created"), dt.UTC)
        level = str(log_data.pop("levelname")).lower()
        time = created.isoformat(timespec="milliseconds")
        return {"time": time, "level": level, **log_data}


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
    plain = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(json_formatter() if log_format == "json" else plain)
    for name in ("geodata", "servicekartan"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
    level = logging.WARNING if log_format == "off" else logging.INFO
    logging.getLogger("servicekartan").setLevel(level)
