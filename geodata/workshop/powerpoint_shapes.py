"""Shapes of PowerPoint slides: empty slides, text boxes, texts and pictures, in our style.

Lengths are inches, type sizes points, colours hex codes.
"""

from __future__ import annotations

import io
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR
from pptx.util import Emu, Inches, Pt

from geodata.palette import rgb

WIDTH, HEIGHT = 13.333, 7.5
"""Size of a slide: 16:9."""
PIXELS = 150
"""Pixels of a map an inch."""


def colour(code: str) -> RGBColor:
    """Return a colour as PowerPoint has it."""
    return RGBColor(*rgb(code))  # type: ignore[no-untyped-call]


def new_slide(deck: Any, background: str) -> Any:
    """Add a slide with nothing but a title, which outlines and screen readers read out."""
    page = deck.slides.add_slide(deck.slide_layouts[5])
    page.background.fill.solid()
    page.background.fill.fore_color.rgb = colour(background)
    return page


def box(page: Any, left: float, top: float, width: float, height: float) -> Any:
    """Add a text box and return its text frame."""
    sides = map(Inches, (left, top, width, height))
    return _bare(page.shapes.add_textbox(*sides).text_frame)


def place(
    shape: Any,
    left: float,
    top: float,
    width: float,
    height: float,
    anchor: MSO_ANCHOR = MSO_ANCHOR.TOP,
) -> Any:
    """Move a shape, such as the title, and return its text frame."""
    shape.left, shape.top, shape.width, shape.height = map(Inches, (left, top, width, height))
    frame = _bare(shape.text_frame)
    frame.vertical_anchor = anchor
    return frame


def _bare(frame: Any) -> Any:
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Emu(0)
    return frame


def write(
    frame: Any, text: str, size: int, ink: str, *, bold: bool = False, before: int = 0
) -> Any:
    """Write a text as the next paragraphs of a frame; return the last of them."""
    for line in text.split("\n"):
        fresh = len(frame.paragraphs) == 1 and not frame.paragraphs[0].runs
        paragraph = frame.paragraphs[0] if fresh else frame.add_paragraph()
        paragraph.alignment, paragraph.space_before = 1, Pt(before)
        paragraph.font.size, paragraph.font.bold = Pt(size), bold
        paragraph.font.color.rgb = colour(ink)
        paragraph.add_run().text = line
    return paragraph


def fitting(text: str, width: float) -> int:
    """Return the type size at which a text fits a box of this width.

    Leaves a margin for computers without our typeface, whose own may be a quarter wider.
    """
    sizes = ((100, 30), (150, 26), (210, 23), (320, 20), (450, 17), (650, 15), (1_000, 13))
    length = len(text) * 6.5 / width
    return next((size for most, size in sizes if length <= most), 10)


def add_picture(
    page: Any, image: bytes, sides: tuple[float, float, float, float], name: str
) -> Any:
    """Add a picture with its alternative text; ``sides`` are left, top, width and height."""
    left, top, width, height = map(Inches, sides)
    picture = page.shapes.add_picture(io.BytesIO(image), left, top, width, height)
    picture._element.nvPicPr.cNvPr.set("descr", name)
    return picture
