"""Every renderer tells the same of an example, and a source without an address is never a link.

The sixth, ``viewer/example.js``, is held to the same in ``tests/browser/test_take_home.py``.
"""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from pptx import Presentation
from pypdf import PdfReader
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from geodata.workshop.pdf import to_pdf
from geodata.workshop.powerpoint import to_pptx
from geodata.workshop.slides import slides
from geodata.workshop.tours import Tour, TourStop
from pages.common.i18n import speaking
from pages.routes.presentation import take_home
from pages.widgets.markdown import plain
from tests.app_test import SHELL
from tests.examples import FEATURES, IDEAS, expected
from tests.unit.conftest import Serve

SITE = "https://kartan.example/exempel/{}".format


@dataclass
class Shown:
    """What a renderer shows: its text, and its links as pairs of text and address."""

    text: str
    links: list[tuple[str, str]] = field(default_factory=list)


class Text(HTMLParser):
    """The text and the links of HTML, without scripts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.shown = Shown("")
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self._open.append(tag)
        if tag == "a":
            self.shown.links.append(("", dict(attributes).get("href") or ""))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if {"script", "style"} & set(self._open):
            return
        self.shown.text += data
        if "a" in self._open:
            text, address = self.shown.links[-1]
            self.shown.links[-1] = (text + data, address)


def text_page(client: TestClient, identifier: str) -> Shown:
    return Text(client.get(f"/exempel/{identifier}").text).shown


def tour(identifier: str) -> Tour:
    return Tour(title="Kvällen", stops=(TourStop(idea=identifier),))


def slides_page(_: TestClient, identifier: str) -> Shown:
    return Text(take_home(tour(identifier), IDEAS, "sv")).shown


def pdf(_: TestClient, identifier: str) -> Shown:
    stops = slides(tour(identifier), IDEAS, "sv")
    reader = PdfReader(io.BytesIO(to_pdf(tour(identifier), stops, "sv", SITE)))
    notes = [note.get_object() for page in reader.pages for note in page.get("/Annots", [])]
    links = [("", note["/A"]["/URI"]) for note in notes]
    return Shown("".join(page.extract_text() for page in reader.pages), links)


def pptx(_: TestClient, identifier: str) -> Shown:
    stops = slides(tour(identifier), IDEAS, "sv")
    deck = Presentation(io.BytesIO(to_pptx(tour(identifier), stops, "sv")))
    frames = [s.text_frame for page in deck.slides for s in page.shapes if s.has_text_frame]
    runs = [run for frame in frames for line in frame.paragraphs for run in line.runs]
    links = [(run.text, run.hyperlink.address) for run in runs if run.hyperlink.address]
    return Shown("\n".join(frame.text for frame in frames), links)


def panel(_: TestClient, identifier: str) -> Shown:
    app = AppTest.from_file(str(SHELL), default_timeout=20)
    app.query_params["idea"] = identifier
    app.run()
    assert not app.exception
    markdown = "\n".join(element.value for element in app.markdown)
    links = re.findall(r"\[((?:\\.|[^\]\\])*)\]\((.*?)\)(?=,|\n|$)", markdown)
    unescape = re.compile(r"\\(.)|\u2060")
    return Shown(markdown, [(unescape.sub(r"\1", text), address) for text, address in links])


ALL = ("services", "lessons", "stops", "facts", "copying", "sources")
RENDERERS: dict[Callable[[TestClient, str], Shown], tuple[str, ...]] = {
    panel: ALL,
    text_page: ALL,
    # A slide is read from ten metres, and paper has one stop on a page: they leave out the rest.
    slides_page: ("services", "lessons", "facts", "copying", "sources"),
    pdf: ("services", "lessons", "copying", "sources"),
    pptx: ("services", "copying", "sources"),
}


def squeezed(text: str) -> str:
    """Return text without what a renderer may do to it: line breaks and hyphenation."""
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("render", RENDERERS, ids=lambda render: render.__name__)
@pytest.mark.parametrize("identifier", IDEAS)
def test_every_renderer_shows_all_of_an_example(
    serve: Serve, render: Callable[[TestClient, str], Shown], identifier: str
):
    client = serve(FEATURES)
    shown = squeezed(render(client, identifier).text)
    escape = plain if render is panel else str
    for text in expected(IDEAS[identifier]).texts(*RENDERERS[render]):
        own = text if text in expected(IDEAS[identifier]).services else escape(text)
        assert squeezed(own) in shown


@pytest.mark.parametrize("render", RENDERERS, ids=lambda render: render.__name__)
@pytest.mark.parametrize("identifier", IDEAS)
def test_a_source_is_a_link_only_if_it_has_an_address(
    serve: Serve, render: Callable[[TestClient, str], Shown], identifier: str
):
    links = render(serve(FEATURES), identifier).links
    told = expected(IDEAS[identifier])
    assert set(told.addresses.values()) <= {address for _, address in links}
    assert not {"", "None"} & {address for _, address in links}
    for title in set(told.sources) - set(told.addresses):
        assert not any(title in text for text, _ in links)


def test_linked_data_names_a_source_without_an_address(serve: Serve):
    with speaking("sv"):
        page = serve(FEATURES).get("/exempel/minimal").text
    assert '"citation":[{"@type":"CreativeWork","name":"Uppgift från byalaget"}]' in page
