"""A real Chromium with every host but our own blocked, and the app as `make run` starts it."""

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Frame,
    Page,
    Request,
    expect,
    sync_playwright,
)

from geodata.database.store import Store
from tests.browser.marks import count_marks
from tests.browser.profiles import Profiles
from tests.browser.rooms import Hall
from tests.server import BROWSER, CHROMIUM_ARGS, MortalApp, serve_app

TRACES = os.environ.get("TRACES")
"""A folder for Playwright's traces of the tests that fail; unset, none are recorded."""
FAILED = pytest.StashKey[bool]()

MEDIA = {"color_scheme", "reduced_motion", "forced_colors"}
OUT_OF_REACH = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
NOT_OURS = re.compile(r"Unrecognized feature|allow-scripts and allow-same-origin|/[a-z-]+/_stcore/")
"""What Streamlit's own frame attributes make Chromium say, and its look for where the app is."""

WAIT = 20_000
"""How long a page may take to do as it should, in milliseconds: longer only when it never does."""
expect.set_options(timeout=WAIT)

STILL = """wait => {
    const coming = ['[data-testid=stApp][data-test-script-state=running]',
        '[data-stale=true]', '[data-testid=stSkeleton]', '#picture'].join();
    const fading = document.getAnimations().some(each =>
        each instanceof CSSTransition && each.playState === "running");
    const now = performance.now();
    if (fading || document.querySelector(coming) || !window.movedAt) window.movedAt = now;
    return now - window.movedAt > wait;
}"""
"""Whether nothing has run, been on its way, been outdated or faded for some milliseconds."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Try once more what fails in the browser, and name it at the end.

    A browser, a server and another test on two cores now and then miss each other; what is wrong
    fails twice. `tests/retries.py` says how many of a run may need it.
    """
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Remember that a test has failed, for its fixtures to see."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The address of the app, running on the real collection."""
    with serve_app() as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium, for which no host but this machine exists.

    Chromium itself blocks the others: a route of Playwright's, which could as well, switches the
    HTTP cache off and takes each request through Python.
    """
    args = [*CHROMIUM_ARGS, OUT_OF_REACH]
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=BROWSER, args=args)


@pytest.fixture(scope="session")
def profiles(browser: Browser) -> Profiles:
    """The contexts that the tests share."""
    return Profiles(browser)


class Visit:
    """A visitor's page, what it asked other hosts for, and what it complained of."""

    def __init__(self, page: Page, site: str) -> None:
        self.page = page
        self.site = site
        self.strangers: list[str] = []
        self.complaints: list[str] = []
        page.context.on("request", self._notice)
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _notice(self, request: Request) -> None:
        if not request.url.startswith((self.site, "data:", "blob:")):
            self.strangers.append(request.url)

    def end(self) -> None:
        """Stop listening, so that the page's context can serve another visitor."""
        self.page.context.remove_listener("request", self._notice)

    def leave(self) -> None:
        """Close the page whose server ends before the test does, and pass over what it missed.

        A page asks its server again and again, and Chromium complains of each try.
        """
        self.page.close()
        host = self.site.removeprefix("http://").split("/")[0]
        self.complaints = [text for text in self.complaints if host not in text]

    def _listen(self, message: ConsoleMessage) -> None:
        said = f"{message.text} {message.location['url']}"
        if message.type == "error" and not NOT_OURS.search(said):
            self.complaints.append(said)

    def open(self, path: str = "/") -> "Visit":
        """Open a page and wait until its map shows the examples, in the first picture's place."""
        self.page.goto(self.site + path)
        self.page.locator("#picture").wait_for(state="detached")
        self.page.locator("[role=status]").wait_for()
        self.frame.locator(".sk-legend li").first.wait_for(state="attached")
        self.settle()
        return self

    def settle(self) -> None:
        """Wait until Streamlit has run and the page has stood still for a while."""
        self.page.evaluate("delete window.movedAt")
        # Once a frame, as is the default, keeps the browser drawing and costs more than the page.
        self.page.wait_for_function(STILL, arg=400, polling=50)

    @property
    def frame(self) -> Frame:
        """The frame that the map lives in."""
        handle = self.page.locator(".st-key-map-frame iframe").element_handle()
        frame = handle.content_frame()
        assert frame is not None
        return frame

    def drawn(self) -> int:
        """How many examples the map shows, alone or in clusters."""
        return count_marks(self.frame)

    def counted(self) -> int:
        """How many examples the page says that there are."""
        return int(self.page.locator("[role=status] b").inner_text().split()[0])

    def listed(self) -> list[str]:
        """The ids of the cards in the panel, in order."""
        keys = self.page.locator("[class*=st-key-card-hit-]").evaluate_all(
            "cards => cards.map(c => [...c.classList].find(n => n.startsWith('st-key-card-hit-')))"
        )
        return [key.removeprefix("st-key-card-hit-") for key in keys]

    def in_legend(self) -> int:
        """How many examples the map was given, by its legend."""
        counts = self.frame.locator(".sk-legend :not([aria-pressed=false]) > b").all_inner_texts()
        return sum(map(int, counts))


Start = Callable[..., Visit]


@pytest.fixture
def servers() -> Iterator[ExitStack]:
    """The servers of a test's own, which end after its visits."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def start(
    browser: Browser,
    profiles: Profiles,
    site: str,
    request: pytest.FixtureRequest,
    servers: ExitStack,  # noqa: ARG001 - so that they outlive the visits
) -> Iterator[Start]:
    """Begin a visit in a cleared browser; at the end, nothing foreign was asked for or went wrong.

    What a page can be told by itself (size, colours, motion) needs no context of its own.
    """
    visits: list[Visit] = []
    shared: list[BrowserContext] = []

    def begin(viewport: dict[str, int] = DESKTOP, address: str = site, **options: object) -> Visit:
        media = {name: options.pop(name) for name in MEDIA & options.keys()}
        if options:
            page = browser.new_context(viewport=viewport, **options).new_page()
        else:
            shared.append(profiles.take())
            page = shared[-1].new_page()
            page.set_viewport_size(viewport)
        page.emulate_media(**media)
        page.context.set_default_timeout(WAIT)
        if TRACES:
            page.context.tracing.start(screenshots=True, snapshots=True)
        visits.append(Visit(page, address))
        return visits[-1]

    yield begin
    for number, visit in enumerate(visits):
        context = visit.page.context
        if TRACES:
            name = re.sub(r"\W+", "-", f"{request.node.nodeid}-{number}")
            broken = request.node.stash.get(FAILED, False)
            context.tracing.stop(path=Path(TRACES) / f"{name}.zip" if broken else None)
        visit.end()
        if context in shared:
            profiles.give_back(context, {visit.site, site})
        else:
            context.close()
        assert visit.strangers == []
        assert visit.complaints == []


@pytest.fixture
def serve_features(tmp_path: Path, servers: ExitStack) -> Callable[[object], str]:
    """Run the app on a collection of the test's own; returns the address."""

    def serve(content: object) -> str:
        path = tmp_path / "ideas.geojson"
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text, encoding="utf-8")
        return servers.enter_context(serve_app({"SERVICEKARTAN_IDEAS": str(path)}))

    return serve


@pytest.fixture(scope="session")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """A server that can be killed, with a store that the test can look into."""
    database = f"sqlite:///{tmp_path_factory.mktemp('hall') / 'store.sqlite'}"
    app = MortalApp(database)
    app.start()
    yield Hall(app, Store(database))
    app.kill()
