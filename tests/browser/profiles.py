"""Browser contexts that tests share one after another, each cleared of what was kept in it.

A fresh context has no HTTP cache and none of V8's compiled scripts, so each would fetch and compile
Streamlit's two megabytes anew: most of what the browser tests cost.
"""

from collections.abc import Iterable
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext

KEPT = "cookies,local_storage,indexeddb,service_workers,cache_storage,websql,file_systems"
"""What a site may keep in the browser, as `Storage.clearDataForOrigin` names it; not its cache."""


class Profiles:
    """The browser's contexts without options of their own that no test uses at the moment."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self._free: list[BrowserContext] = []

    def take(self) -> BrowserContext:
        """Return a context that keeps nothing of what was done in it before."""
        # A worker would answer for pages of tests to come.
        fresh = self.browser.new_context
        return self._free.pop() if self._free else fresh(service_workers="block")

    def give_back(self, context: BrowserContext, addresses: Iterable[str]) -> None:
        """Close the context's pages and clear what the sites at these addresses kept in it."""
        page = context.new_page()
        for other in context.pages:
            if other != page:
                other.close()
        session = context.new_cdp_session(page)
        for address in addresses:
            parts = urlsplit(address)
            origin = f"{parts.scheme}://{parts.netloc}"
            session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": KEPT})
        page.close()
        context.clear_cookies()
        context.clear_permissions()
        context.set_offline(False)
        context.unroute_all()
        self._free.append(context)
