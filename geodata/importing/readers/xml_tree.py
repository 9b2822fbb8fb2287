"""XML of files from strangers: parsed without references, searched in linear time.

lxml is used as it can go on where a file only lacks the declaration of a prefix or an HTML entity,
which is common in KML; ElementTree stops there. A file with a DTD is refused.
"""

from __future__ import annotations

import html
import re

import nh3
from lxml import etree
from lxml.etree import _Element as Element

from geodata.errors import GeodataError, Message
from geodata.importing.readers.encodings import Text
from geodata.text import clean

_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,200}\?>")
_HARMLESS = {
    etree.ErrorTypes.NS_ERR_UNDEFINED_NAMESPACE,
    etree.ErrorTypes.ERR_UNDECLARED_ENTITY,
    etree.ErrorTypes.WAR_UNDECLARED_ENTITY,
    etree.ErrorTypes.WAR_NS_URI,
    etree.ErrorTypes.WAR_NS_URI_RELATIVE,
}


def parse_xml(name: str, text: Text) -> Element:
    """Parse a document.

    Raises
    ------
    GeodataError
        If it is not well-formed or has a DTD; the message is in Swedish.
    """
    content = _DECLARATION.sub("", text.content, count=1).lstrip()
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, recover=True
    )
    try:
        root = etree.fromstring(content.encode("utf-8"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _invalid(name, str(error)) from error
    if root is not None and root.getroottree().docinfo.doctype:
        message = Message(
            "Filen {file} hänvisar till annat än sig själv. Exportera den på nytt.", file=name
        )
        raise GeodataError(message)
    faults = [entry for entry in parser.error_log if entry.type not in _HARMLESS]
    if root is None or faults:
        raise _invalid(name, f"rad {faults[0].line}: {faults[0].message}" if faults else "tom")
    return root


def _invalid(name: str, reason: str) -> GeodataError:
    message = Message(
        "Filen {file} är inte giltig XML ({reason}).", file=name, reason=reason[:200].strip()
    )
    return GeodataError(message)


def local(element: Element) -> str:
    """Return an element's name without namespace or prefix, "" for comments and the like."""
    tag = element.tag
    return re.split("[}:]", tag)[-1] if isinstance(tag, str) else ""


def outermost(element: Element, *names: str) -> list[Element]:
    """Return the elements of given names inside one, without those inside one another."""
    tags = [f"{{*}}{name}" for name in names] + [f"gx:{name}" for name in names]
    inner = element.iterdescendants(*tags)
    return [part for part in inner if not _within(part, element, tags)]


def _within(part: Element, element: Element, tags: list[str]) -> bool:
    outer = next(part.iterancestors(*tags), None)
    # One that holds the whole of ``element``, or is it, does not count.
    return outer is not None and outer is not element and outer not in element.iterancestors()


def raw_text(element: Element) -> str:
    """Return an element's text as it stands, entities included."""
    texts: list[str] = []
    for part in element.iter():
        if isinstance(part.tag, str) or part.tag is etree.Entity:
            texts.append(part.text or "")
        if part is not element:
            texts.append(part.tail or "")
    return "".join(texts)


_ENTITY = re.compile(r"&(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{2,31});")
_TAG = re.compile(r"</?[a-zA-Z]|<!--")
_KEPT_TAGS = {"a", "br", "p", "div", "li", "tr", "td", "th", "table", "ul", "ol", "dt", "dd"}
_KEPT_TAGS |= {f"h{level}" for level in range(1, 7)}
_LINK = re.compile(r'<a href="([^"<>]*)">([^<]*)</a>')


def plain_text(element: Element) -> str:
    """Return an element's text, of which HTML and its entities are made plain.

    Examples
    --------
    >>> html_part = "<x><![CDATA[<tr><td>&Ouml;ppet</td><td>9-17</td></tr>]]></x>"
    >>> plain_text(etree.fromstring(html_part))
    'Öppet 9-17'
    """
    text = str(clean(raw_text(element)))
    if _TAG.search(text):
        # A link's address stays; whatever nh3 leaves has no other "<" than those of its tags.
        text = nh3.clean(text, tags=_KEPT_TAGS, attributes={"a": {"href"}}, link_rel=None)
        text = _LINK.sub(_link_text, text)
        text = re.sub(r"</t[dh]>", " ", text)
        text = re.sub(r"<(br|/?(p|div|li|tr|table|ul|ol|d[td]|h\d))>", "\n", text)
        text = re.sub(r"<[^>]*>", "", text)
    text = _ENTITY.sub(lambda match: html.unescape(match[0]), text).replace("\xa0", " ")
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _link_text(link: re.Match[str]) -> str:
    address, words = link[1].strip(), link[2].strip()
    if not address.startswith(("http://", "https://", "mailto:")) or address in words:
        return words
    return f"{words} ({address})" if words else address
