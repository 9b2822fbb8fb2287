"""Base class of the domain's errors, and messages that can be translated.

The domain writes messages in Swedish. A :class:`Message` remembers its template and values, with
which ``pages`` makes the same sentence in the visitor's language.

Examples
--------
>>> message = Message("Filen {file} är tom.", file="byar.csv")
>>> str(GeodataError(message)), message.template, message.values
('Filen byar.csv är tom.', 'Filen {file} är tom.', {'file': 'byar.csv'})
"""

from __future__ import annotations

from typing import Any, Self


class Message(str):
    """A Swedish text, made of a template and the values of its ``{fields}``.

    ``make translate`` collects the templates, so each must be a literal.
    """

    __slots__ = ("template", "values")
    template: str
    values: dict[str, Any]

    def __new__(cls, template: str, **values: Any) -> Self:
        """Fill in the template, unless there are no values."""
        message = super().__new__(cls, template.format(**values) if values else template)
        message.template, message.values = template, values
        return message


class GeodataError(Exception):
    """Unusable geodata or file; the message says why and what to do, in Swedish."""
