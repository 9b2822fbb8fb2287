"""What stands where on a page made for paper: texts that lie over others, or beyond the sheet."""

from __future__ import annotations

import re
import unicodedata

from playwright.sync_api import Page

SHEET = {"width": 690, "height": 1000}
"""What the margins leave of an A4 sheet, in CSS pixels."""

_FAULTS = """() => {
    const look = { visibilityProperty: true, opacityProperty: true };
    // A label for screen readers alone is a pixel wide.
    const isSeen = ({ parentElement: parent }) =>
        parent.checkVisibility(look) && parent.getBoundingClientRect().width > 2;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const boxes = [];
    while (walker.nextNode()) {
        const node = walker.currentNode;
        const text = node.data.trim();
        if (!text || !isSeen(node)) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        for (const { left, right, top, bottom } of range.getClientRects()) {
            // A line's box is higher than its letters.
            const lean = (bottom - top) * 0.2;
            if (right > 0 && bottom > 0)
                boxes.push({ left, right, top: top + lean, bottom: bottom - lean, text });
        }
    }
    boxes.sort((one, other) => one.top - other.top);
    const beyond = boxes.filter(({ right }) => right > innerWidth + 1);
    const faults = beyond.map(({ text }) => `beyond the sheet: ${text}`);
    boxes.forEach((one, at) => {
        for (const other of boxes.slice(at + 1)) {
            if (other.top >= one.bottom - 1) break;
            if (Math.min(one.right, other.right) - Math.max(one.left, other.left) > 2)
                faults.push(`${one.text} over ${other.text}`);
        }
    });
    return faults.map((fault) => fault.slice(0, 160));
}"""


def squeezed(text: str) -> str:
    """Return a text without white space and soft hyphens: a line on paper may break anywhere."""
    return re.sub(r"\s|\xad", "", unicodedata.normalize("NFKC", text))


def faults(page: Page) -> list[str]:
    """Return each text that lies over another or beyond the sheet.

    The page keeps the size of a sheet and the look of print.
    """
    page.set_viewport_size(SHEET)
    page.emulate_media(media="print")
    return list(page.evaluate(_FAULTS))
