"""Steps from one state of the app to the next without loading it anew."""

from urllib.parse import urlencode

from playwright.sync_api import Page

from pages.common.links import parse, readable

GO = """address => new Promise((done, fail) => {
    const app = document.querySelector("[data-testid=stApp]");
    let runs = false;
    const observer = new MutationObserver((records) => {
        runs ||= records.some(({ oldValue }) => oldValue === "running");
        if (app.dataset.testScriptState === "running") runs = true;
        else if (runs) done();
    });
    observer.observe(app, { attributes: true, attributeOldValue: true });
    // A short run that begins and ends in one of React's turns is never written to the page.
    setTimeout(() => runs || done(), 3000);
    setTimeout(() => fail(new Error(`what ran for ${address} has not ended`)), 20000);
    history.pushState(null, "", address);
    dispatchEvent(new PopStateEvent("popstate", { state: null }));
})"""
"""Leads to an address, and ends when the page's script has run for it."""


def step(page: Page, path: str, language: str = "sv") -> None:
    """Lead the open app to an address, as Back does; what it shows then is the test's to check.

    An opening costs six seconds of a processor, most of them for Streamlit's own scripts. The
    server rewrites a link's keys as a page is opened, so that is done here.
    """
    path, _, query = path.partition("?")
    params = readable({**parse(query), "lang": [language]})
    page.evaluate(GO, f"{path}?{urlencode(params, doseq=True)}")
