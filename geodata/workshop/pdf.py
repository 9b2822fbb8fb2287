"""PDF of a tour: A4 pages with a map, the text, the sources and a QR code for each stop.

The typeface, Source Sans, is embedded; the text can be selected and searched.

Examples
--------
>>> from geodata.workshop.slides import slides
>>> from geodata.workshop.tours import Tour, TourStop
>>> tour = Tour(title="Och vi?", stops=(TourStop(heading="Vad har vi redan?"),))
>>> to_pdf(tour, slides(tour, {}, "sv"), "sv", "https://kartan.example/exempel/{}".format)[:5]
b'%PDF-'
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from fpdf import FPDF, ViewerPreferences
from matplotlib import get_data_path
from PIL import Image

from geodata.collection.copying import copying_facts
from geodata.collection.idea import Idea
from geodata.palette import BORDER, INK, MOSS, SPRUCE, rgb
from geodata.workshop.map_image import BOLD, REGULAR, pins_picture
from geodata.workshop.qr_code import qr_png
from geodata.workshop.room_outcome import Outcome
from geodata.workshop.slides import (
    Load,
    Photo,
    Progress,
    Slide,
    kind_and_place,
    label,
    no_pictures,
    services_line,
    slide_map,
    slide_photo,
    slide_text,
)
from geodata.workshop.tours import Tour

MARGIN, MAP, GAP, QR, PHOTO = 18.0, 54.0, 6.0, 22.0, 70.0
"""Millimetres, as all lengths here."""
TEXT_LEFT = MARGIN + MAP + GAP
PIXELS = 8
"""Pixels of the map a millimetre."""
FONT = "source"
FALLBACK = Path(get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")
"""Typeface for the characters that Source Sans lacks."""


def to_pdf(
    tour: Tour,
    slides: Sequence[Slide],
    language: str,
    address: Callable[[str], str],
    progress: Progress = lambda _: None,
    *,
    load: Load = no_pictures,
    outcome: Outcome | None = None,
) -> bytes:
    """Return a tour as the content of a PDF file.

    Parameters
    ----------
    tour, slides
        The tour, and its stops as :func:`geodata.workshop.slides.slides` returns them.
    language
        ``"sv"`` or ``"en"``.
    address
        Function from the id of an example to the address of its page, for its QR code.
    progress
        Called after each stop, with the fraction done, 0 to 1.
    load
        Reads the pictures of the examples.
    outcome
        What a room came to, for a page or more at the end.
    """
    paper, trial = _Paper(tour, language), _Paper(tour, language)
    paper.add_page()
    _add_title(paper, tour)
    for slide in slides:
        page = address(slide.idea.id) if slide.idea else ""
        stop = _Stop(slide, len(slides), language, page, slide_photo(slide, language, load))
        trial.add_page()
        first = trial.page_no()
        _add_stop(trial, stop)
        # A stop is not cut in two, unless it is longer than a page.
        if trial.page_no() > first or paper.will_page_break(trial.get_y() - MARGIN):
            paper.add_page()
        _add_stop(paper, stop)
        progress(slide.number / len(slides))
    if outcome:
        _add_outcome(paper, outcome, language)
    return bytes(paper.output())


@dataclass(frozen=True, slots=True)
class _Stop:
    """Content of a stop: its slide, the number of all, its page's address, its photo."""

    slide: Slide
    of: int
    language: str
    page: str
    photo: Photo | None


class _Paper(FPDF):
    """A4 document in our typeface, with the product's name and the page number at the foot.

    It says its title and language and has a bookmark for each stop. fpdf2 tags pictures and no
    text, so the accessible copy is the web page.
    """

    def __init__(self, tour: Tour, language: str) -> None:
        super().__init__(format="A4")
        for style, file in (("", REGULAR), ("B", BOLD)):
            self.add_font(FONT, style, file)
        self.add_font("fallback", "", FALLBACK)
        self.set_fallback_fonts(["fallback"], exact_match=False)
        self.set_margins(MARGIN, MARGIN)
        self.set_auto_page_break(True, 22)
        self.set_title(tour.title)
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self.set_lang(language)
        self.set_creator("Servicekartan")
        self._foot = label("footer", language)

    def footer(self) -> None:
        """Write the foot of a page; fpdf2 calls it."""
        self.set_y(-14)
        self.ink(9, MOSS)
        self.cell(0, 5, self._foot)
        self.cell(0, 5, f"{self.page_no()}", align="R")

    def ink(self, size: float, colour: str, style: str = "") -> None:
        """Set type size in points, colour as a hex code, and weight."""
        self.set_font(FONT, style, size)
        self.set_text_color(*rgb(colour))

    def put(
        self, text: str, height: float, left: float = TEXT_LEFT, link: str | None = None
    ) -> None:
        """Write a text, wrapped, and move to the line below."""
        self.set_x(left)
        width = 210 - MARGIN - left
        self.multi_cell(width, height, text, align="L", new_x="LMARGIN", new_y="NEXT", link=link)


def _add_title(paper: _Paper, tour: Tour) -> None:
    paper.ink(28, SPRUCE, "B")
    paper.put(tour.title, 11, MARGIN)
    paper.ln(2)
    paper.ink(13, INK)
    paper.put(tour.intro, 6.2, MARGIN)
    paper.ln(4)


def _add_stop(paper: _Paper, stop: _Stop) -> None:
    slide, language = stop.slide, stop.language
    paper.set_draw_color(*rgb(BORDER))
    paper.line(MARGIN, paper.get_y(), 210 - MARGIN, paper.get_y())
    paper.ln(5)
    beside = _add_pictures(paper, slide, language, stop.page)
    _add_heading(paper, slide, stop.of, language)
    if stop.photo:
        _add_photo(paper, stop.photo)
    _add_text(paper, slide, language)
    paper.set_y(max(paper.get_y(), beside) + 6)


