"""The log as a supervisor collects it."""

import json
import logging
import sys

import pytest

from geodata import logs


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The environment; afterwards the loggers are as they were."""
    for name in ("geodata", "servicekartan"):
        logger = logging.getLogger(name)
        monkeypatch.setattr(logger, "handlers", logger.handlers)
        monkeypatch.setattr(logger, "propagate", logger.propagate)
        monkeypatch.setattr(logger, "level", logger.level)
    return monkeypatch


def test_a_line_of_json_has_its_facts_as_properties(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    environment.setenv("SERVICEKARTAN_LOG", "json")
    logs.configure()
    logging.getLogger("servicekartan.api").info("rad\n%s", "två", extra={"status": 200})
    facts = json.loads(capsys.readouterr().err)
    assert (facts["message"], facts["status"], facts["level"]) == ("rad\ntvå", 200, "info")


def test_an_exception_stays_on_one_line():
    try:
        raise ValueError("fel")
    except ValueError:
        record = logging.makeLogRecord({"msg": "hej", "exc_info": sys.exc_info()})
    line = logs.json_formatter().format(record)
    assert "\n" not in line
    assert "ValueError: fel" in json.loads(line)["exception"]


def test_the_requests_can_be_left_out(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    environment.setenv("SERVICEKARTAN_LOG", "off")
    logs.configure()
    logging.getLogger("servicekartan.api").info("hej")
    logging.getLogger("geodata.bank").warning("fel")
    assert [line.split()[-1] for line in capsys.readouterr().err.splitlines()] == ["fel"]
