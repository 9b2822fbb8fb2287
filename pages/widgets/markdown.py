"""Escaping of people's text for Streamlit's Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pages.common.markdown_tree import Node, markup


def plain(text: str) -> str:
    """Escape people's text, so that Streamlit's Markdown shows it literally, on one line."""
    return _escaped(" ".join(text.split()))


def _escaped(text: str) -> str:
    # ":name:" becomes an emoji, an icon or a logo even when it is escaped: a word joiner, which
    # nobody sees, takes the name from its colon.
    text = re.sub(r":(?=[\w+/-]+:)", ":\u2060", text)
    return re.sub(r"([\\`*_{}\[\]()<>#+\-.!|~$:&])", r"\\\1", text)


def rewritten(text: str) -> str:
    r"""Return people's Markdown with the elements and links that the light pages have, no others.

    Examples
    --------
    >>> rewritten("**Ja** [här](//evil.example) ![](https://a.example/)")
    '**Ja** här '
    >>> rewritten("![](data:x)")
    '\\!\\[\\]\\(data\\:x\\)'
    """
    return "\n\n".join(_block(node, "") for node in markup(text))


def _block(node: Node, indent: str) -> str:
    if isinstance(node, str) or node["tag"] in ("strong", "em", "code", "a", "br"):
        return _inline(node)
    tag, children = node["tag"], node["children"]
    if tag in ("ul", "ol"):
        mark = "-" if tag == "ul" else "1."
        items = (_block(child, f"{indent}   ") for child in children)
        return "\n".join(f"{indent}{mark} {item}" for item in items)
    inside = _flow(children, indent)
    return {"h4": "#### ", "blockquote": "> "}.get(tag, "") + inside


def _flow(nodes: Sequence[Node], indent: str) -> str:
    """Return inline nodes in a row, and each list among them on lines of its own."""
    texts = (
        f"\n{_block(node, indent)}"
        if not isinstance(node, str) and node["tag"] in ("ul", "ol")
        else _block(node, indent)
        for node in nodes
    )
    return "".join(texts)


def _inline(node: Node) -> str:
    if isinstance(node, str):
        return _escaped(re.sub(r"\s+", " ", node))
    inside = "".join(map(_inline, node["children"]))
    if node["tag"] == "a":
        return f"[{inside}]({_address(node['href'])})"
    marks = {"strong": "**", "em": "*"}
    mark = marks.get(node["tag"], "") if inside.strip() else ""
    return "  \n" if node["tag"] == "br" else f"{mark}{inside}{mark}"


def link(title: str, address: str | None) -> str:
    """Return a Markdown link with an escaped title; the title alone without an address."""
    if not address:
        return plain(title)
    return f"[{plain(title)}]({_address(address)})"


def _address(address: str) -> str:
    return address.replace("(", "%28").replace(")", "%29")
