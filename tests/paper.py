"""What stands where on a printed page: the boxes of its texts, and those that lie over others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

from pypdf import PageObject, PdfReader

ASCENT, DESCENT = 0.62, 0.05
"""Height of letters over and under the line, of the size: what lines of a text leave free."""
SLACK = 1.2
"""Points that boxes may share: letters lean over the edge of theirs."""


def squeezed(text: str) -> str:
    """Return a text without white space and soft hyphens: a line on paper may break anywhere."""
    return re.sub(r"\s|\xad", "", unicodedata.normalize("NFKC", text))


@dataclass(frozen=True)
class Box:
    """A run of text or a filled area: left, bottom, right and top in points, and when drawn."""

    left: float
    bottom: float
    right: float
    top: float
    at: int
    code: bytes = b""

    def overlaps(self, other: Box) -> bool:
        """Return whether two boxes share more than ``SLACK`` in both directions."""
        across = min(self.right, other.right) - max(self.left, other.left)
        up = min(self.top, other.top) - max(self.bottom, other.bottom)
        return across > SLACK and up > SLACK

    def is_twice(self, other: Box) -> bool:
        """Return whether it is the same text once more: names on a map have an outline."""
        return self.code == other.code and abs(self.left - other.left) < 1

    def hides(self, text: Box) -> bool:
        """Return whether it is an area that is painted over the middle of a text."""
        x, y = (text.left + text.right) / 2, (text.bottom + text.top) / 2
        within = self.left < x < self.right and self.bottom < y < self.top
        return within and not self.code and self.at > text.at


@dataclass
class _Reader:
    """Takes the operators of a page, in their order."""

    page: PageObject
    texts: list[Box] = field(default_factory=list)
    areas: list[Box] = field(default_factory=list)
    _rectangles: list[list[float]] = field(default_factory=list)
    _font: str = ""
    _size: float = 0
    _count: int = 0

    def read(self, operator: bytes, operands: Any, cm: list[float], tm: list[float]) -> None:
        self._count += 1
        if operator == b"Tf":
            self._font, self._size = str(operands[0]), float(operands[1])
        elif operator in (b"Tj", b"TJ"):
            self._add_text(operands[0], _product(tm, cm))
        elif operator == b"re":
            self._rectangles.append([float(number) for number in operands])
        elif operator in (b"f", b"f*"):
            for x, y, width, height in self._rectangles:
                box = self._box(x, y, x + width, y + height, cm, b"")
                self.areas.append(box)
            self._rectangles = []
        elif operator in (b"n", b"S"):
            self._rectangles = []

    def _add_text(self, operand: Any, matrix: list[float]) -> None:
        parts = operand if isinstance(operand, list) else [operand]
        codes = b"".join(_bytes(part) for part in parts if not isinstance(part, int | float))
        kerning = sum(float(part) for part in parts if isinstance(part, int | float))
        width = (_width(self.page, self._font)(codes) - kerning) / 1000 * self._size
        if width > 0:
            bottom, top = -DESCENT * self._size, ASCENT * self._size
            self.texts.append(self._box(0, bottom, width, top, matrix, codes))

    def _box(
        self, x0: float, y0: float, x1: float, y1: float, matrix: list[float], code: bytes
    ) -> Box:
        corners = [_moved(x, y, matrix) for x in (x0, x1) for y in (y0, y1)]
        xs, ys = zip(*corners, strict=True)
        return Box(min(xs), min(ys), max(xs), max(ys), self._count, code)


def _bytes(text: Any) -> bytes:
    return bytes(getattr(text, "original_bytes", text))


def _product(one: list[float], other: list[float]) -> list[float]:
    a, b, c, d, e, f = one
    return [
        a * other[0] + b * other[2],
        a * other[1] + b * other[3],
        c * other[0] + d * other[2],
        c * other[1] + d * other[3],
        e * other[0] + f * other[2] + other[4],
        e * other[1] + f * other[3] + other[5],
    ]


def _moved(x: float, y: float, m: list[float]) -> tuple[float, float]:
    return x * m[0] + y * m[2] + m[4], x * m[1] + y * m[3] + m[5]


def _width(page: PageObject, name: str) -> Callable[[bytes], float]:
    """Return the function that gives the width of codes of a font, in thousandths of its size."""
    font = page["/Resources"]["/Font"][name].get_object()
    if font["/Subtype"] != "/Type0":
        first = int(font.get("/FirstChar", 0))
        widths = [float(width) for width in font.get("/Widths", [])]
        # Type 3 fonts, of icons and the like, measure in a matrix of their own.
        scale = 1000 * float(font["/FontMatrix"][0]) if "/FontMatrix" in font else 1
        table = {first + at: width * scale for at, width in enumerate(widths)}
        return lambda codes: sum(table.get(code, 0) for code in codes)
    descendant = font["/DescendantFonts"][0].get_object()
    default, table = float(descendant.get("/DW", 1000)), dict(_cid_widths(descendant.get("/W", ())))
    return lambda codes: sum(
        table.get(int.from_bytes(codes[at : at + 2]), default) for at in range(0, len(codes), 2)
    )


def _cid_widths(entries: Any) -> Iterator[tuple[int, float]]:
    """Yield code and width of a ``/W`` array: ``first [widths]`` or ``first last width``."""
    items = [entry.get_object() if hasattr(entry, "get_object") else entry for entry in entries]
    while items:
        first = int(items.pop(0))
        if isinstance(items[0], list):
            yield from ((first + at, float(width)) for at, width in enumerate(items.pop(0)))
        else:
            last, width = int(items.pop(0)), float(items.pop(0))
            yield from ((code, width) for code in range(first, last + 1))


def texts(page: PageObject) -> list[Box]:
    """Return the boxes of a page's texts."""
    return _read(page).texts


def _read(page: PageObject) -> _Reader:
    reader = _Reader(page)
    page.extract_text(visitor_operand_before=reader.read)
    return reader


def collisions(file: Path) -> list[str]:
    """Return each place in a PDF where a text lies over another, or an area over a text."""
    pages = enumerate(PdfReader(file).pages, start=1)
    return [f"page {number}: {what}" for number, page in pages for what in _on_page(page)]


def _on_page(page: PageObject) -> Iterator[str]:
    reader = _read(page)
    for one, other in combinations(reader.texts, 2):
        if one.overlaps(other) and not one.is_twice(other):
            yield f"text at {_place(one)} and {_place(other)}"
    for text in reader.texts:
        if any(area.hides(text) for area in reader.areas):
            yield f"an area over the text at {_place(text)}"


def _place(box: Box) -> str:
    return f"x {box.left:.0f}-{box.right:.0f} y {box.bottom:.0f}-{box.top:.0f}"


def outside(file: Path) -> list[str]:
    """Return the texts that reach over the edge of their sheet."""
    return [
        f"page {number}: {_place(box)}"
        for number, page in enumerate(PdfReader(file).pages, start=1)
        for box in texts(page)
        if box.left < -1 or box.right > float(page.mediabox.width) + 1
    ]
