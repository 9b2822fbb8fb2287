"""XML of files from strangers: parsed without references, searched in linear time.

lxml is used as it can go on where a file only lacks the declaration of a prefix or an HTML entity,
which is common in KML; ElementTree stops there. A file with a DTD is refused.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from lxml import etree
from lxml.etree import _Element as Element

from geodata.errors import GeodataError, Message
from geodata.importing.readers.encodings import Text
from geodata.importing.readers.html_text import html_text, is_html, letter, without_entities
from geodata.importing.readers.table import unread_remark
from geodata.text import clean

_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,200}\?>")
_HARMLESS = {
    etree.ErrorTypes.NS_ERR_UNDEFINED_NAMESPACE,
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
    # Only at the start: a search would try every space of a text of spaces anew.
    declaration = _DECLARATION.match(text.content)
    content = text.content[declaration.end() if declaration else 0 :].lstrip()
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, recover=True
    )
    try:
        root = etree.fromstring(_UNDECLARED.sub(_declared, content).encode("utf-8"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _invalid(name, str(error)) from error
    if root is not None and root.getroottree().docinfo.doctype:
        message = Message(
            "Filen {file} hänvisar till annat än sig själv. Exportera den på nytt.", file=name
        )
        raise GeodataError(message)
    faults = [entry for entry in parser.error_log if entry.type not in _HARMLESS]
    if any(fault.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for fault in faults):
        message = Message("Filen {file} är för djupt nästlad. Exportera den på nytt.", file=name)
        raise GeodataError(message)
    if root is None or faults:
        raise _invalid(name, f"rad {faults[0].line}: {faults[0].message}" if faults else "tom")
    return root


_UNDECLARED = re.compile(r"&(?!(?:lt|gt|amp|quot|apos);)(\w{1,31});")


def _declared(entity: re.Match[str]) -> str:
    """Return the letter of an entity that HTML has and XML lacks, an unknown one as text.

    As nodes of the tree, a file full of them would take 460 MB.
    """
    text = letter(entity[0])
    return text if text != entity[0] and text not in "<>&" else f"&amp;{entity[1]};"


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
    """Return an element's text as it stands, with that of the elements inside it."""
    return "".join(element.itertext("*"))


def plain_text(element: Element) -> str:
    """Return an element's text, of which HTML and its entities are made plain.

    Examples
    --------
    >>> plain_text(etree.fromstring("<x><![CDATA[<b>&Ouml;ppet</b> a < b]]></x>"))
    'Öppet a < b'
    """
    text = str(clean(raw_text(element)))
    return html_text(text) if is_html(text) else without_entities(text)


def unread_parts(
    root: Element, read: Mapping[str, Collection[str]], spare: Collection[str]
) -> list[str]:
    """Return the remark on what has text and is not read, without any if that is nothing.

    Parameters
    ----------
    root
        The document.
    read
        The names of the parts that are read of each element, by its name; only these are searched.
    spare
        Names of parts that say nothing about an example, whatever they are in.
    """
    paths: dict[str, None] = {}
    stack = [root]
    while stack:
        parent = stack.pop()
        known = read[local(parent)]
        for part in parent:
            name = local(part)
            if name in known:
                stack += [part] if name in read else []
            elif name and name not in spare and raw_text(part).strip():
                paths[f"{local(parent)}/{name}"] = None
    return unread_remark(paths)


def texts_by_name(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    r"""Return texts by name without empty ones; those of one name are its lines.

    Examples
    --------
    >>> texts_by_name([("link", "a.se"), ("name", ""), ("link", "b.se")])
    {'link': 'a.se\nb.se'}
    """
    lines: dict[str, dict[str, None]] = defaultdict(dict)
    for name, text in pairs:
        if name and text:
            lines[name][text] = None
    return {name: "\n".join(texts) for name, texts in lines.items()}
