"""Cuts Streamlit's fonts to what the pages show, into the folder ``fonts``: ``make fonts``.

Of the icons the font then has those that Streamlit and our own code name, of the letters those that
European languages with Latin letters use. A file has the name of Streamlit's file that it stands
for, so that a font of another version of Streamlit is never taken for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from pages.middleware.preload import STATIC

FOLDER = Path(__file__).with_name("fonts")
SOURCE = Path(__file__).parents[2]
ICONS = "MaterialSymbols-Rounded"
KINDS = ("*.py", "*.toml")
"""The files that name icons."""
LETTERS = "SourceSansVF-Upright"
LATIN = (
    *range(0x20, 0x250),
    *range(0x2000, 0x2070),
    0x20AC,
    0x2122,
    *range(0x2190, 0x2300),
    0x2713,
    0x2715,
)
"""Latin letters up to Extended-B, punctuation, the euro sign, arrows and signs of mathematics."""


def original(name: str) -> Path:
    """Return Streamlit's font file whose name begins so; raises ``ValueError`` if not just one."""
    (path,) = STATIC.glob(f"static/media/{name}.*.woff2")
    return path


@cache
def icons_in_use() -> frozenset[str]:
    """Return the words in Streamlit's scripts and in our code that may name an icon."""
    scripts = (path.read_text(encoding="utf-8") for path in STATIC.glob("static/js/*.js"))
    named = {name for text in scripts for name in re.findall(r":material/(\w+):", text)}
    folders = (SOURCE / name for name in ("pages", "geodata"))
    sources = (p for folder in folders for kind in KINDS for p in folder.rglob(kind))
    texts = (path.read_text(encoding="utf-8") for path in sources)
    # Some are put together of parts: every short string may be one.
    return frozenset(named.union(*(re.findall(r'["/]([a-z0-9_]+)(?=[":])', t) for t in texts)))


def icon_names(font: TTFont) -> dict[str, str]:
    """Return the icons of a font: name to glyph."""
    return {name: ligature.LigGlyph for name, ligature in _ligatures(font)}


def _ligatures(font: TTFont) -> Iterable[tuple[str, Any]]:
    letters: dict[str, str] = {}
    for code, glyph in font.getBestCmap().items():
        letters[glyph] = max(chr(code), letters.get(glyph, ""))
    for table in _tables(font):
        for first, ligatures in table.ligatures.items():
            for ligature in ligatures:
                yield "".join(letters[glyph] for glyph in (first, *ligature.Component)), ligature


def _tables(font: TTFont) -> list[Any]:
    lookups = font["GSUB"].table.LookupList.Lookup
    return [getattr(t, "ExtSubTable", t) for lookup in lookups for t in lookup.SubTable]


def cut_icons() -> None:
    """Write the icon font with the icons in use only."""
    font = TTFont(original(ICONS), recalcTimestamp=False)
    used = [ligature for name, ligature in _ligatures(font) if name in icons_in_use()]
    for table in _tables(font):
        rows = {
            first: [x for x in row if any(x is ligature for ligature in used)]
            for first, row in table.ligatures.items()
        }
        table.ligatures = {first: row for first, row in rows.items() if row}
    glyphs = [ligature.LigGlyph for ligature in used]
    _save(font, original(ICONS).name, text="abcdefghijklmnopqrstuvwxyz0123456789_ ", glyphs=glyphs)


def cut_letters() -> None:
    """Write the text font with Latin letters only."""
    path = original(LETTERS)
    _save(TTFont(path, recalcTimestamp=False), path.name, unicodes=LATIN)


def _save(font: TTFont, name: str, **parts: object) -> None:
    options = Options()
    options.layout_features = ["*"] if "glyphs" in parts else [*options.layout_features, "tnum"]
    options.hinting = False
    subsetter = Subsetter(options)
    subsetter.populate(**parts)
    subsetter.subset(font)
    font.flavor = "woff2"
    font.save(FOLDER / name)


if __name__ == "__main__":
    for old in FOLDER.glob("*.woff2"):
        old.unlink()
    cut_icons()
    cut_letters()
