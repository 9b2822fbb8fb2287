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
from collections.abc import Callable, Sequence
from typing import Any

from PIL import Image
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR
from pptx.util import Inches

from geodata.collection.copying import copying_facts
from geodata.collection.vocabulary import KINDS
from geodata.palette import INK, MINT, MOSS, SPRUCE, WHITE
from geodata.workshop.powerpoint_outcome import add_outcome
from geodata.workshop.powerpoint_shapes import (
    HEIGHT,
    PIXELS,
    WIDTH,
    add_picture,
    box,
    colour,
    fitting,
    new_slide,
    place,
    write,
)
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

MAP_WIDTH = 5.4
PHOTO_HEIGHT, CREDIT = 3.9, 0.3
"""Height of a photo above the map, in inches, and of the line below it, which is part of it."""
COLUMN_GAP = 0.6
CHARACTERS = 5
"""Characters of a line an inch, in a body of text."""
MAX_CREDIT = 75
"""Characters of that line."""
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
    address: Callable[[str], str] | None = None,
    load: Load = no_pictures,
    outcome: Outcome | None = None,
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
    address
        Function from the id of an example to the address of its page, for a link on its slide.
    load
        Reads the pictures of the examples.
    outcome
        What a room came to, for slides at the end.
    """
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    deck.core_properties.title = tour.title
    deck.core_properties.language = language
    _add_title(deck, tour, language)
    for slide in slides:
        page = _add_stop(deck, slide, len(slides), language, slide_photo(slide, language, load))
        if address and slide.idea:
            _add_link(page, address(slide.idea.id), language)
        _add_facts(deck, slide, language)
        progress(slide.number / len(slides))
    if outcome:
        add_outcome(deck, outcome, language)
    output = io.BytesIO()
    deck.save(output)
    return output.getvalue()


def _add_title(deck: Any, tour: Tour, language: str) -> None:
    page = new_slide(deck, SPRUCE)
    frame = place(page.shapes.title, 1, 1.6, WIDTH - 2, 2.2, MSO_ANCHOR.BOTTOM)
    write(frame, tour.title, 60 if len(tour.title) < 45 else 44, WHITE, bold=True)
    size = fitting(tour.intro, WIDTH - 2)
    write(box(page, 1, 4.1, WIDTH - 2, 2.4), tour.intro, size, MINT)
    write(box(page, 1, 6.6, WIDTH - 2, 0.5), label("footer", language), 16, MINT)


def _add_stop(deck: Any, slide: Slide, of: int, language: str, photo: Photo | None) -> Any:
    """Add the slide of a stop and return it."""
    page = new_slide(deck, WHITE)
    top = PHOTO_HEIGHT if photo else 0.0
    image = slide_map(slide, int(MAP_WIDTH * PIXELS), int((HEIGHT - top) * PIXELS))
    if image:
        _add_map(page, image, label("map", language, place=slide.place), top)
    if photo:
        _add_photo(page, photo, alone=image is None)
    width = WIDTH - 1.4 - (MAP_WIDTH if image or photo else 0)
    above = 0.0
    if slide.idea:
        above = 0.4
        _add_symbol(page, slide.idea.kind)
    write(
        box(page, 0.7 + above, 0.55, width - above, 0.5), kind_and_place(slide, language), 20, MOSS
    )
    title = place(page.shapes.title, 0.7, 1.05, width, 1.75, MSO_ANCHOR.TOP)
    write(title, slide.heading, _heading_size(slide.heading), SPRUCE, bold=True)
    body = box(page, 0.7, 2.85, width, 2.9)
    text = slide_text(slide, language)
    write(body, text, fitting(text, width), INK)
    _add_services(body, slide, language)
    _add_sources(page, slide, width, language)
    number = label("stop", language, at=slide.number, all=of)
    write(box(page, 0.7, 6.95, width, 0.3), number, 12, MOSS)
    if slide.note:
        page.notes_slide.notes_text_frame.text = slide.note
    return page


def _add_link(page: Any, address: str, language: str) -> None:
    """Add a link to an example's page, beside the number of the stop."""
    line = write(box(page, 2.7, 6.95, 4, 0.3), label("more", language), 12, MOSS)
    line.runs[0].hyperlink.address = address


