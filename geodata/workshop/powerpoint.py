"""PowerPoint file of a tour: a title slide, a slide with a map for each stop, speaker notes.

Examples
--------
>>> from geodata.workshop.slides import slides
>>> from geodata.workshop.tours import Tour, TourStop
>>> tour = Tour(title="Och vi?", stops=(TourStop(heading="Vad har vi redan?"),))
>>> to_pptx(tour, slides(tour, {}, "sv"), "sv")[:2]
b'PK'
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR
from pptx.util import Emu, Inches, Pt

from geodata.collection.vocabulary import KINDS
from geodata.palette import INK, MINT, MOSS, SPRUCE, WHITE, rgb
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

WIDTH, HEIGHT = 13.333, 7.5
"""Size of a slide in inches: 16:9."""
MAP_WIDTH = 5.4
PHOTO_HEIGHT, CREDIT = 3.9, 0.3
"""Height of a photo above the map, in inches, and of the line below it, which is part of it."""
MAX_CREDIT = 75
"""Characters of that line."""
PIXELS = 150
"""Pixels of the map an inch."""
SHAPES = {
    "square": MSO_SHAPE.RECTANGLE,
    "diamond": MSO_SHAPE.DIAMOND,
    "circle": MSO_SHAPE.OVAL,
    "star": MSO_SHAPE.STAR_5_POINT,
}


def to_pptx(
    tour: Tour,
    slides: Sequence[Slide],
    language: str,
    progress: Progress = lambda _: None,
    *,
    load: Load = no_pictures,
) -> bytes:
    """Return a tour as the content of a ``.pptx`` file.

    Parameters
    ----------
    tour, slides
        The tour, and its stops as :func:`geodata.workshop.slides.slides` returns them.
    language
        ``"sv"`` or ``"en"``.
    progress
        Called after each slide, with the fraction done, 0 to 1.
    load
        Reads the pictures of the examples.
    """
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    deck.core_properties.title = tour.title
    deck.core_properties.language = language
    _add_title(deck, tour, language)
    for slide in slides:
        _add_stop(deck, slide, len(slides), language, slide_photo(slide, language, load))
        progress(slide.number / len(slides))
    output = io.BytesIO()
    deck.save(output)
    return output.getvalue()


def _colour(code: str) -> RGBColor:
    return RGBColor(*rgb(code))  # type: ignore[no-untyped-call]


def _new(deck: Any, background: str) -> Any:
    # The layout with nothing but a title, which outlines and screen readers read out.
    page = deck.slides.add_slide(deck.slide_layouts[5])
    page.background.fill.solid()
    page.background.fill.fore_color.rgb = _colour(background)
    return page


def _add_title(deck: Any, tour: Tour, language: str) -> None:
    page = _new(deck, SPRUCE)
    frame = _place(page.shapes.title, 1, 1.6, WIDTH - 2, 2.2, MSO_ANCHOR.BOTTOM)
    _write(frame, tour.title, 60 if len(tour.title) < 45 else 44, WHITE, bold=True)
    size = _fitting(tour.intro, WIDTH - 2)
    _write(_box(page, 1, 4.1, WIDTH - 2, 2.4), tour.intro, size, MINT)
    _write(_box(page, 1, 6.6, WIDTH - 2, 0.5), label("footer", language), 16, MINT)


def _add_stop(deck: Any, slide: Slide, of: int, language: str, photo: Photo | None) -> None:
    page = _new(deck, WHITE)
    width = WIDTH - 1.4
    top = PHOTO_HEIGHT if photo else 0.0
    if image := slide_map(slide, int(MAP_WIDTH * PIXELS), int((HEIGHT - top) * PIXELS)):
        width -= MAP_WIDTH
        _add_map(page, image, label("map", language, place=slide.place), top)
    if photo:
        _add_photo(page, photo)
    above = 0.0
    if slide.idea:
        above = 0.4
        _add_symbol(page, slide.idea.kind)
    _write(
        _box(page, 0.7 + above, 0.55, width - above, 0.5), kind_and_place(slide, language), 20, MOSS
    )
    title = _place(page.shapes.title, 0.7, 1.05, width, 1.75, MSO_ANCHOR.TOP)
    _write(title, slide.heading, _heading_size(slide.heading), SPRUCE, bold=True)
    body = _box(page, 0.7, 2.85, width, 2.9)
    text = slide_text(slide, language)
    _write(body, text, _fitting(text, width), INK)
    _add_services(body, slide, language)
    _add_sources(page, slide, width, language)
    place = label("stop", language, at=slide.number, all=of)
    _write(_box(page, 0.7, 6.95, width, 0.3), place, 12, MOSS)
    if slide.note:
        page.notes_slide.notes_text_frame.text = slide.note


def _add_map(page: Any, image: bytes, name: str, top: float) -> None:
    left = Inches(WIDTH - MAP_WIDTH)
    size = Inches(MAP_WIDTH), Inches(HEIGHT - top)
    picture = page.shapes.add_picture(io.BytesIO(image), left, Inches(top), *size)
    picture._element.nvPicPr.cNvPr.set("descr", name)


def _add_photo(page: Any, photo: Photo) -> None:
    """Add a photo above the map, cut to that shape, with its photographer below."""
    left, size = Inches(WIDTH - MAP_WIDTH), (Inches(MAP_WIDTH), Inches(PHOTO_HEIGHT - CREDIT))
    picture = page.shapes.add_picture(io.BytesIO(photo.content), left, 0)
    # How much wider the photo is than its place; what is too much is cut off on both sides.
    wider = (picture.width / picture.height) / (size[0] / size[1])
    across, down = (max(0.0, (1 - 1 / ratio) / 2) for ratio in (wider, 1 / wider))
    picture.crop_left = picture.crop_right = across
    picture.crop_top = picture.crop_bottom = down
    picture.width, picture.height = size
    picture._element.nvPicPr.cNvPr.set("descr", photo.alt)
    credit = _box(page, WIDTH - MAP_WIDTH + 0.1, PHOTO_HEIGHT - CREDIT, MAP_WIDTH - 0.2, CREDIT)
    credit.vertical_anchor = MSO_ANCHOR.MIDDLE
    _write(credit, photo.credit[:MAX_CREDIT], 11, MOSS)


def _add_symbol(page: Any, kind: str) -> None:
    """Add the kind's shape in its colour, as on the map."""
    symbol = page.shapes.add_shape(
        SHAPES[KINDS[kind].shape], Inches(0.7), Inches(0.68), Inches(0.28), Inches(0.28)
    )
    symbol.fill.solid()
    symbol.fill.fore_color.rgb = _colour(KINDS[kind].colour)
    symbol.line.fill.background()


