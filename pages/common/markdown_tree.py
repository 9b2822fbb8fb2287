"""Markdown from people as a small tree of elements, so that no HTML ever stands in a string.

A node is a text, or an element with a tag of ``TAGS``, its children and, for a link, an address
that begins with http. The light viewer's script makes DOM nodes of the tree and the templates make
escaped HTML; any other Markdown construct is shown as the text that it holds.

Examples
--------
>>> markup("**Ja** [här](ftp://x.example)")
[{'tag': 'p', 'children': [{'tag': 'strong', 'children': ['Ja']}, ' ', 'här']}]
"""

from __future__ import annotations

import re
from typing import NotRequired, TypedDict

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

TAGS = {
    "paragraph": "p",
    "heading": "h4",
    "bullet_list": "ul",
    "ordered_list": "ol",
    "list_item": "li",
    "blockquote": "blockquote",
    "strong": "strong",
    "em": "em",
    "code_inline": "code",
    "code_block": "p",
    "fence": "p",
    "hardbreak": "br",
    "link": "a",
}
_parser = MarkdownIt("commonmark", {"html": False})


class Element(TypedDict):
    """An element: its tag, its children and, for a link, its address."""

    tag: str
    children: list[Node]
    href: NotRequired[str]


Node = str | Element


def markup(text: str) -> list[Node]:
    """Parse Markdown (CommonMark, HTML off) to nodes."""
    return _inside(SyntaxTreeNode(_parser.parse(text)))


def _inside(parent: SyntaxTreeNode) -> list[Node]:
    return [node for child in parent.children for node in _nodes(child)]


def _nodes(node: SyntaxTreeNode) -> list[Node]:
    children: list[Node] = _inside(node) or ([node.content] if node.content else [])
    tag = TAGS.get(node.type)
    if node.type == "softbreak":
        return [" "]
    if tag is None or (node.type == "paragraph" and node.hidden):
        return children
    if tag != "a":
        return [{"tag": tag, "children": children}]
    href = str(node.attrs.get("href", ""))
    safe = re.match(r"https?://", href)
    return [{"tag": "a", "children": children or [href], "href": href}] if safe else children
