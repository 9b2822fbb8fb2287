"""Parts of an XLSX workbook: sheets, shared texts, which number formats are dates, links.

An own reader, as openpyxl takes 10.6 s of a processor for 20 000 rows of 20 cells, and one of
python-calamine's allocations, for a file of 5 kB with a cell in the last corner, ends the process.
The same rows take 3.5 s here. The meaning of formats, serial dates and escapes is openpyxl's.
"""

from __future__ import annotations

import datetime as dt
import io
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from lxml import etree
from lxml.etree import _Element as Element
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900
from openpyxl.utils.escape import unescape

from geodata.importing.readers.archive import Archive, too_large
from geodata.importing.readers.table import Sheet
from geodata.importing.readers.xml_tree import local

MAX_TAGS = 2_500_000
"""Tags of one part; 20 000 rows of 20 cells have 2.4 million."""
EMPTY = b"<x/>"


class BrokenError(Exception):
    """An XLSX file lacks a part or has one that cannot be parsed."""


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet and the part of the archive that has its cells."""

    sheet: Sheet
    path: str


class Workbook:
    """Workbook whose parts are read when they are needed."""

    def __init__(self, name: str, archive: Archive) -> None:
        self.name = name
        self._archive = archive
        targets = self._relations("").values()
        paths = (path for kind, path in targets if kind == "officeDocument")
        self._path = next(paths, "xl/workbook.xml")
        self._root = self._tree(self._path)

    @cached_property
    def sheets(self) -> tuple[SheetPart, ...]:
        """The sheets with cells, in the workbook's order; diagrams are left out."""
        relations = self._relations(self._path)
        parts = []
        for sheet in self._root.iter("{*}sheet"):
            kind, path = relations.get(relation_id(sheet), ("", ""))
            hidden = sheet.get("state", "visible") != "visible"
            if kind == "worksheet" and path in self._archive.names:
                parts.append(SheetPart(Sheet(sheet.get("name", "")[:100], hidden), path))
        return tuple(parts)

    @cached_property
    def epoch(self) -> dt.datetime:
        """Day zero of serial dates."""
        properties = next(self._root.iter("{*}workbookPr"), None)
        since_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        epoch: dt.datetime = CALENDAR_MAC_1904 if since_1904 else CALENDAR_WINDOWS_1900
        return epoch

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The shared texts, which cells refer to by position."""
        path = self._part("sharedStrings")
        return tuple(rich_text(item) for item in self.elements(path, "si")) if path else ()

    @cached_property
    def date_styles(self) -> frozenset[int]:
        """Numbers of the cell styles that show a number as a date or time."""
        path = self._part("styles")
        root = self._tree(path) if path else etree.fromstring(EMPTY)
        formats = {str(number): code for number, code in BUILTIN_FORMATS.items()}
        formats |= {f.get("numFmtId", ""): f.get("formatCode", "") for f in root.iter("{*}numFmt")}
        # A long code is no format that people choose, and would take long to judge.
        dates = {n for n, code in formats.items() if len(code) < 300 and is_date_format(code)}
        cells = next(root.iter("{*}cellXfs"), ())
        return frozenset(at for at, style in enumerate(cells) if style.get("numFmtId") in dates)

    def has_cells(self, part: SheetPart) -> bool:
        """Return whether a sheet has any value."""
        data = self._archive.read(part.path)
        return b"v>" in data or b"t>" in data or b"t " in data

    def comments(self, part: SheetPart) -> Iterator[str]:
        """Yield the cells of a sheet that have a comment, such as ``B2``."""
        for kind, path in self._relations(part.path).values():
            if kind == "comments" and path in self._archive.names:
                yield from (comment.get("ref", "") for comment in self.elements(path, "comment"))

    def links(self, part: SheetPart) -> Mapping[str, str]:
        """Return the addresses that a sheet's cells may link to, by relation."""
        relations = self._relations(part.path)
        return {name: path for name, (kind, path) in relations.items() if kind == "hyperlink"}

    def elements(self, path: str, *names: str) -> Iterator[Element]:
        """Yield a part's elements of given names as they end; each is emptied after use.

        Raises
        ------
        BrokenError
            If the part cannot be parsed.
        GeodataError
            If it has more than ``MAX_TAGS``.
        """
        data = self.part_data(path)
        tags = [f"{{*}}{name}" for name in names]
        try:
            for _, element in etree.iterparse(
                io.BytesIO(data), tag=tags, resolve_entities=False, no_network=True
            ):
                yield element
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
        except etree.XMLSyntaxError as error:
            raise BrokenError(path) from error

    def _part(self, kind: str) -> str:
        paths = (path for other, path in self._relations(self._path).values() if other == kind)
        return next((path for path in paths if path in self._archive.names), "")

    def _relations(self, path: str) -> dict[str, tuple[str, str]]:
        """Return kind and target of a part's relations by id; targets inside as full paths."""
        folder, file = posixpath.split(path)
        part = posixpath.join(folder, "_rels", f"{file}.rels")
        if part not in self._archive.names:
            return {}
        relations = {}
        for relation in self._tree(part).iter("{*}Relationship"):
            target = relation.get("Target", "")
            if relation.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = relation.get("Type", "").rpartition("/")[2]
            relations[relation.get("Id", "")] = kind, target
        return relations

    def _tree(self, path: str) -> Element:
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        try:
            return etree.fromstring(self.part_data(path), parser)
        except (etree.XMLSyntaxError, KeyError) as error:
            raise BrokenError(path) from error

    def part_data(self, path: str) -> bytes:
        """Unpack a part.

        Raises
        ------
        BrokenError
            If it declares entities.
        GeodataError
            If it has more than ``MAX_TAGS``.
        """
        data = self._archive.read(path)
        if b"<!DOCTYPE" in data[:2_000] or b"<!ENTITY" in data:
            raise BrokenError(path)
        if data.count(b"<") > MAX_TAGS:
            raise too_large(self.name)
        return data


def relation_id(element: Element) -> str:
    """Return the id of the relation that an element points to, "" if it has none."""
    return next((value for name, value in element.items() if name.endswith("}id")), "")


def rich_text(element: Element) -> str:
    """Return the text of a shared or inline text, without its reading aids (``rPh``)."""
    if len(element) == 1 and element[0].tag.endswith("t"):
        return plain(element[0].text or "")
    texts = (part.text for part in element.iter("{*}t") if local(part.getparent()) != "rPh")
    return plain("".join(text for text in texts if text))


def plain(text: str) -> str:
    """Return a text with XLSX's escapes undone, such as ``_x000D_`` for a carriage return."""
    text = unescape(text) if "_x" in text else text
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
