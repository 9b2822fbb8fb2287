r"""Plain text of HTML in a file from a stranger, in time linear in its length.

nh3 was tried: nested ``<div>`` of 100 kB take it 1.6 s, and four times as long for each doubling.
Nothing here needs to be safe as HTML, as the text is never shown as that.

Examples
--------
>>> html_text('<tr><td>Öppet</td><td>9-17</td></tr><a href="https://a.se">Mer</a>')
'Öppet 9-17\nMer (https://a.se)'
"""

from __future__ import annotations

import html
import re
from functools import lru_cache

_TAG = re.compile(
    r"""<(?P<end>/?)(?P<name>[a-zA-Z][\w:-]*+)
    (?:[^<>"']*+(?:"[^"]*+"[^<>"']*+|'[^']*+'[^<>"']*+)*+>|[^<>]*+>)
    |(?P<comment><!--)|<![^<>]*+>""",
    re.VERBOSE | re.DOTALL,
)
_HREF = re.compile(r"""\bhref\s?=\s?["']?(?P<address>[^"'\s<>]++)""", re.IGNORECASE)
_ENTITY = re.compile(r"&(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{2,31});")
_LINES = {"br", "p", "div", "li", "tr", "table", "ul", "ol", "dl", "dt", "dd", "hr"}
_LINES |= {f"h{level}" for level in range(1, 7)}
_UNSHOWN = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style")}


@lru_cache(1_000)
def letter(entity: str) -> str:
    """Return the letter that an entity such as ``&ouml;`` stands for, itself if it is none."""
    return html.unescape(entity)


def is_html(text: str) -> bool:
    """Return whether a text has a tag; a less-than sign alone is none."""
    return bool(_TAG.search(text))


def html_text(text: str) -> str:
    """Return the text of HTML: a line for each block, a space between cells, links' addresses."""
    parts: list[str] = []
    link, words, position = "", 0, 0
    for tag in _TAG.finditer(text):
        if tag.start() < position:
            continue
        parts.append(text[position : tag.start()])
        position, name = tag.end(), (tag["name"] or "").lower()
        if tag["comment"]:
            position = text.find("-->", position) + 3
            # A comment without an end hides the rest, as in a browser.
            position = position if position > 2 else len(text)
        elif name in _LINES:
            parts.append("\n")
        elif name in ("td", "th"):
            parts.append(" ")
        elif name in _UNSHOWN and not tag["end"]:
            end = _UNSHOWN[name].search(text, position)
            position = end.start() if end else len(text)
        elif name == "a" and tag["end"] and link:
            parts.append(_link_text(link, "".join(parts[words:])))
            link = ""
        elif name == "a" and not tag["end"]:
            href = _HREF.search(tag[0])
            link, words = href["address"] if href else "", len(parts)
    parts.append(text[position:])
    return without_entities("".join(parts))


def _link_text(address: str, words: str) -> str:
    """Return what to add to a link's words: its address, unless they are or have it."""
    if not address.startswith(("http://", "https://", "mailto:")) or address in words:
        return ""
    return f" ({address})" if words.strip() else address


def unescaped(text: str) -> str:
    """Return a text with HTML's entities as letters, its space as it is."""
    return _ENTITY.sub(lambda match: letter(match[0]), text)


def without_entities(text: str) -> str:
    """Return a text with HTML's entities as letters, without needless space.

    Examples
    --------
    >>> without_entities("&Ouml;ppet &amp;  glatt")
    'Öppet & glatt'
    """
    lines = (" ".join(line.split()) for line in unescaped(text).splitlines())
    return "\n".join(line for line in lines if line)
