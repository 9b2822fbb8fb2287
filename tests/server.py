"""Servers for tests and benches: our app, or a plain Streamlit script, on a free port."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).parents[1]
# Debian's chromium without a browser around the page: a quarter less work for the same tests.
BROWSER = "/usr/bin/chromium-headless-shell"
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def free_port() -> int:
    """Return a port that nothing listens to."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def serve(
    command: Sequence[str],
    port: int,
    cwd: Path,
    env: dict[str, str],
    ready: str = "/_stcore/health",
) -> Iterator[str]:
    """Start a server, wait until it answers, and stop it with all its children afterwards."""
    process = _start(command, cwd, env)
    address = f"http://127.0.0.1:{port}"
    try:
        await_answer(address + ready, process)
        yield address
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=20)


def _start(command: Sequence[str], cwd: Path, env: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command, cwd=cwd, env=os.environ | env, start_new_session=True, stdout=subprocess.DEVNULL
    )


def await_answer(address: str, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    """Wait for a success; raises TimeoutError, or RuntimeError if the process ends."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server stopped with {process.returncode}")
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"{address} did not answer within {seconds} s")


@contextmanager
def serve_app(env: dict[str, str] | None = None) -> Iterator[str]:
    """Serve Servicekartan as ``make run`` does, with an empty store; yields its address."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        fresh = {"SERVICEKARTAN_STORE": str(Path(folder) / "store.sqlite")}
        with serve(_app_on(port), port, ROOT, fresh | (env or {})) as address:
            yield address


def _app_on(port: int) -> list[str]:
    command = [sys.executable, "-m", "uvicorn", "app:app", "--host", "127.0.0.1"]
    # Open pages keep it waiting for all of this; what is under way takes less than a second.
    command += ["--timeout-graceful-shutdown", "4", "--ws-max-size", "2000000"]
    return [*command, "--port", str(port), "--no-access-log", "--log-level", "warning"]


class MortalApp:
    """Servicekartan on one port and one store, to be killed and started again."""

    def __init__(
        self,
        database: str,
        env: dict[str, str] | None = None,
        port: int | None = None,
        patience: float = 60,
    ) -> None:
        self.database = database
        self.port = port or free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._env = {"DATABASE_URL": database, **(env or {})}
        self._patience = patience

    def start(self) -> None:
        """Start, and wait until it answers."""
        self._process = _start(_app_on(self.port), ROOT, self._env)
        await_answer(f"{self.address}/_stcore/health", self._process, self._patience)

    @property
    def pid(self) -> int:
        """The id of its process."""
        return self._process.pid

    def stop(self) -> None:
        """Stop it as an operator does, and wait until it has ended."""
        os.killpg(self._process.pid, signal.SIGTERM)
        self._process.wait(timeout=30)

    def kill(self) -> None:
        """Stop it as a power cut does: with no time to finish anything."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(timeout=20)


@contextmanager
def serve_script(path: Path) -> Iterator[str]:
    """Serve a plain Streamlit script with ``streamlit run``; yields its address."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", path.name, "--server.headless=true"]
    command += [f"--server.port={port}", "--browser.gatherUsageStats=false"]
    with serve(command, port, path.parent, {}) as address:
        yield address
