r"""Placeholders of programs in other people's tables: texts that stand for no value, and codes.

An error that a spreadsheet program shows, and a database's word for nothing, are no values. Codes
of letters and HTML may be meant, so they stay, and are remarked on.

Examples
--------
>>> [is_placeholder(text) for text in ("#SAKNAS!", "#####", "<Null>", "Nullvisionen", "#1")]
[True, True, True, False, False]
>>> [code_in(text) for text in ("B\\u00e5ten", "<p>Post</p>", "Kaffe & te", "https://a.se/%C3%A5")]
['\\u00e5', '<p>', '', '']
"""

from __future__ import annotations

import re

from geodata.errors import Message

_ERROR = re.compile(
    r"#(?:N/A|[A-ZÅÄÖ]{2,12}(?:/0)?[!?])|#{3,}|Err:\d{3}|<?\(?null\)?>?|nan|undefined|n/a|\\N",
    re.IGNORECASE,
)
_WORDS = {"None", "NONE"}
"""Spellings of Python and others: "none" may be a word in a text of people."""
_CODE = re.compile(
    r"</?(?:p|b|i|em|strong|span|div|br|ul|ol|li|a|img|table|tr|td|font|h[1-6])\b[^<>]{0,300}>"
    r"|&(?:[a-zA-Z]{2,8}|#\d{2,5}|#x[0-9a-fA-F]{2,4});"
    r"|\\u[0-9a-fA-F]{4}|_x[0-9a-fA-F]{4}_|=C3=[89AB][0-9A-F]|%C3%[89AB][0-9A-F]",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://[^\s\"'<>]{1,2000}", re.IGNORECASE)


def is_placeholder(text: str) -> bool:
    """Return whether a cell's text stands for no value, as an error or a database's null does."""
    return len(text) < 300 and (text in _WORDS or bool(_ERROR.fullmatch(text)))


def code_in(text: str) -> str:
    """Return the first code of HTML or of a letter in a text outside addresses, "" if none."""
    code = _CODE.search(_ADDRESS.sub("", text)) if re.search(r"[<&\\_=%]", text) else None
    return code[0] if code else ""


def placeholder_remark(text: str) -> str:
    """Return what to say of a placeholder that is left out."""
    return Message("”{text}” står för inget värde och är läst som tomt", text=text[:40])


def code_remark(code: str) -> str:
    """Return what to say of a text that has a code in it."""
    return Message("texten har en kod som läsare ser som den står: ”{code}”", code=code[:40])
