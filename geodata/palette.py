"""Colours of the product as hex codes, for maps, slides, paper, workbooks and QR codes.

The theme in ``.streamlit/config.toml`` has the same colours under its own names; a test holds the
two together. The kinds of examples have their colours in ``collection/vocabulary.py``.

Examples
--------
>>> rgb(SPRUCE)
(20, 84, 63)
"""

from __future__ import annotations

WHITE = "#ffffff"
SPRUCE = "#14543f"
"""Accent: headings, pins and the title slide."""
INK = "#16261f"
"""Text."""
SLATE = "#33443c"
"""Quieter text, such as the names of towns on a map."""
MOSS = "#4a5c54"
"""The quietest text, such as a page's foot."""
MINT = "#d3e6dd"
"""Text on spruce."""
BORDER = "#c9d5ce"
"""Lines between things, and municipal borders on a map."""

SEA = "#dfeaf0"
LAND = "#f7faf8"
ABROAD = "#ececea"
"""Land of other countries."""
COUNTY_BORDER = "#8fa79b"
INSET = "#f7f9f8"
"""Background of the small map of the whole country."""
INSET_LAND = "#cfdcd5"


def rgb(code: str) -> tuple[int, int, int]:
    """Return a hex code such as ``"#14543f"`` as red, green and blue, 0 to 255."""
    red, green, blue = bytes.fromhex(code.removeprefix("#"))
    return red, green, blue
