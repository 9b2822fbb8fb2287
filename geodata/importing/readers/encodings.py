r"""Character encoding of a file, decided on the whole of it.

A byte order mark decides, then UTF-8: a byte that is not UTF-8 in a file that otherwise is gets
read as a letter of its own, and is remarked on. Else the one of ``SINGLE_BYTE`` that gives Swedish
words. charset-normalizer and chardet were tried: of 15 short Swedish tables in the three encodings
each reads 11 rightly, the former only if told to choose among these three; this reads all.

Examples
--------
>>> text = decode("byar.csv", "Namn;Ort\nBåten;Åsele\n".encode("mac_roman"))
>>> text.encoding, text.content.splitlines()[1]
('MacRoman', 'Båten;Åsele')
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

from geodata.errors import GeodataError, Message
from geodata.text import clean

SINGLE_BYTE = {"cp1252": "Windows-1252", "mac_roman": "MacRoman", "cp850": "CP850"}
"""Encodings of one byte a letter that Swedish files have, with the names that people know."""

ENOUGH = 200_000
"""Letters beyond ASCII that are looked at: a file with more of them has shown what it is."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_STRAY = 0x10FF00
"""Code point of a stray byte 0 until it is read: the last private ones, which no text has."""
_STRAYS = re.compile(f"[{chr(_STRAY + 0x80)}-{chr(_STRAY + 0xFF)}]")


_PRIVATE_USE = {0xDC00 + byte: _STRAY + byte for byte in range(0x80, 0x100)}
"""What Python makes of stray bytes, to what normalising leaves alone."""


class UndecidedError(GeodataError):
    """Bytes that are no text in any encoding known here."""


@dataclass(frozen=True, slots=True)
class Text:
    r"""A file's text, NFC with ``\n`` between lines, and how it was decided.

    ``stray_encoding`` is that of the bytes that are not UTF-8 as the rest of the file is, "" if
    there are none; :meth:`read_strays` reads them.
    """

    content: str
    encoding: str
    remarks: tuple[str, ...] = ()
    stray_encoding: str = ""

    def read_strays(self, text: str) -> str:
        """Return a part of the content with its stray bytes as letters."""
        if not self.stray_encoding:
            return text
        return _STRAYS.sub(lambda match: self._letter(match[0]), text)

    def _letter(self, stray: str) -> str:
        return bytes([ord(stray) - _STRAY]).decode(self.stray_encoding, "replace")