def _add_facts(deck: Any, slide: Slide, language: str) -> None:
    """Add a slide of the facts to copy an example by, and its lessons, if it has any facts."""
    facts = copying_facts(slide.idea, language) if slide.idea else []
    if slide.idea is None or not facts:
        return
    page = new_slide(deck, WHITE)
    width = WIDTH - 1.4
    write(box(page, 0.7, 0.55, width, 0.5), kind_and_place(slide, language), 20, MOSS)
    title = place(page.shapes.title, 0.7, 1.05, width, 1.0)
    write(title, slide.heading, min(32, _heading_size(slide.heading)), SPRUCE, bold=True)
    lessons = "\n".join(slide.idea.text("lessons", language))
    if lessons:
        width = (width - COLUMN_GAP) / 2
        sides = (0.7 + width + COLUMN_GAP, 2.3, width, 4.5)
        _add_column(page, sides, ((label("lessons", language), lessons),))
    _add_column(page, (0.7, 2.3, width, 4.5), facts)


def _add_column(
    page: Any, sides: tuple[float, float, float, float], parts: Sequence[tuple[str, str]]
) -> None:
    """Add headings with a text below each; ``sides`` are left, top, width and height."""
    body = box(page, *sides)
    # A heading takes a line, and the space above it half of one.
    length = sum(len(text) + 1.5 * CHARACTERS * sides[2] for _, text in parts)
    size = min(20, fitting(" " * int(length), sides[2]))
    for heading, text in parts:
        write(body, heading, size, MOSS, bold=True, before=size // 2)
        write(body, text, size, INK)


def _add_map(page: Any, image: bytes, name: str, top: float) -> None:
    add_picture(page, image, (WIDTH - MAP_WIDTH, top, MAP_WIDTH, HEIGHT - top), name)


def _add_photo(page: Any, photo: Photo, *, alone: bool) -> None:
    """Add a photo with its photographer below.

    It stands above the map, cut to that shape; without a map, ``alone``, as much of it as fits.
    """
    with Image.open(io.BytesIO(photo.content)) as image:
        shape = image.width / image.height
    height = min(HEIGHT - CREDIT, MAP_WIDTH / shape) if alone else PHOTO_HEIGHT - CREDIT
    top = (HEIGHT - height - CREDIT) / 2 if alone else 0
    sides = (WIDTH - MAP_WIDTH, top, MAP_WIDTH, height)
    picture = add_picture(page, photo.content, sides, photo.alt)
    # How much wider the photo is than its place; what is too much is cut off on both sides.
    wider = shape / (MAP_WIDTH / height)
    picture.crop_left = picture.crop_right = max(0.0, (1 - 1 / wider) / 2)
    picture.crop_top = picture.crop_bottom = max(0.0, (1 - wider) / 2)
    credit = box(page, WIDTH - MAP_WIDTH + 0.1, top + height, MAP_WIDTH - 0.2, CREDIT)
    credit.vertical_anchor = MSO_ANCHOR.MIDDLE
    write(credit, photo.credit[:MAX_CREDIT], 11, MOSS)


def _add_symbol(page: Any, kind: str) -> None:
    """Add the kind's shape in its colour, as on the map."""
    symbol = page.shapes.add_shape(
        SHAPES[KINDS[kind].shape], Inches(0.7), Inches(0.68), Inches(0.28), Inches(0.28)
    )
    symbol.fill.solid()
    symbol.fill.fore_color.rgb = colour(KINDS[kind].colour)
    symbol.line.fill.background()


def _add_services(body: Any, slide: Slide, language: str) -> None:
    if slide.idea and slide.idea.services:
        write(body, services_line(slide.idea, language, 6), 14, MOSS, before=10)


def _add_sources(page: Any, slide: Slide, width: float, language: str) -> None:
    if slide.idea is None:
        return
    foot = box(page, 0.7, 5.85, width, 1.0)
    foot.vertical_anchor = MSO_ANCHOR.BOTTOM
    write(foot, label("sources", language), 12, MOSS, bold=True)
    for source in slide.idea.sources[:3]:
        dated = f"{source.title[:80]}, {source.date}" if source.date else source.title[:80]
        write(foot, dated, 12, MOSS).runs[0].hyperlink.address = source.url


def _heading_size(text: str) -> int:
    return next((size for most, size in ((40, 36), (60, 32), (90, 27)) if len(text) <= most), 24)
