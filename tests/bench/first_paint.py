"""The first paint of the map page on three networks, against pages as light as can be.

Each row is the median of seconds from the address to land and all marks (a blank Streamlit page: to
its word), on a phone for the slowed networks. The app's own map is timed to its marks, which is
when it may take over; the bytes are those of a first visit and of a second with the same browser.
"""

import statistics
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, sync_playwright

from tests.bench.embed import OURS, STATIC
from tests.bench.explorer import BLANK, IDEAS, static_page
from tests.server import CHROMIUM_ARGS, serve_app, serve_script

ROUNDS = 3
NETWORKS = {
    "desktop": None,
    "1.6 Mbit/s, 150 ms": (1_600_000, 150),
    "0.4 Mbit/s, 400 ms": (400_000, 400),
}
"""Bits a second and milliseconds of delay; the processor is then four times slower too."""
BLANK_WORD = "() => document.body.innerText.includes('hej')"
TAKEN_OVER = "() => !document.querySelector('#picture')"


@dataclass
class Times:
    """Seconds and bytes of the visits to one page on one network."""

    seconds: list[float] = field(default_factory=list)
    app: list[float] = field(default_factory=list)
    first: list[int] = field(default_factory=list)
    second: list[int] = field(default_factory=list)


def run() -> list[str]:
    """Measure everything in one run and return it as lines."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=CHROMIUM_ARGS
        )
        script = Path(folder) / "blank.py"
        script.write_text(BLANK, encoding="utf-8")
        with ExitStack() as stack:
            ours = stack.enter_context(serve_app())
            pages = {
                "first paint": (ours, OURS),
                "embed": (f"{ours}/embed", OURS),
                "static": (stack.enter_context(static_page(Path(folder))), STATIC),
                "blank": (stack.enter_context(serve_script(script)), BLANK_WORD),
            }
            return [line for name in NETWORKS for line in _compare(browser, pages, name)]


def _compare(browser: Browser, pages: dict[str, tuple[str, str]], network: str) -> list[str]:
    times = {name: Times() for name in pages}
    for number in range(ROUNDS + 1):
        for name, (address, complete) in pages.items():
            # The first round warms the servers.
            _visit(browser, address, complete, network, times[name] if number else Times())
    ours = times["first paint"]
    median = {name: statistics.median(each.seconds) for name, each in times.items()}
    others = {name: each for name, each in median.items() if name != "first paint"}
    app, first, second = map(statistics.median, (ours.app, ours.first, ours.second))
    return [
        f"{network}: first paint after {median['first paint']:.2f} s, app after {app:.2f} s",
        *(
            f"  {name} {each:.2f} s: {median['first paint'] / each:.2f} times"
            + (" (bar 1.3)" if name == "embed" else "")
            for name, each in others.items()
        ),
        f"  first visit {first / 1000:.0f} kB (bar 950), second {second / 1000:.0f} kB (bar 15)",
    ]


def _visit(browser: Browser, address: str, complete: str, network: str, times: Times) -> None:
    """Visit a page twice in a fresh browser and note what the visits took."""
    size = {"width": 390, "height": 844} if NETWORKS[network] else {"width": 1440, "height": 900}
    context = browser.new_context(viewport=size)
    for bytes_of_visits in (times.first, times.second):
        page = context.new_page()
        received: list[float] = []
        _slow_down(context.new_cdp_session(page), network, received)
        page.wait_for_timeout(800)
        begin = time.perf_counter()
        page.goto(address, wait_until="commit", timeout=120_000)
        page.wait_for_function(complete, arg=len(IDEAS), timeout=120_000)
        if bytes_of_visits is times.first:
            times.seconds.append(time.perf_counter() - begin)
        page.wait_for_function(TAKEN_OVER, timeout=120_000)
        if bytes_of_visits is times.first:
            times.app.append(time.perf_counter() - begin)
        page.wait_for_timeout(500)
        bytes_of_visits.append(int(sum(received)))
        page.close()
    context.close()


def _slow_down(session: CDPSession, network: str, received: list[float]) -> None:
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda e: received.append(e["encodedDataLength"]))
    if limits := NETWORKS[network]:
        bits, delay = limits
        speed = {"downloadThroughput": bits / 8, "uploadThroughput": bits / 16, "latency": delay}
        session.send("Network.emulateNetworkConditions", {"offline": False, **speed})
        session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