def _add_pictures(paper: _Paper, slide: Slide, language: str, page: str) -> float:
    """Add the map and the QR code in the left column; return the y at which they end, in mm."""
    top = paper.get_y()
    image = slide_map(slide, int(MAP * PIXELS), int(MAP * PIXELS))
    if image is None:
        return top
    name = label("map", language, place=slide.place)
    paper.image(io.BytesIO(image), MARGIN, top, MAP, MAP, alt_text=name)
    if slide.idea is None:
        return top + MAP
    below = top + MAP + 4
    paper.image(io.BytesIO(qr_png(page)), MARGIN, below, QR, QR, link=page, alt_text=page)
    paper.ink(9, MOSS)
    paper.set_xy(MARGIN + QR + 3, below)
    paper.multi_cell(MAP - QR - 3, 4.2, label("more", language), align="L", link=page)
    paper.set_y(top)
    return below + QR


def _add_photo(paper: _Paper, photo: Photo) -> None:
    """Add a photo in the text's column, and its photographer below."""
    with Image.open(io.BytesIO(photo.content)) as image:
        shape = image.width / image.height
    width = min(210 - MARGIN - TEXT_LEFT, PHOTO * shape)
    top, height = paper.get_y(), width / shape
    if paper.will_page_break(height):
        paper.add_page()
        top = paper.get_y()
    content = io.BytesIO(photo.content)
    paper.image(content, TEXT_LEFT, top, width, height, alt_text=photo.alt)
    paper.set_y(top + height + 1.5)
    paper.ink(9, MOSS)
    paper.put(photo.credit, 4.2)
    paper.ln(2)


def _add_heading(paper: _Paper, slide: Slide, of: int, language: str) -> None:
    paper.ink(10, MOSS)
    where = kind_and_place(slide, language)
    number = label("stop", language, at=slide.number, all=of)
    paper.put(f"{number} · {where}" if where else number, 5)
    paper.start_section(slide.heading)
    paper.ink(17, SPRUCE, "B")
    paper.put(slide.heading, 7.4)
    paper.ln(1.5)


def _add_text(paper: _Paper, slide: Slide, language: str) -> None:
    paper.ink(11.5, INK)
    paper.put(slide_text(slide, language), 5.4)
    if slide.idea is None:
        return
    paper.ink(10, MOSS)
    paper.put(services_line(slide.idea, language), 5)
    if lessons := slide.idea.text("lessons", language):
        _add_label(paper, label("lessons", language))
        paper.ink(10.5, INK)
        for lesson in lessons:
            paper.put(f"– {lesson}", 5)
    _add_facts(paper, slide.idea, language)
    _add_label(paper, label("sources", language))
    paper.ink(9.5, MOSS)
    for source in slide.idea.sources:
        # A source need not be online, and fpdf2 makes a link of any text, also of "None".
        host = urlsplit(source.url).hostname if source.url else None
        parts = (source.title, host, source.date)
        paper.put(", ".join(filter(None, parts)), 4.6, link=source.url)


def _add_facts(paper: _Paper, idea: Idea, language: str) -> None:
    """Add the facts to copy an example by, each with its heading."""
    if facts := copying_facts(idea, language):
        _add_label(paper, label("facts", language))
        paper.ink(10.5, INK)
        for heading, text in facts:
            paper.put(f"{heading}: {text}", 5)


def _add_label(paper: _Paper, text: str) -> None:
    paper.ln(2)
    paper.ink(10.5, SPRUCE, "B")
    paper.put(text, 5)


# What a room came to


def _add_outcome(paper: _Paper, outcome: Outcome, language: str) -> None:
    paper.add_page()
    _add_part(paper, label("dots", language))
    paper.ink(10.5, INK)
    paper.put(label("total", language, n=outcome.dots), 5, MARGIN)
    for bar in outcome.bars:
        _add_bar(paper, bar.heading, bar.dots, outcome.most)
    if outcome.ideas:
        _add_part(paper, label("ideas", language))
        paper.ink(10.5, INK)
        for number, text in enumerate(outcome.ideas, start=1):
            paper.put(f"{number}. {text}", 5, MARGIN)
            paper.ln(1)
    if outcome.pins:
        _add_pins(paper, outcome, language)


def _add_part(paper: _Paper, heading: str) -> None:
    paper.ln(5)
    paper.start_section(heading)
    paper.ink(17, SPRUCE, "B")
    paper.put(heading, 8, MARGIN)
    paper.ln(1)


def _add_bar(paper: _Paper, heading: str, dots: int, most: int) -> None:
    """Add an example's whole heading with its number of dots, and a bar below."""
    paper.ln(2)
    paper.ink(10.5, INK)
    # The bar belongs to its heading, which may have two lines.
    if paper.will_page_break(16):
        paper.add_page()
    paper.put(f"{heading}: {dots}", 5, MARGIN)
    paper.set_fill_color(*rgb(SPRUCE))
    if dots:
        paper.rect(MARGIN, paper.get_y() + 0.5, (210 - 2 * MARGIN) * dots / most, 2.5, style="F")
    paper.ln(3.5)


def _add_pins(paper: _Paper, outcome: Outcome, language: str) -> None:
    width, height = 210 - 2 * MARGIN, 150.0
    if paper.will_page_break(height + 14):
        paper.add_page()
    _add_part(paper, label("pins", language))
    pins = tuple((*pin.lonlat, str(pin.number)) for pin in outcome.pins)
    image = pins_picture(pins, int(width * PIXELS), int(height * PIXELS))
    name = label("pins", language)
    paper.image(io.BytesIO(image), MARGIN, paper.get_y(), width, height, alt_text=name)
