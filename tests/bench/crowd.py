"""A crowd that opens the map at once, against the same crowd at a blank Streamlit page."""

from __future__ import annotations

import asyncio
import os
import random
import statistics
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

from tests.bench.explorer import BLANK, server_cpu
from tests.crowd import QUERIES, Visitor
from tests.server import serve_app, serve_script

VISITORS = int(os.environ.get("CROWD", "100"))
CHANGES = 4
THINK_SECONDS = 4
BAR_MS, BAR_OPEN, BAR_CHANGE = 27, 1.5, 1.0
Serve = Callable[[], AbstractContextManager[str]]


def run() -> list[str]:
    """Return lines for the map and for the blank page."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "blank.py"
        script.write_text(BLANK, encoding="utf-8")
        first = (
            f"{VISITORS} visitors, each opens and makes {CHANGES} changes {THINK_SECONDS} s apart"
        )
        bars = f" (bars {BAR_OPEN} and {BAR_CHANGE} s, {BAR_MS} ms)"
        return [
            first,
            _measure("map", serve_app) + bars,
            _measure("blank", partial(serve_script, script)),
        ]


def _measure(name: str, serve: Serve) -> str:
    with serve() as address:
        server, begin = server_cpu(address)
        visitors = [Visitor(address) for _ in range(VISITORS)]
        errors = asyncio.run(_come(visitors))
        spent = sum(server.cpu_times()[:2]) - begin
    openings = [v.seconds[0] for v in visitors if v.seconds]
    changes = [second for v in visitors for second in v.seconds[1:]]
    runs = len(openings) + len(changes)
    return (
        f"{name}: opened p95 {_p95(openings):.2f} s, changed p95 {_p95(changes):.2f} s, "
        f"{spent / max(runs, 1) * 1000:.0f} ms of the server's processor a run, {errors} errors"
    )


async def _come(visitors: list[Visitor]) -> int:
    """Have all visitors come within one pause; return how many did not get through."""
    results = await asyncio.gather(*map(_visit, visitors), return_exceptions=True)
    return sum(isinstance(result, BaseException) for result in results)


async def _visit(visitor: Visitor) -> None:
    await asyncio.sleep(random.uniform(0, THINK_SECONDS))
    async with visitor.line() as socket:
        await visitor.ask(socket)
        for _ in range(CHANGES):
            await asyncio.sleep(random.uniform(0.5, 1.5) * THINK_SECONDS)
            await visitor.ask(socket, random.choice(QUERIES))


def _p95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1] if len(seconds) > 1 else float("nan")
