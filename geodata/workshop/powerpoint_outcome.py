"""PowerPoint slides of a room's outcome: dots, ideas, and the ideas on a map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pptx.enum.shapes import MSO_SHAPE
from pptx.util import Inches

from geodata.palette import INK, MOSS, SPRUCE, WHITE
from geodata.workshop import powerpoint_shapes as shapes
from geodata.workshop.map_image import pins_picture
from geodata.workshop.room_outcome import Bar, Outcome, in_parts
from geodata.workshop.slides import label

BARS, IDEAS = 8, 7
"""Most bars, and most ideas, on a slide."""
BAR_WIDTH = 6.4
"""Length of the bar of the example with the most dots, in inches."""


def add_outcome(deck: Any, outcome: Outcome, language: str) -> None:
    """Add the slides of an outcome at the end of a deck; none for what the room has not used."""
    for bars in in_parts(outcome.bars, BARS) if outcome.dots else ():
        _add_bars(deck, bars, outcome.most, language)
    numbered = list(enumerate(outcome.ideas, start=1))
    for ideas in in_parts(numbered, IDEAS):
        _add_ideas(deck, ideas, language)
    if outcome.pins:
        _add_pins(deck, outcome, language)


def _slide(deck: Any, title: str) -> Any:
    page = shapes.new_slide(deck, WHITE)
    frame = shapes.place(page.shapes.title, 0.7, 0.5, shapes.WIDTH - 1.4, 0.8)
    shapes.write(frame, title, 32, SPRUCE, bold=True)
    return page


def _add_bars(deck: Any, bars: Sequence[Bar], most: int, language: str) -> None:
    page = _slide(deck, label("dots", language))
    for row, bar in enumerate(bars):
        top = 1.5 + row * 0.7
        shapes.write(shapes.box(page, 0.7, top, 5.1, 0.6), bar.heading[:120], _size(bar), INK)
        width = max(0.04, BAR_WIDTH * bar.dots / most)
        sides = map(Inches, (6.0, top + 0.05, width, 0.35))
        shape = page.shapes.add_shape(MSO_SHAPE.RECTANGLE, *sides)
        shape.fill.solid()
        shape.fill.fore_color.rgb = shapes.colour(SPRUCE)
        shape.line.fill.background()
        shapes.write(
            shapes.box(page, 6.1 + width, top, 0.8, 0.5), str(bar.dots), 18, INK, bold=True
        )


def _size(bar: Bar) -> int:
    return 16 if len(bar.heading) <= 45 else 12


def _add_ideas(deck: Any, ideas: Sequence[tuple[int, str]], language: str) -> None:
    page = _slide(deck, label("ideas", language))
    width = shapes.WIDTH - 1.4
    frame = shapes.box(page, 0.7, 1.4, width, 5.6)
    texts = [f"{number}. {text}" for number, text in ideas]
    size = min(20, shapes.fitting("\n".join(texts), width * 1.6))
    for text in texts:
        shapes.write(frame, text, size, INK, before=6)


def _add_pins(deck: Any, outcome: Outcome, language: str) -> None:
    page = _slide(deck, label("pins", language))
    pins = tuple((*pin.lonlat, str(pin.number)) for pin in outcome.pins)
    width, height = 7.4, shapes.HEIGHT
    image = pins_picture(pins, int(width * shapes.PIXELS), int(height * shapes.PIXELS))
    shapes.add_picture(
        page, image, (shapes.WIDTH - width, 0, width, height), label("pins", language)
    )
    page.shapes.title.width = Inches(shapes.WIDTH - width - 1)
    frame = shapes.box(page, 0.7, 1.9, shapes.WIDTH - width - 1, 5.2)
    ideas = [f"{pin.number}. {outcome.ideas[pin.number - 1]}" for pin in outcome.pins]
    size = min(18, shapes.fitting("\n".join(ideas), shapes.WIDTH - width - 1))
    for text in ideas:
        shapes.write(frame, text, size, MOSS, before=4)
