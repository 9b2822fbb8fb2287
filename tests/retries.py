"""A ceiling on second tries: a run in which too many browser tests needed one fails.

`tests/browser/conftest.py` tries once more what fails there. Without a ceiling a test that fails
now and then would cost nothing, and nobody would mend it. `tests/conftest.py` takes the hooks in;
the process that hands out the tests knows of all second tries, so they are counted there.
"""

from collections.abc import Iterable

import pytest

CEILING = 2
"""The tests in a run that may need a second try. Three full runs of four had one."""


def retried(reports: Iterable[pytest.TestReport]) -> list[str]:
    """Return the tests that were tried again, each once, in the order of their first failure."""
    return list(dict.fromkeys(report.nodeid for report in reports))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that passed otherwise."""
    if len(_retried_in(session.config)) > CEILING and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the tests that made the run fail."""
    tests = _retried_in(terminalreporter.config)
    if len(tests) > CEILING:
        terminalreporter.section("too many second tries", sep="=", red=True, bold=True)
        terminalreporter.line(f"{len(tests)} tests needed a second try; {CEILING} may:")
        for test in tests:
            terminalreporter.line(f"  {test}")


def _retried_in(config: pytest.Config) -> list[str]:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return retried(reporter.stats.get("rerun", [])) if reporter else []
