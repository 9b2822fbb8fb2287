"""A visit to the light viewer: what it lists, draws and tells."""

from playwright.sync_api import Page

from tests.browser.conftest import Visit
from tests.browser.marks import count_marks


class Light:
    """The light viewer on a page of its own, or in a frame of somebody else's."""

    def __init__(self, visit: Visit, path: str = "/embed") -> None:
        self.visit = visit
        self.page: Page = visit.page
        self.page.goto(visit.site + path)
        self.page.locator(".sk-legend li").first.wait_for(state="attached")

    def search(self, text: str) -> None:
        """Type in the search box and wait for the server's answer."""
        self.page.locator("#search").fill(text)
        self.page.locator("#examples[aria-busy=false]").wait_for(state="attached")

    def listed(self) -> list[str]:
        """The ids in the list, in order."""
        return list(
            self.page.locator("#list li:not([hidden])").evaluate_all(
                "rows => rows.map(row => row.dataset.id)"
            )
        )

    def drawn(self) -> int:
        """How many examples the map shows, alone or in clusters."""
        return count_marks(self.page)

    def said(self) -> int:
        """How many examples the page says that it shows."""
        return int(self.page.locator("#hit-count").inner_text().split()[0])

    def title(self) -> str:
        """The title of the example that is open."""
        return self.page.locator("#example h2").inner_text()
