"""Preview image of an example, a tour or the map, for links in messages and social media.

To the left a title and a line below it, to the right the map that slides have; PNG, 1200 x 630
pixels, as Open Graph asks for. Drawn without network and kept on disk: the first takes a second.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import astuple, dataclass
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from geodata import __version__
from geodata.disk_cache import DiskCache
from geodata.palette import MINT, SPRUCE, WHITE
from geodata.settings import ROOT
from geodata.workshop.map_image import BOLD, REGULAR, Points, map_picture

WIDTH, HEIGHT = 1200, 630
MAP_WIDTH = 540
MARGIN = 56
PAPER = (1000, 800)
"""Width and height of the map of a selection, for paper."""
MANY = 400
"""Points of a selection that are all drawn; more are put together."""
TITLE_SIZES = (60, 52, 44, 38)
"""Sizes in pixels that a title is tried in, the largest first."""
MAX_TITLE_LINES = 5
LINE_SIZE = 30
MAX_LINE_LINES = 3
CACHE = DiskCache(ROOT / "var" / "previews", limit=2_000)
"""About 150 kB each."""


@dataclass(frozen=True, slots=True)
class Preview:
    """Content of a preview image; the texts are people's.

    Attributes
    ----------
    title, line
        The title, and what stands below it.
    points
        WGS84 lon/lat; without any the map shows the whole country.
    place
        Label of the point, written if there is only one.
    kind
        Key of ``KINDS`` that gives the points' shape and colour; None is a plain pin.
    """

    title: str
    line: str
    points: Points = ()
    place: str = ""
    kind: str | None = None


def preview_image(preview: Preview) -> bytes:
    """Return the image as PNG, drawn once and then read from disk."""
    key = hashlib.sha256(repr((__version__, astuple(preview))).encode()).hexdigest()
    content = CACHE.read(key)
    if content is None:
        content = _draw(preview)
        CACHE.write(key, content)
    return content


def selection_picture(points: Points) -> bytes:
    """Return a map of many WGS84 lon/lat as PNG, ``PAPER`` pixels, drawn once and kept on disk."""
    places = {tuple(round(degrees, 3) for degrees in point) for point in points}
    if len(places) > MANY:
        # Where there are so many, they stand a few pixels from each other.
        places = {tuple(round(degrees, 1) for degrees in point) for point in places}
    few = tuple((lon, lat) for lon, lat in sorted(places))
    key = hashlib.sha256(repr((__version__, "selection", few)).encode()).hexdigest()
    content = CACHE.read(key)
    if content is None:
        content = map_picture(few, "", None, *PAPER)
        CACHE.write(key, content)
    return content


def _draw(preview: Preview) -> bytes:
    image = Image.new("RGB", (WIDTH, HEIGHT), SPRUCE)
    picture = map_picture(preview.points, preview.place, preview.kind, MAP_WIDTH, HEIGHT)
    image.paste(Image.open(io.BytesIO(picture)).convert("RGB"), (WIDTH - MAP_WIDTH, 0))
    draw = ImageDraw.Draw(image)
    room = WIDTH - MAP_WIDTH - 2 * MARGIN
    draw.text((MARGIN, MARGIN), "Servicekartan", MINT, _font(BOLD, LINE_SIZE))
    top = _draw_lines(draw, *_title_lines(preview.title, room), MARGIN + 76, WHITE)
    font = _font(REGULAR, LINE_SIZE)
    lines = _wrapped(preview.line, font, room, MAX_LINE_LINES)
    _draw_lines(draw, lines, font, top + 18, MINT)
    image.save(output := io.BytesIO(), "PNG", optimize=True)
    return output.getvalue()


def _draw_lines(
    draw: ImageDraw.ImageDraw,
    lines: list[str],
    font: ImageFont.FreeTypeFont,
    top: float,
    colour: str,
) -> float:
    """Draw lines of text below each other; return where the next would begin, in pixels."""
    for line in lines:
        draw.text((MARGIN, top), line, colour, font)
        top += font.size * 1.2
    return top


def _title_lines(title: str, room: int) -> tuple[list[str], ImageFont.FreeTypeFont]:
    """Return a title in lines that fit, and the largest font in which it does."""
    for size in TITLE_SIZES:
        font = _font(BOLD, size)
        lines = _wrapped(title, font, room, MAX_TITLE_LINES)
        if not lines[-1:] or not lines[-1].endswith("…"):
            break
    return lines, font


def _wrapped(text: str, font: ImageFont.FreeTypeFont, room: int, most: int) -> list[str]:
    """Return a text in lines of at most so many pixels; what does not fit ends with ``…``."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(joined) <= room:
            lines[-1] = joined
        else:
            lines.append(_cut(word, font, room))
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], _cut(f"{lines[most - 1]} …", font, room)]


def _cut(text: str, font: ImageFont.FreeTypeFont, room: int) -> str:
    """Return a text that fits in so many pixels, cut with ``…`` where it does not."""
    if font.getlength(text) <= room:
        return text
    while len(text) > 1 and font.getlength(f"{text}…") > room:
        text = text[:-1]
    return f"{text.rstrip(' …')}…"


@cache
def _font(file: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(file, size)