def _add_services(body: Any, slide: Slide, language: str) -> None:
    if slide.idea and slide.idea.services:
        _write(body, services_line(slide.idea, language, 6), 14, MOSS, before=10)


def _add_sources(page: Any, slide: Slide, width: float, language: str) -> None:
    if slide.idea is None:
        return
    foot = _box(page, 0.7, 5.85, width, 1.0)
    foot.vertical_anchor = MSO_ANCHOR.BOTTOM
    _write(foot, label("sources", language), 12, MOSS, bold=True)
    for source in slide.idea.sources[:3]:
        dated = f"{source.title[:80]}, {source.date}" if source.date else source.title[:80]
        _write(foot, dated, 12, MOSS).runs[0].hyperlink.address = source.url


def _heading_size(text: str) -> int:
    return next((size for most, size in ((40, 36), (60, 32), (90, 27)) if len(text) <= most), 24)


def _fitting(text: str, width: float) -> int:
    """Return the type size in points at which a text fits a box of this width in inches.

    Leaves a margin for computers without our typeface, whose own may be a quarter wider.
    """
    sizes = ((100, 30), (150, 26), (210, 23), (320, 20), (450, 17), (650, 15), (1_000, 13))
    length = len(text) * 6.5 / width
    return next((size for most, size in sizes if length <= most), 10)


def _box(page: Any, left: float, top: float, width: float, height: float) -> Any:
    sides = map(Inches, (left, top, width, height))
    frame = page.shapes.add_textbox(*sides).text_frame
    return _bare(frame)


def _place(
    shape: Any, left: float, top: float, width: float, height: float, anchor: MSO_ANCHOR
) -> Any:
    shape.left, shape.top, shape.width, shape.height = map(Inches, (left, top, width, height))
    frame = _bare(shape.text_frame)
    frame.vertical_anchor = anchor
    return frame


def _bare(frame: Any) -> Any:
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Emu(0)
    return frame


def _write(
    frame: Any, text: str, size: int, colour: str, *, bold: bool = False, before: int = 0
) -> Any:
    """Write a text as the next paragraphs of a frame; return the last of them."""
    for line in text.split("\n"):
        fresh = len(frame.paragraphs) == 1 and not frame.paragraphs[0].runs
        paragraph = frame.paragraphs[0] if fresh else frame.add_paragraph()
        paragraph.alignment, paragraph.space_before = 1, Pt(before)
        paragraph.font.size, paragraph.font.bold = Pt(size), bold
        paragraph.font.color.rgb = _colour(colour)
        paragraph.add_run().text = line
    return paragraph
