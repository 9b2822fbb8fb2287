"""The ceiling on second tries: two tests of a run may need one, three make it fail."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.server import ROOT

CONFTEST = "from tests.retries import pytest_sessionfinish, pytest_terminal_summary\n"
UNSTEADY = """
import pathlib, pytest

@pytest.mark.flaky(reruns=1)
@pytest.mark.parametrize("number", range({tests}))
def test_passes_at_the_second_try(number):
    tried = pathlib.Path(__file__).with_name(f"tried-{{number}}")
    if not tried.exists():
        tried.touch()
        raise AssertionError("too early")
"""


def run(folder: Path, tests: int, *options: str) -> subprocess.CompletedProcess[str]:
    """Run a number of tests that pass at the second try, in a pytest of their own."""
    (folder / "conftest.py").write_text(CONFTEST)
    (folder / "test_unsteady.py").write_text(UNSTEADY.format(tests=tests))
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", str(folder)]
    # Loading the other plugins takes longer than the tests.
    options = ("-p", "pytest_rerunfailures", "-p", "xdist", *options)
    env = os.environ | {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(
        [*command, *options, str(folder)],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.slow
def test_a_third_second_try_fails_the_run_and_is_named(tmp_path: Path):
    result = run(tmp_path, 3, "-n", "2")
    assert result.returncode == pytest.ExitCode.TESTS_FAILED
    assert "3 tests needed a second try; 2 may:" in result.stdout
    assert "3 passed" in result.stdout
    assert "test_passes_at_the_second_try[2]" in result.stdout


def test_two_second_tries_pass(tmp_path: Path):
    result = run(tmp_path, 2)
    assert result.returncode == pytest.ExitCode.OK
    assert "too many second tries" not in result.stdout