def decode(name: str, data: bytes) -> Text:
    """Decode a file.

    Raises
    ------
    UndecidedError
        If no encoding is likely; the message is in Swedish.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _multi_byte(name, data[len(mark) :], encoding)
    if encoding := _without_mark(data):
        return _multi_byte(name, data, encoding)
    if b"\0" in data:
        raise UndecidedError(Message("Filen {file} är ingen text.", file=name))
    return _utf_8(name, data)


def _without_mark(data: bytes) -> str:
    """Return UTF-16 if every other byte is zero, as in mostly Latin text without a mark."""
    start = data[:2_000]
    for encoding, high, low in (("utf-16-le", 1, 0), ("utf-16-be", 0, 1)):
        zeros = start[high::2].count(0)
        if len(start) > 3 and zeros * 10 > len(start) * 4 and not start[low::2].count(0):
            return encoding
    return ""


def _multi_byte(name: str, data: bytes, encoding: str) -> Text:
    if encoding == "utf-8":
        return _utf_8(name, data)
    content = data.decode(encoding, "replace")
    lost = content.count("\ufffd")
    if "\0" in content or lost * 20 > len(content):
        raise UndecidedError(Message("Filen {file} är ingen text.", file=name))
    return Text(_normal(content), encoding.upper()[:6])


def _utf_8(name: str, data: bytes) -> Text:
    try:
        return Text(_normal(data.decode("utf-8")), "UTF-8")
    except UnicodeDecodeError:
        pass
    # C3 begins å, ä, ö and é in UTF-8, and is a letter or sign that Swedish lacks in the others.
    if not re.search(rb"\xc3[\x80-\xbf]", data):
        return _declared(data) or _single_byte(name, data)
    content = data.decode("utf-8", "surrogateescape").translate(_PRIVATE_USE)
    strays = {ord(letter) - _STRAY for letter in set(content) if _STRAYS.match(letter)}
    encoding = _likeliest(data, strays) or "cp1252"
    return Text(_normal(content), "UTF-8", stray_encoding=encoding)


def _normal(text: str) -> str:
    text = text.translate(_CONTROLS)
    return str(clean(text)).replace("\r\n", "\n").replace("\r", "\n")


_CONTROLS = {
    byte: bytes([byte]).decode("cp1252")
    for byte in range(0x80, 0xA0)
    if byte not in b"\x81\x85\x8d\x8f\x90\x9d"
}
"""Letters and signs of Windows-1252 that programs write as control characters of Latin-1."""


_DECLARATION = re.compile(rb"""\s{0,20}<\?xml[^>]{0,200}encoding=["']([\w.-]{1,40})["']""")


def _declared(data: bytes) -> Text | None:
    """Return the text in the encoding that XML declares, None if it declares none that fits."""
    declaration = _DECLARATION.match(data)
    encoding = declaration[1].decode("ascii", "replace") if declaration else ""
    try:
        return Text(_normal(data.decode(encoding)), encoding) if encoding else None
    except (LookupError, UnicodeError):
        return None


def _single_byte(name: str, data: bytes) -> Text:
    encoding = _likeliest(data, set(data))
    if not encoding:
        message = Message(
            "Det går inte att avgöra vilken teckenkodning filen {file} har. "
            "Spara om den som UTF-8 (i Excel: CSV UTF-8).",
            file=name,
        )
        raise UndecidedError(message)
    content = _normal(data.decode(encoding, "replace"))
    words = (word[0] for word in re.finditer(r"\w{1,30}", content) if not word[0].isascii())
    remark = Message(
        "Filen är läst som {encoding}, för så blir det svenska ord: {words}. "
        "Blir det fel, spara om den som UTF-8.",
        encoding=SINGLE_BYTE[encoding],
        words=", ".join(dict.fromkeys(islice(words, 6))) or "–",
    )
    return Text(content, SINGLE_BYTE[encoding], (remark,))


_SWEDISH, _CAPITALS, _OTHERS = "åäö", "ÅÄÖ", "éèêëüáàâôøæñçïóúíßÉÈÜØÆÁÓ"
_QUOTES, _SIGNS = "’‘”“»«", "–—•…°§½¼¾´×²³€£®©µ±·"


def _likeliest(data: bytes, present: Set[int]) -> str:
    """Return the encoding in which the present bytes above 127 make words, "" if none does."""
    high_bytes = (match.start() for match in re.finditer(rb"[\x80-\xff]", data))
    places = Counter(
        (data[max(at - 1, 0) : at], data[at : at + 1], data[at + 1 : at + 2])
        for at in islice(high_bytes, ENOUGH)
        if data[at] in present
    )
    scores = {encoding: _score(places, encoding) for encoding in SINGLE_BYTE}
    best, second = sorted(scores, key=lambda encoding: -scores[encoding])[:2]
    likely = scores[best] > 0 and scores[best] > scores[second]
    return best if likely else ""


def _score(places: Counter[tuple[bytes, bytes, bytes]], encoding: str) -> float:
    """Return how well bytes, each with its neighbours, are Swedish in an encoding."""
    total = 0.0
    for (before, byte, after), count in places.items():
        letter = byte.decode(encoding, "replace")
        total += count * _points(_is_letter(before), letter, _is_letter(after), before)
    return total


def _is_letter(byte: bytes) -> bool:
    # Every letter that is not ASCII has a high byte in all of these encodings.
    return byte.isalpha() or byte > b"\x7f"


def _points(left: bool, letter: str, right: bool, before: bytes) -> float:
    if letter == "\u00a0":
        # Between words and numbers it is a letter in the other encodings.
        return 1.5
    if letter in _SWEDISH:
        return 3 if left and right else 1
    if letter in _CAPITALS:
        return -1 if before.islower() else 2
    if letter in _OTHERS:
        return 1 if left or right else -2
    if letter in _QUOTES:
        return -2 if left and right and letter != "’" else 1.5
    if letter in _SIGNS:
        return -2 if left and right else 0.5
    return -4 if letter == "\ufffd" else -3


def stray_remarks(text: Text) -> list[str]:
    """Return the remark on a file's stray bytes, with the words they are in."""
    if not text.stray_encoding:
        return []
    words = (word for word in re.split(r"[\s\"<>]+", text.content) if _STRAYS.search(word))
    examples = ", ".join(text.read_strays(word[:40]) for word in islice(words, 5))
    return [
        Message(
            "Tecken som inte är UTF-8 är lästa, se efter att det blev rätt: {words}.",
            words=examples,
        )
    ]


# What had gone wrong before the file was written

_HIGH = {
    encoding: "".join(bytes([byte]).decode(encoding, "ignore") for byte in range(0x80, 0xC0))
    for encoding in SINGLE_BYTE
}
_LEADS = {
    "cp1252": b"\xc2\xc3\xcc\xe2".decode("cp1252"),
    **{encoding: b"\xc2\xc3\xe2".decode(encoding) for encoding in ("mac_roman", "cp850")},
}
"""How the first bytes of UTF-8's signs, letters, loose dots and dashes look in each encoding."""
_TWICE = re.compile(
    "|".join(
        f"[{_LEADS[encoding][:-1]}][{high}]|{_LEADS[encoding][-1]}[{high}]{{2}}"
        for encoding, high in _HIGH.items()
    )
)
_ENCODING = {lead: encoding for encoding, leads in _LEADS.items() for lead in leads}
_SURE = tuple(lead for leads in _LEADS.values() for lead in leads[1:-1])
_SURE += tuple(b"\xe2\x80".decode(encoding) for encoding in SINGLE_BYTE)
"""Beginnings of letters and dashes; without one two signs may be meant as they are: "Â§"."""


def repaired(text: str) -> tuple[str, str]:
    """Return a text without what encoding it twice does, and what was the matter with it, or "".

    Examples
    --------
    >>> repaired("BÃ¥ten"), repaired("Båten")
    (('Båten', '”BÃ¥ten” är läst som ”Båten”'), ('Båten', ''))
    >>> [repaired(text)[0] for text in ("B√•ten", "B├Ñten", "√2 ¬ 3")]
    ['Båten', 'Båten', '√2 ¬ 3']
    """
    if text.isascii():
        return text, ""
    if "\ufffd" in text:
        what = Message("tecknet \ufffd står för en bokstav som gick förlorad innan filen kom hit")
        return text, what
    if not any(map(_is_sure, _TWICE.findall(text))):
        return text, ""
    mended = str(clean(_TWICE.sub(lambda match: _once(match[0]), text)))
    # The third byte of ” is no character in Windows-1252, and cleaned away.
    mended = mended.replace("â€", "”")
    return mended, Message("”{text}” är läst som ”{mended}”", text=text[:40], mended=mended[:40])


def _is_sure(signs: str) -> bool:
    """Return whether signs can only be a letter or dash encoded twice, which "√∫" is not."""
    letter = _once(signs)
    is_usual = signs[0] in _LEADS["cp1252"] or letter in f"{_SWEDISH}{_CAPITALS}éÉ{_QUOTES}{_SIGNS}"
    return letter != signs and signs.startswith(_SURE) and is_usual


def repaired_value(value: Any) -> tuple[Any, list[str]]:
    """Return a value of a row without what encoding it twice does, and each fault of its texts.

    Each text of a list is looked at alone: with what separates it from the next, such as the escape
    of a bar, it may look as if it had been encoded twice.

    Examples
    --------
    >>> repaired_value(["BÃ¥ten", "Båten", 3])
    (['Båten', 'Båten', 3], ['”BÃ¥ten” är läst som ”Båten”'])
    """
    if isinstance(value, str):
        text, fault = repaired(value)
        return text, [fault] if fault else []
    if isinstance(value, dict):
        parts, faults = repaired_value(list(value.values()))
        return dict(zip(value, parts, strict=True)), faults
    if not isinstance(value, list):
        return value, []
    pairs = list(map(repaired_value, value))
    return [part for part, _ in pairs], [fault for _, faults in pairs for fault in faults]


@lru_cache(1_000)
def _once(letters: str) -> str:
    try:
        return letters.encode(_ENCODING[letters[0]]).decode("utf-8")
    except UnicodeError:
        return letters
