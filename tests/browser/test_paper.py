"""The views on paper: A4, nothing over anything else, and text that can be selected."""

from pathlib import Path

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.browser.conftest import DESKTOP, Start
from tests.paper import faults, squeezed

IN_THE_APP = {
    "/nara?kommun=Norsjö": ("Nära Norsjö", "I grannkommunerna", "Det här saknas här"),
    "/overblick?county=Norrbottens län": ("Kommun för kommun", "Vita fläckar", "Norrbottens län"),
}
OF_TEXT = {
    "/exempel/moskosel-lanthandel-och-servicepunkt": ("Källor",),
    "/exempel?county=Norrbottens län": ("Exempel i Norrbottens län", "Hämtat ur"),
    "/exempel?q=butik": ("Exempel: butik",),
    "/jamfor": ("Jämför exempel",),
}
BUTTONS = ("Skriv ut", "Hoppa till", "Lägg till i visning", "Rensa")


def printed(page: Page, file: Path) -> str:
    """Print a page and return its text without white space, after a look at where it stands."""
    page.pdf(path=file, prefer_css_page_size=True, print_background=True)
    assert faults(page) == []
    page.emulate_media(media="null")
    page.set_viewport_size(DESKTOP)
    sheets = PdfReader(file).pages
    assert {round(float(sheet.mediabox.width)) for sheet in sheets} <= {595, 842}
    text = squeezed("".join(sheet.extract_text() for sheet in sheets))
    assert [button for button in BUTTONS if squeezed(button) in text] == []
    return text


@pytest.mark.parametrize("path", IN_THE_APP)
def test_the_apps_views_print_without_anything_over_anything(
    start: Start, tmp_path: Path, path: str
):
    visit = start(DESKTOP).open(path)
    text = printed(visit.page, tmp_path / "vy.pdf")
    assert [part for part in IN_THE_APP[path] if squeezed(part) not in text] == []


def test_examples_selections_and_comparisons_print_on_a4(start: Start, tmp_path: Path):
    visit = start(DESKTOP)
    page, site = visit.page, visit.site
    for path, parts in OF_TEXT.items():
        if path.endswith("-servicepunkt") or path == "/jamfor":
            page.goto(f"{site}/exempel?county=Norrbottens län")
            links = page.locator(".vw-told a").evaluate_all("a => a.map(x => x.pathname)")
            ids = [link.rsplit("/", 1)[1] for link in links[:4]]
            path = links[0] if path != "/jamfor" else f"/jamfor?exempel={','.join(ids)}"
        page.goto(site + path)
        text = printed(page, tmp_path / "text.pdf")
        assert [part for part in parts if squeezed(part) not in text] == []


def test_the_map_prints_and_its_print_opens_the_page_of_text_and_prints_that(
    start: Start, tmp_path: Path
):
    # A context of its own: what it is told about printing would follow the next visitor.
    visit = start(DESKTOP, locale="sv-SE")
    visit.page.context.add_init_script("window.print = () => (window.printed = true)")
    visit.open("/?county=Norrbottens län")
    text = printed(visit.page, tmp_path / "karta.pdf")
    assert "Servicekartan" in text
    assert "exempel" in text
    with visit.page.context.expect_page() as paper:
        visit.page.locator(".st-key-summary").get_by_text("Skriv ut").click()
    # A function: the page's policy lets no text be compiled a second time, when the first look
    # came before the print.
    paper.value.wait_for_function("() => window.printed")
    assert paper.value.locator("h1").inner_text() == "Exempel i Norrbottens län"
    # The map of the selection is there before the page is printed.
    drawn = paper.value.locator(".vw-paper-map").evaluate("e => [e.complete, e.naturalWidth]")
    assert drawn == [True, 1000]

    # Nor does the browser's own key print without it.
    paper.value.goto(f"{visit.site}/exempel?q=butik")
    paper.value.keyboard.press("Control+p")
    paper.value.wait_for_function("() => window.printed")
    drawn = paper.value.locator(".vw-paper-map").evaluate("e => [e.complete, e.naturalWidth]")
    assert drawn == [True, 1000]
