"""Escaping of people's text for Streamlit's Markdown."""

from __future__ import annotations

import re


def plain(text: str) -> str:
    """Escape people's text, so that Streamlit's Markdown shows it literally."""
    # ":name:" becomes an emoji, an icon or a logo even when it is escaped: a word joiner, which
    # nobody sees, takes the name from its colon.
    text = re.sub(r":(?=[\w+/-]+:)", ":\u2060", text)
    return re.sub(r"([\\`*_{}\[\]()<>#+\-.!|~$:&])", r"\\\1", " ".join(text.split()))


def link(title: str, address: str | None) -> str:
    """Return a Markdown link with an escaped title; the title alone without an address."""
    if not address:
        return plain(title)
    return f"[{plain(title)}]({address.replace('(', '%28').replace(')', '%29')})"
