"""A key press in a presentation against a click on a button in a blank Streamlit page.

Both are timed in the browser, from the event to the frame after the one that shows the change. In
the presentation that stands still the map is at the stop by then; in the other it flies on.
"""

import contextlib
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.server import BROWSER, CHROMIUM_ARGS, serve_app, serve_script

ROUNDS = 20
BAR = 1.5
BLANK = """import streamlit as st
st.session_state.n = st.session_state.get("n", 0) + st.button("Nästa")
st.write(f"stopp {st.session_state.n}")
"""
TIME = """([event, text]) => new Promise((resolve) => {
  let start;
  addEventListener(event, (e) => (start = e.timeStamp), { capture: true, once: true });
  const look = () => {
    const shown = [...document.querySelectorAll(".slide.now .heading, [data-testid=stMarkdown]")];
    if (start && shown.some((node) => node.textContent === text))
      requestAnimationFrame(() => resolve(performance.now() - start));
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})"""


def run() -> list[str]:
    """Measure both in one run, turn by turn, and return it as lines."""
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        script = Path(folder) / "page.py"
        script.write_text(BLANK, encoding="utf-8")
        ours = stack.enter_context(serve_app())
        blank = stack.enter_context(serve_script(script))
        browser = stack.enter_context(sync_playwright()).chromium.launch(
            executable_path=BROWSER, args=CHROMIUM_ARGS
        )
        return _compare(browser, f"{ours}/visning/vard-nara", blank)


def _compare(browser: Browser, ours: str, blank: str) -> list[str]:
    flying, still = (_tour(browser, ours, motion) for motion in ("no-preference", "reduce"))
    plain = browser.new_page()
    plain.goto(blank)
    plain.get_by_text("stopp 0").wait_for()
    headings = still.locator(".slide .heading").all_text_contents()
    times: dict[str, list[float]] = {"flying": [], "still": [], "blank": []}
    for number in range(1, ROUNDS + 1):
        times["blank"].append(_timed(plain, "click", f"stopp {number}"))
        at = (number - 1) % (len(headings) - 1) + 1
        times["flying"].append(_timed(flying, "keydown", headings[at]))
        times["still"].append(_timed(still, "keydown", headings[at]))
        if at == len(headings) - 1:
            _back(flying, still)
    median = {name: statistics.median(taken) for name, taken in times.items()}
    return [
        f"{name}: key press to next stop {median[name]:.0f} ms, a click in a blank Streamlit page "
        f"{median['blank']:.0f} ms: {median[name] / median['blank']:.2f} times (bar {BAR})"
        for name in ("flying", "still")
    ]


def _tour(browser: Browser, address: str, motion: str) -> Page:
    page = browser.new_page(viewport={"width": 1024, "height": 768}, reduced_motion=motion)
    page.goto(address)
    page.locator("#slides-map .sk-municipality").first.wait_for()
    return page


def _back(*pages: Page) -> None:
    for page in pages:
        page.keyboard.press("Home")
        page.wait_for_timeout(2_000)


def _timed(page: Page, event: str, text: str) -> float:
    page.evaluate(f"(asked) => {{ window.timed = ({TIME})(asked); }}", [event, text])
    if event == "click":
        page.get_by_role("button", name="Nästa").click()
    else:
        page.keyboard.press("PageDown")
    return float(page.evaluate("() => window.timed"))
