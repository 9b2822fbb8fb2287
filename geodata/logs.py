"""What the server logs, for a supervisor to collect: lines of text, or of JSON.

``SERVICEKARTAN_LOG=json`` gives one JSON object a line, with what the line is about as properties
of its own; ``SERVICEKARTAN_LOG=off`` leaves the API's requests out. No line says who a visitor is.

Examples
--------
>>> record = logging.makeLogRecord({"name": "x", "msg": "hej", "status": 200})
>>> json.loads(JsonLines().format(record))["status"]
200
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import sys

_OWN = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """Write each record as a JSON object on a line of its own."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        made = dt.datetime.fromtimestamp(record.created, dt.UTC)
        line = {
            "time": made.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **{name: value for name, value in vars(record).items() if name not in _OWN},
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def configure() -> None:
    """Send this project's log to standard error, in the form that the environment asks for."""
    form = os.environ.get("SERVICEKARTAN_LOG", "text").lower()
    plain = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if form == "json" else plain)
    for name in ("geodata", "servicekartan"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
    level = logging.WARNING if form == "off" else logging.INFO
    logging.getLogger("servicekartan").setLevel(level)
